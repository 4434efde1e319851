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
    path("books/", views.books, name="books-list"),
    path("books/waiting/", views.waiting, name="books-waiting"),
    path("books/companies/<int:pk>/", views.public_money, name="public-money"),
    path("books/<slug:slug>/", views.book, name="program-book"),
    path("books/<slug:slug>/book.xlsx", views.book_xlsx, name="program-book-xlsx"),
    path("books/<slug:slug>/forecast/", views.forecast, name="program-forecast"),
    path("books/<slug:slug>/notes/", views.ties, name="program-ties"),
]
