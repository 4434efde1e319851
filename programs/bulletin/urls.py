"""The public pages of calls."""

from django.urls import path

from programs.bulletin import views

urlpatterns = [
    path("calls/", views.listing, name="calls-list"),
    path("calls/calendar.ics", views.calendar_of_all, name="calls-calendar"),
    path("calls/<slug:slug>/", views.detail, name="call-detail"),
    path("calls/<slug:slug>/calendar.ics", views.calendar_of, name="call-calendar"),
    path("calls/<slug:slug>/documents/<int:pk>/", views.document, name="call-document"),
]
