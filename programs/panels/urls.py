"""What experts are asked before they get anything to read."""

from django.urls import path

from programs.panels import views

urlpatterns = [
    path("review/invitations/", views.invitations, name="review-invitations"),
    path("review/invitations/<int:pk>/", views.answer, name="invitation-answer"),
]
