"""The public page of a program."""

from django.urls import path

from programs.calls import views

urlpatterns = [path("programs/<slug:slug>/", views.program, name="program-detail")]
