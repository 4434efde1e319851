"""The page where a company says that it has a second record."""

from django.urls import path

from startups.merging import views

urlpatterns = [
    path("company/<int:pk>/merge/", views.ask, name="company-merge"),
]
