"""Pages that show several slices."""

from django.urls import path

from programs.dashboard import views

urlpatterns = [path("", views.home, name="home")]
