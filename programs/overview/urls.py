"""The one page of a company."""

from django.urls import path

from programs.overview import views

urlpatterns = [path("company/<int:pk>/", views.company, name="company-detail")]
