"""The pages of batches for the bank."""

from django.urls import path

from programs.payments import views

urlpatterns = [
    path("batches/<slug:number>/", views.batch, name="batch"),
    path("batches/<slug:number>/file.csv", views.batch_file, name="batch-file"),
    path("batches/<slug:number>/cover.pdf", views.batch_cover, name="batch-cover"),
]
