"""Experts, draws, assignments and scores on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from programs.reviews import actions
from programs.reviews.forms import DrawForm, ExpertForm
from programs.reviews.models import Assignment, Conflict, Draw, Expert, Score
from programs.reviews.states import Status

LABELS: dict[str, str] = {
    Status.ASSIGNED: "warning",
    Status.DECLARED: "info",
    Status.SCORED: "success",
    Status.RECUSED: "danger",
}


@admin.register(Expert)
class ExpertAdmin(RecordAdmin):
    reads = Permission.READ_EXPERTS
    edits = Permission.DRAW_EXPERTS
    form = ExpertForm
    list_display = ["user", "title", "employer", "in_fields", "is_available", "credit"]
    list_filter = ["is_available"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "employer"]

    @column(_("fields"))
    def in_fields(self, expert: Expert) -> str:
        return ", ".join(expert.fields)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        kept = {"is_available", "credit"}
        told = {name: value for name, value in facts.items() if name not in kept}
        return actions.enlist(by=by, at=at, **told)

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:  # noqa: ARG002  # RecordAdmin's signature
        actions.describe(record, by=by, **facts)


class OfDrawInline(DeskInline):
    """Who has what because of a draw."""

    model = Assignment
    reads = Permission.READ_SCORES
    fields = ["application", "expert", "status", "due_on"]
    readonly_fields = fields


@admin.register(Draw)
class DrawAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    list_display = ["call", "drawn_at", "drawn_by", "witness", "size", "seed"]
    list_filter = ["call"]
    list_select_related = ["call", "drawn_by"]
    fields = [
        "call", "drawn_at", "drawn_by", "witness", "size", "seed", "filters", "pool",
        "pool_sha256", "result",
    ]  # fmt: skip
    actions_list = ["draw_experts"]

    draw_experts = errand(
        _("Draw experts"),
        right=Permission.DRAW_EXPERTS,
        form=DrawForm,
        do=actions.draw,
    )


class SheetInline(DeskInline):
    """What the expert handed in; read by those who may read scores."""

    model = Score
    reads = Permission.READ_SCORES
    fields = ["points", "total", "comment", "submitted_at"]
    readonly_fields = fields
    hide_title = True


@admin.register(Assignment)
class AssignmentAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    buttons = {"void": actions.void}
    list_display = [
        "application",
        "company",
        "expert",
        "shown_status",
        "due_on",
        "points",
    ]
    list_filter = ["status", "application__call"]
    list_select_related = [
        "application__company",
        "application__call__program",
        "expert__user",
        "sheet",
    ]
    search_fields = ["application__number__startswith", "expert__user__name"]
    fields = ["application", "expert", "status", "due_on", "draw"]
    readonly_fields = ["status"]
    inlines = [SheetInline]

    @column(_("status"), label=LABELS, ordering="status")
    def shown_status(self, assignment: Assignment) -> tuple[str, str]:
        return assignment.status, assignment.get_status_display()

    @column(_("company"))
    def company(self, assignment: Assignment) -> str:
        return str(assignment.application.company)

    @column(_("score"))
    def points(self, assignment: Assignment) -> str:
        sheet = getattr(assignment, "sheet", None)
        return str(sheet.total) if sheet and sheet.submitted_at else "—"


@admin.register(Score)
class ScoreAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "expert", "total", "submitted_at"]
    list_select_related = [
        "assignment__application__call__program",
        "assignment__application__company",
        "assignment__expert__user",
    ]
    search_fields = ["assignment__application__number__startswith"]
    fields = ["assignment", "points", "total", "comment", "submitted_at"]

    @column(_("application"))
    def application(self, score: Score) -> str:
        return str(score.assignment.application)

    @column(_("expert"))
    def expert(self, score: Score) -> str:
        return str(score.assignment.expert)


@admin.register(Conflict)
class ConflictAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "expert", "kind", "declared", "note"]
    list_filter = ["kind", "declared"]
    list_select_related = ["application", "expert__user"]
    search_fields = ["application__number__startswith", "expert__user__name"]
