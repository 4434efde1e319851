"""Applications on the staff desk: found quickly, read wholly, moved by buttons."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from programs.applications import actions, queries
from programs.applications.actions import BY_VERB
from programs.applications.forms.corrections import CorrectionForm
from programs.applications.models import Application, Correction, Submission
from programs.applications.queries.corrections import (
    Asked,
    asked_for,
    correction_of,
    differences,
)
from programs.applications.states import Status
from programs.catalogue.kinds import KINDS

LABELS: Mapping[str, str] = {
    Status.SUBMITTED: "info",
    Status.RECOMMENDED: "info",
    Status.CORRECTION: "warning",
    Status.OBJECTION: "warning",
    Status.ELIGIBLE: "success",
    Status.APPROVED: "success",
    Status.INELIGIBLE: "danger",
    Status.NOT_RECOMMENDED: "danger",
}


class CallFilter(admin.RelatedFieldListFilter):
    """The calls by their titles, without reading what else they say."""

    def field_choices(
        self,
        field: Any,
        request: HttpRequest,  # noqa: ARG002  # Django's signature
        model_admin: Any,  # noqa: ARG002
    ) -> list[tuple[str, Any]]:
        return [(c.pk, str(c)) for c in field.related_model.objects.only("title")]


class TypeFilter(admin.SimpleListFilter):
    """The types of all kinds of program; asking the rows would read every one."""

    title = _("applies as")
    parameter_name = "company_type"

    def lookups(self, *_asked: Any) -> list[tuple[str, StrOrPromise]]:
        return [(t.code, t.label) for kind in KINDS.values() for t in kind.types]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002  # Django's signature
        return queryset.filter(company_type=self.value()) if self.value() else queryset


class SubmissionInline(DeskInline):
    """Every snapshot that was handed in, with its hash."""

    model = Submission
    reads = Permission.READ_APPLICATIONS
    fields = ["sequence", "submitted_at", "submitted_by", "sha256"]
    readonly_fields = fields
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        rows: QuerySet[Submission] = super().get_queryset(request)
        return rows.select_related("submitted_by", "application")


def _may_be_corrected(application: Application) -> bool:
    """While the formal review lasts, and once."""
    reviewed = application.status == Status.FORMAL_REVIEW
    return reviewed and correction_of(application) is None


@admin.register(Application)
class ApplicationAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_APPLICATIONS
    buttons = {
        verb: case
        for verb, case in BY_VERB.items()
        if Application.lifecycle[verb].permission != Permission.SUBMIT_APPLICATION
        and verb != "ask_correction"
    }
    actions_detail = ["ask_correction"]
    ask_correction = errand(
        _("Ask for a correction"),
        right=Permission.REVIEW_FORMALLY,
        form=CorrectionForm,
        do=actions.ask_correction,
        offered=_may_be_corrected,
    )
    list_display = [
        "number",
        "company",
        "call",
        "applies_as",
        "shown_status",
        "submitted_at",
        "due_on",
        "score",
    ]
    list_filter = ["status", ("call", CallFilter), "company__district", TypeFilter]
    listed = (
        "number", "status", "company_type", "submitted_at", "due_on", "score",
        "company__name", "call__title", "call__program__kind",
    )  # fmt: skip
    search_fields = ["number__startswith", "company__name", "company__uscc__startswith"]
    ordering = ["-id"]
    inlines = [SubmissionInline]
    fields = [
        "number", "company", "call", "applies_as", "status", "submitted_at",
        "submitted_by", "due_on", "score",
    ]  # fmt: skip
    readonly_fields = ["applies_as"]
    change_form_outer_after_template = "programs/applications/admin_detail.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows: QuerySet[Application] = super().get_queryset(request)
        seen = rows.select_related("company", "call__program", "submitted_by")
        return seen.defer(
            "call__summary", "call__guideline", "call__program__purpose",
            "call__program__basis",
        )  # fmt: skip

    @column(_("applies as"), ordering="company_type")
    def applies_as(self, application: Application) -> str:
        return str(application.type_label)

    @column(_("status"), label=LABELS, ordering="status")
    def shown_status(self, application: Application) -> tuple[str, str]:
        return application.status, application.get_status_display()

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Below the facts: what was handed in, and what has happened since."""
        application: Application = context["original"]
        receipt = queries.latest_submission(application, "screening")
        correction = correction_of(application)
        context |= {
            "application": application,
            "correction": correction,
            "asked": _asked(correction, receipt),
            "differences": differences(application),
            "sections": queries.handed_in(application, receipt) if receipt else [],
            "entries": queries.timeline(application, official=True),
            "check": getattr(receipt, "screening", None),
        }
        page: HttpResponse = super().render_change_form(
            request, context, *args, **kwargs
        )
        return page


def _asked(correction: Correction | None, receipt: Submission | None) -> list[Asked]:
    if correction is None or receipt is None:
        return []
    return asked_for(correction, receipt.form_version.schema)
