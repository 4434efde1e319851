"""The letters about an application."""

from django.urls import path

from programs.letters import views

urlpatterns = [
    path(
        "applications/<slug:number>/letters/",
        views.listing,
        name="application-letters",
    ),
    path(
        "applications/<slug:number>/letters/<slug:letter>/",
        views.detail,
        name="letter-detail",
    ),
    path(
        "applications/<slug:number>/letters/<slug:letter>/letter.pdf",
        views.letter_pdf,
        name="letter-pdf",
    ),
    path(
        "applications/<slug:number>/letters/<slug:letter>/letter.json",
        views.letter_record,
        name="letter-record",
    ),
]
