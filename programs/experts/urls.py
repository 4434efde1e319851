"""An expert's record, and an applicant's request."""

from django.urls import path

from programs.experts import views

urlpatterns = [
    path("review/profile/", views.profile, name="expert-profile"),
    path("review/profile/employers/", views.employ, name="expert-employ"),
    path("review/profile/absences/", views.leave, name="expert-leave"),
    path(
        "review/profile/absences/<int:pk>/end/", views.come_back, name="expert-return"
    ),
    path("applications/<str:number>/avoid/", views.avoid, name="application-avoid"),
]
