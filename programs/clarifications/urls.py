"""The page on which a company asks about a call."""

from django.urls import path

from programs.clarifications import views

urlpatterns = [path("calls/<slug:slug>/ask/", views.ask, name="call-ask")]
