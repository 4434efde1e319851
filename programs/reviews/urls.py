"""The expert's desk."""

from django.urls import path

from programs.reviews import views

urlpatterns = [
    path("review/", views.desk, name="reviews-desk"),
    path("review/done/", views.done, name="reviews-done"),
    path("review/declarations/", views.declarations, name="reviews-declarations"),
    path("review/<int:pk>/", views.detail, name="review-detail"),
    path("review/<int:pk>/declare/", views.declare, name="review-declare"),
    path("review/<int:pk>/recuse/", views.recuse, name="review-recuse"),
    path("review/<int:pk>/sheet/", views.sheet, name="review-sheet"),
    path("review/<int:pk>/packet.pdf", views.packet_pdf, name="review-packet"),
    path("review/<int:pk>/files/<int:file>/", views.download, name="review-file"),
]
