"""The pages of awards and their money."""

from django.urls import path

from programs.books import views

urlpatterns = [
    path("awards/", views.listing, name="awards-list"),
    path("awards/<slug:number>/", views.account, name="award-detail"),
    path(
        "awards/<slug:number>/statement.pdf", views.statement_pdf, name="statement-pdf"
    ),
    path(
        "awards/<slug:number>/statement.xlsx",
        views.statement_xlsx,
        name="statement-xlsx",
    ),
]
