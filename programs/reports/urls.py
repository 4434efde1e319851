"""The desk of reports."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from programs.reports import views


class Kind(StringConverter):
    regex = "pdf|xlsx"


register_converter(Kind, "report_kind")

urlpatterns = [
    path("reports/", views.listing, name="reports-list"),
    path("reports/schedules/", views.schedules, name="reports-schedules"),
    path("reports/<str:number>/", views.issue, name="reports-issue"),
    path("reports/<str:number>/correct/", views.correct, name="reports-correct"),
    path(
        "reports/<str:number>/<slug:language>.<report_kind:kind>",
        views.file,
        name="reports-file",
    ),
]
