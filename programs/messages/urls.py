"""The messages about an application."""

from django.urls import path

from programs.messages import views

urlpatterns = [
    path(
        "applications/<slug:number>/messages/",
        views.conversation,
        name="application-messages",
    ),
    path(
        "applications/<slug:number>/messages/<int:pk>/",
        views.download,
        name="application-enclosure",
    ),
]
