"""The public's pages, notices and objections, and the selection desk."""

from django.urls import path

from programs.selection import views
from programs.selection.views import decisions, meetings, proposing

urlpatterns = [
    path("notices/", views.listing, name="notices-list"),
    path("notices/objections/", views.ask, name="objection-ask"),
    path("notices/objections/<str:token>/", views.status, name="objection-status"),
    path(
        "notices/objections/<slug:number>/files/<int:pk>/",
        views.evidence,
        name="objection-file",
    ),
    path("notices/<slug:slug>/", views.detail, name="notice-detail"),
    path("notices/<slug:slug>/notice.pdf", views.notice_pdf, name="notice-pdf"),
    path("notices/<slug:slug>/notice.json", views.notice_record, name="notice-record"),
    path("notices/<slug:slug>/changes/", views.changes, name="notice-changes"),
    path("notices/<slug:slug>/files/<int:pk>/", views.attachment, name="notice-file"),
    path("notices/<slug:slug>/object/", views.objection, name="notice-object"),
    path("notices/<slug:slug>/preview/", views.preview, name="notice-preview"),
    path(
        "notices/<slug:slug>/preview/notice.pdf",
        views.preview_pdf,
        name="notice-preview-pdf",
    ),
    path(
        "notices/<slug:slug>/preview/files/<int:pk>/",
        views.preview_attachment,
        name="notice-preview-file",
    ),
    path("selection/meetings/", meetings.listing, name="meetings-list"),
    path("selection/meetings/new/", meetings.plan, name="meeting-plan"),
    path("selection/meetings/<int:pk>/", meetings.detail, name="meeting-detail"),
    path("selection/meetings/<int:pk>/move/", meetings.move, name="meeting-move"),
    path("selection/meetings/<int:pk>/agenda/", meetings.agenda, name="meeting-agenda"),
    path("selection/meetings/<int:pk>/people/", meetings.people, name="meeting-people"),
    path(
        "selection/meetings/<int:pk>/recusals/",
        meetings.recusals,
        name="meeting-recusals",
    ),
    path(
        "selection/meetings/<int:pk>/verdicts/",
        meetings.verdicts,
        name="meeting-verdicts",
    ),
    path(
        "selection/meetings/<int:pk>/minutes/", meetings.minutes, name="meeting-minutes"
    ),
    path(
        "selection/meetings/<int:pk>/decisions/",
        decisions.decisions,
        name="meeting-decisions",
    ),
    path(
        "selection/meetings/<int:pk>/letters/<int:item>/",
        decisions.letter,
        name="meeting-letter",
    ),
    path("selection/meetings/<int:pk>/apply/", decisions.apply, name="meeting-apply"),
    path("selection/meetings/<int:pk>/undo/", decisions.undo, name="meeting-undo"),
    path("selection/meetings/<int:pk>/tell/", decisions.tell, name="meeting-tell"),
    path("selection/meetings/<int:pk>/pack.pdf", decisions.pack, name="meeting-pack"),
    path(
        "selection/scenarios/<int:pk>/propose/",
        proposing.propose,
        name="selection-propose",
    ),
    path("selection/reserve/<slug:slug>/", proposing.reserve, name="reserve-list"),
    path(
        "selection/reserve/<int:pk>/pass-over/",
        proposing.pass_over,
        name="reserve-pass-over",
    ),
    path("selection/below/<slug:slug>/", proposing.below, name="selection-below"),
    path(
        "applications/<slug:number>/step-back/",
        proposing.step_back,
        name="application-step-back",
    ),
]
