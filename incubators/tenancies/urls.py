"""The incubator desk."""

from django.urls import path

from incubators.tenancies import views

urlpatterns = [
    path("incubator/", views.desk, name="incubator-desk"),
    path("incubator/<int:pk>/", views.carrier, name="carrier-detail"),
    path("incubator/tenancies/", views.tenancies, name="incubator-tenancies"),
    path("incubator/tenancies/<int:pk>/", views.tenancy, name="tenancy-detail"),
    path("incubator/units/", views.units, name="incubator-units"),
]
