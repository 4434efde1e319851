"""The page on which a company asks whether it may apply."""

from django.urls import path

from programs.eligibility import views

urlpatterns = [
    path("calls/<slug:slug>/eligibility/", views.check, name="call-eligibility"),
]
