"""The pool of experts and their conflicts on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from programs.experts import actions
from programs.experts.forms import NEW, CreditForm, ExpertForm
from programs.experts.models import (
    Absence,
    Avoidance,
    Conflict,
    CreditRecord,
    Employment,
    Expert,
)
from programs.experts.states import Field


class EmploymentInline(DeskInline):
    model = Employment
    reads = Permission.READ_EXPERTS
    edits = Permission.DRAW_EXPERTS
    fields = ["employer", "starts_on", "ends_on"]
    extra = 1


class AbsenceInline(DeskInline):
    model = Absence
    reads = Permission.READ_EXPERTS
    fields = ["starts_on", "ends_on", "note"]
    readonly_fields = fields


class CreditInline(DeskInline):
    model = CreditRecord
    reads = Permission.READ_EXPERTS
    fields = ["points", "reason", "application", "recorded_at", "recorded_by"]
    readonly_fields = fields


@admin.register(Expert)
class ExpertAdmin(RecordAdmin, ErrandsAdmin):
    reads = Permission.READ_EXPERTS
    edits = Permission.DRAW_EXPERTS
    form = ExpertForm
    list_display = [
        "user", "title", "works_for", "in_fields", "specialty", "pool",
        "is_available", "shown_credit",
    ]  # fmt: skip
    list_filter = ["is_available", "specialty", "pool", "region"]
    list_select_related = ["user"]
    list_prefetch_related = ["employments"]
    search_fields = ["user__name", "user__email", "employments__employer"]
    inlines = [EmploymentInline, AbsenceInline, CreditInline]
    actions_detail = ["change_credit"]

    change_credit = errand(
        _("Change the credit"),
        right=Permission.DRAW_EXPERTS,
        form=CreditForm,
        do=actions.credit,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expert]:
        rows: Any = super().get_queryset(request)
        shown: QuerySet[Expert] = rows.with_credit().prefetch_related("employments")
        return shown

    @column(_("fields"))
    def in_fields(self, expert: Expert) -> str:
        known = {str(field): str(field.label) for field in Field}
        return ", ".join(known.get(name, name) for name in expert.fields)

    @column(_("employer"))
    def works_for(self, expert: Expert) -> str:
        today = timezone.localdate()
        return ", ".join(
            row.employer
            for row in expert.employments.all()
            if row.ends_on is None or row.ends_on > today
        )

    @column(_("credit"), ordering="credit")
    def shown_credit(self, expert: Expert) -> int:
        return int(expert.credit)  # type: ignore[attr-defined]  # annotated above

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        """Account and first employer are asked for once, for whoever is new."""
        return [*ExpertForm.Meta.fields] if obj else [*NEW, *ExpertForm.Meta.fields]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:  # noqa: ARG002  # Django's signature
        return self.inlines if obj else []

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        available = facts.pop("is_available", True)
        expert = actions.enlist(by=by, at=at, **facts)
        if not available:
            actions.describe(expert, by=by, is_available=False)
        return expert

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:  # noqa: ARG002  # RecordAdmin's signature
        actions.describe(record, by=by, **facts)

    def write_row(self, record: Any, form: Any, *, by: User, at: datetime) -> None:  # noqa: ARG002  # RecordAdmin's signature
        facts = {name: form.cleaned_data[name] for name in EmploymentInline.fields}
        kept = Employment.objects.filter(pk=form.instance.pk).first()
        actions.employ(record, by=by, row=kept, **facts)


@admin.register(Conflict)
class ConflictAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "expert", "kind", "declared", "note"]
    list_filter = ["kind", "declared"]
    list_select_related = ["application", "expert__user"]
    search_fields = ["application__number__startswith", "expert__user__name"]


@admin.register(Avoidance)
class AvoidanceAdmin(LookOnlyAdmin):
    """What applicants asked for; read by whoever prepares a panel."""

    reads = Permission.READ_SCORES
    list_display = ["application", "whom", "name", "reason", "asked_at"]
    list_filter = ["whom"]
    list_select_related = ["application"]
    search_fields = ["application__number__startswith", "name"]
