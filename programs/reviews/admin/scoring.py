"""Assignments and scores on the staff desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from programs.reviews import actions
from programs.reviews.forms import ConfirmForm, ExposeForm
from programs.reviews.models import Assignment, Score
from programs.reviews.queries import is_to_confirm, waiting_outliers
from programs.reviews.states import Status

LABELS: dict[str, str] = {
    Status.ASSIGNED: "warning",
    Status.DECLARED: "info",
    Status.SCORED: "success",
    Status.RECUSED: "danger",
}


class SheetInline(DeskInline):
    """What the expert handed in; read by those who may read scores."""

    model = Score
    reads = Permission.READ_SCORES
    fields = ["points", "total", "comment", "feedback", "submitted_at"]
    readonly_fields = fields
    hide_title = True


@admin.register(Assignment)
class AssignmentAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    buttons = {"reopen": actions.reopen, "void": actions.void}
    actions_detail = ["expose"]
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

    expose = errand(
        _("Undeclared conflict"),
        right=Permission.DRAW_EXPERTS,
        form=ExposeForm,
        do=actions.expose,
        offered=lambda held: held.status in (Status.DECLARED, Status.SCORED),
        then=lambda held, _voided: held,
    )

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


class OutlierFilter(admin.SimpleListFilter):
    """Scores far from the others that no chair has confirmed."""

    title = _("outliers")
    parameter_name = "outliers"

    def lookups(self, *_asked: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        return waiting_outliers(queryset) if self.value() else queryset


@admin.register(Score)
class ScoreAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    actions_detail = ["confirm"]
    list_display = ["application", "expert", "total", "submitted_at"]
    list_filter = [OutlierFilter]
    list_select_related = [
        "assignment__application__call__program",
        "assignment__application__company",
        "assignment__expert__user",
    ]
    search_fields = ["assignment__application__number__startswith"]
    fields = [
        "assignment", "points", "total", "comment", "feedback", "submitted_at",
    ]  # fmt: skip

    confirm = errand(
        _("Confirm the outlier"),
        right=Permission.DRAW_EXPERTS,
        form=ConfirmForm,
        do=actions.confirm_outlier,
        offered=is_to_confirm,
        then=lambda score, _confirmed: score,
    )

    @column(_("application"))
    def application(self, score: Score) -> str:
        return str(score.assignment.application)

    @column(_("expert"))
    def expert(self, score: Score) -> str:
        return str(score.assignment.expert)
