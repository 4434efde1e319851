"""The pages of what an award owes."""

from django.urls import path

from programs.monitoring import views

AWARD = "awards/<slug:number>/"
REPORT = f"{AWARD}reports/<int:count>/"

urlpatterns = [
    path(f"{AWARD}obligations/", views.obligations, name="award-obligations"),
    path(REPORT, views.report, name="year-report"),
    path(f"{REPORT}press/", views.press, name="year-report-press"),
    path(f"{REPORT}files/<int:pk>/", views.report_file, name="year-report-file"),
    path(
        f"{REPORT}files/<int:pk>/remove/",
        views.remove_file,
        name="year-report-remove-file",
    ),
    path(
        f"{REPORT}version-<int:version>.json",
        views.filing_record,
        name="year-report-record",
    ),
    path(f"{AWARD}milestones/<int:pk>/", views.claim, name="milestone"),
    path(f"{AWARD}findings/<int:pk>/", views.finding, name="finding"),
    path(f"{AWARD}evidence/<uuid:key>/", views.evidence, name="award-evidence"),
    path(f"{AWARD}evaluation.pdf", views.evaluation_pdf, name="award-evaluation-pdf"),
    path(
        f"{AWARD}evaluation.json",
        views.evaluation_record,
        name="award-evaluation-record",
    ),
    path("district/reports/", views.desk, name="district-year-reports"),
]
