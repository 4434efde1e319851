"""The pages of applications: the company's, and the district's desk."""

from django.urls import path

from programs.applications import views

urlpatterns = [
    path("calls/<slug:slug>/apply/", views.begin, name="application-begin"),
    path("applications/", views.mine, name="applications-mine"),
    path("applications/<slug:number>/", views.detail, name="application-detail"),
    path("applications/<slug:number>/press/", views.press, name="application-press"),
    path("applications/<slug:number>/edit/", views.edit, name="application-edit"),
    path("applications/<slug:number>/save/", views.save, name="application-save"),
    path("applications/<slug:number>/state/", views.state, name="application-state"),
    path(
        "applications/<slug:number>/troubles/",
        views.report,
        name="application-troubles",
    ),
    path(
        "applications/<slug:number>/files/<int:pk>/remove/",
        views.remove,
        name="application-file-remove",
    ),
    path(
        "applications/<slug:number>/uploads/",
        views.begin_upload,
        name="application-uploads",
    ),
    path(
        "applications/<slug:number>/uploads/<uuid:key>/",
        views.piece,
        name="application-upload",
    ),
    path(
        "applications/<slug:number>/uploads/<uuid:key>/finish/",
        views.finish,
        name="application-upload-finish",
    ),
    path(
        "applications/<slug:number>/receipt/",
        views.receipt,
        name="application-receipt",
    ),
    path(
        "applications/<slug:number>/files/<int:pk>/",
        views.download,
        name="application-file",
    ),
    path("district/", views.district, name="district-desk"),
    path(
        "district/applications/",
        views.district_listing,
        name="district-applications",
    ),
    path(
        "district/applications/<slug:number>/",
        views.district_detail,
        name="district-application",
    ),
]
