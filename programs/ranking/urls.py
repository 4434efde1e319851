"""Boards and lines, on the selection desk."""

from django.urls import path

from programs.ranking import views

urlpatterns = [
    path("selection/ranking/", views.listing, name="ranking-list"),
    path("selection/ranking/<slug:slug>/", views.board, name="ranking-board"),
    path(
        "selection/ranking/<slug:slug>/board.xlsx", views.workbook, name="ranking-xlsx"
    ),
    path(
        "selection/ranking/<slug:slug>/amounts/", views.amounts, name="ranking-amounts"
    ),
    path("selection/ranking/<slug:slug>/line/", views.cut, name="ranking-cut"),
    path(
        "selection/ranking/<slug:slug>/scenarios/<int:pk>/",
        views.scenario,
        name="ranking-scenario",
    ),
]
