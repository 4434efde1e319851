"""The pages of support: for companies, and for service officers on the road."""

from django.urls import path

from startups.support import views

urlpatterns = [
    path("company/support/", views.mine, name="support-mine"),
    path("company/<int:pk>/needs/new/", views.raise_need, name="need-new"),
    path("company/needs/<str:number>/", views.need, name="need-detail"),
    path(
        "company/services/<int:pk>/confirm/",
        views.confirm_service,
        name="service-confirm",
    ),
    path("service/", views.desk, name="service-desk"),
    path("service/<int:pk>/visit/", views.log_visit, name="visit-new"),
    path("service/<int:pk>/service/", views.record_service, name="service-new"),
]
