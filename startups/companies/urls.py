"""The pages of companies; `company/<pk>/` itself is in programs.overview."""

from django.urls import path

from startups.companies import views

urlpatterns = [
    path("company/", views.mine, name="companies-mine"),
    path("company/new/", views.register, name="company-new"),
    path("company/edit/", views.edit_mine, name="companies-edit"),
    path("company/<int:pk>/edit/", views.edit, name="company-edit"),
    path("district/companies/", views.of_district, name="district-companies"),
]
