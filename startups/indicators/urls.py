"""The pages of yearly returns."""

from django.urls import path

from startups.indicators import views

urlpatterns = [
    path("company/returns/", views.mine, name="indicators-mine"),
    path("company/<int:pk>/returns/", views.begin, name="return-begin"),
    path("company/<int:pk>/returns/<int:year>/", views.detail, name="return-detail"),
    path(
        "company/<int:pk>/returns/<int:year>/check/", views.check, name="return-check"
    ),
    path("district/returns/", views.to_check, name="district-returns"),
]
