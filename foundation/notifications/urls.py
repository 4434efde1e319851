"""Where people choose what they are told."""

from django.urls import path

from foundation.notifications import views

urlpatterns = [
    path("accounts/notifications/", views.notifications, name="notifications"),
    path(
        "accounts/notifications/stop/<str:token>/",
        views.stop,
        name="notifications-stop",
    ),
]
