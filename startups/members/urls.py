"""The pages about who acts for a company."""

from django.urls import path

from startups.members import views

urlpatterns = [
    path("company/members/", views.members_of_mine, name="companies-members"),
    path("company/<int:pk>/members/", views.members, name="company-members"),
    path(
        "company/<int:pk>/members/<int:member_pk>/end/",
        views.end,
        name="company-member-end",
    ),
    path("company/<int:pk>/agents/", views.agents, name="company-agents"),
    path(
        "company/<int:pk>/requests/<int:request_pk>/",
        views.answer,
        name="company-request",
    ),
    path("company/ask/", views.ask, name="company-ask"),
    path("company/join/<str:invited>/", views.join, name="company-join"),
]
