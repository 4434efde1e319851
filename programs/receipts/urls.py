"""Receipts to download."""

from django.urls import path

from programs.receipts import views

urlpatterns = [
    path(
        "applications/<slug:number>/receipt.pdf", views.receipt_pdf, name="receipt-pdf"
    ),
    path(
        "applications/<slug:number>/receipt.json",
        views.receipt_record,
        name="receipt-record",
    ),
]
