"""The public's pages: notices and objections."""

from django.urls import path

from programs.selection import views

urlpatterns = [
    path("notices/", views.listing, name="notices-list"),
    path("notices/<slug:slug>/", views.detail, name="notice-detail"),
    path("notices/<slug:slug>/object/", views.objection, name="notice-object"),
]
