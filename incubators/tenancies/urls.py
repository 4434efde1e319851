"""The incubator desk, and the overview of a company."""

from django.urls import path

from incubators.tenancies import views

urlpatterns = [
    path("company/<int:pk>/", views.company, name="company-detail"),
    path("incubator/", views.desk, name="incubator-desk"),
    path("incubator/<int:pk>/", views.carrier, name="carrier-detail"),
    path("incubator/tenancies/", views.tenancies, name="incubator-tenancies"),
    path("incubator/tenancies/<int:pk>/", views.tenancy, name="tenancy-detail"),
    path("incubator/units/", views.units, name="incubator-units"),
]
