"""The pages of batches for the bank, and of the budget."""

from django.urls import path

from programs.payments import views

urlpatterns = [
    path("budget/", views.budget, name="budget-execution"),
    path("batches/<slug:number>/", views.batch, name="batch"),
    path("batches/<slug:number>/file.csv", views.batch_file, name="batch-file"),
    path("batches/<slug:number>/cover.pdf", views.batch_cover, name="batch-cover"),
]
