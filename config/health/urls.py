"""Addresses for machines."""

from django.urls import path

from config.health import views

urlpatterns = [
    path("healthz", views.healthz, name="health-alive"),
    path("readyz", views.readyz, name="health-ready"),
    path("metrics", views.metrics_page, name="health-metrics"),
]
