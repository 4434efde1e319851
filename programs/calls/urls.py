"""The public pages of programs and calls."""

from django.urls import path

from programs.calls import views

urlpatterns = [
    path("programs/<slug:slug>/", views.program, name="program-detail"),
    path("calls/", views.listing, name="calls-list"),
    path("calls/<slug:slug>/", views.detail, name="call-detail"),
]
