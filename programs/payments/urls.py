"""The pages of awards and their money."""

from django.urls import path

from programs.payments import views

urlpatterns = [
    path("awards/", views.listing, name="awards-list"),
    path("awards/<slug:number>/", views.account, name="award-detail"),
]
