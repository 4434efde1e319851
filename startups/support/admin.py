"""Support on the staff desk: plans, visits, services, needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, column
from startups.support import actions
from startups.support.models import Need, Plan, ServiceRecord, Visit
from startups.support.queries import caretakers, is_late
from startups.support.states import NeedStatus, PlanStatus, ServiceKind


class Added(RecordAdmin):
    """Added through a use case, and not changed any more."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


class VisitInline(DeskInline):
    model = Visit
    reads = Permission.READ_SUPPORT
    fields = ["visited_on", "on_site", "topics", "logged_by", "next_on"]
    readonly_fields = fields


class ServiceInline(DeskInline):
    model = ServiceRecord
    reads = Permission.READ_SUPPORT
    fields = ["given_on", "kind", "summary", "confirmed_on", "rating"]
    readonly_fields = fields


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    reads = Permission.READ_SUPPORT
    edits = Permission.PLAN_SUPPORT
    buttons = {"end_plan": actions.end_plan}
    inlines = [VisitInline, ServiceInline]
    fields = ["company", "shown_status", "starts_on", "ends_on", "officer", "goals"]
    readonly_fields = ["shown_status"]
    autocomplete_fields = ["company"]
    list_display = ["company", "shown_status", "officer", "starts_on", "ends_on"]
    list_filter = ["status", "company__district", "officer"]
    list_select_related = ["company", "officer"]
    search_fields = ["company__name", "company__uscc__startswith"]
    ordering = ["-id"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        """A plan stays with its company; only its end is for a button."""
        return [*self.readonly_fields, *(("company", "starts_on") if obj else ())]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:  # fmt: skip
        """Officers are chosen among those who look after companies anyway."""
        if db_field.name == "officer":
            options["queryset"] = caretakers()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Plan:
        company = facts.pop("company")
        return actions.plan(company, by=by, at=at, **facts)

    def alter(self, record: Plan, *, by: User, at: datetime, **facts: Any) -> None:
        if "officer" in facts:
            actions.hand_over(record, facts.pop("officer"), by=by, at=at)
        if facts:
            actions.change_plan(record, by=by, at=at, **facts)

    @column(_("status"), label={PlanStatus.ACTIVE: "success"})
    def shown_status(self, plan: Plan) -> tuple[str, str]:
        return plan.status, plan.get_status_display()


@admin.register(Visit)
class VisitAdmin(Added):
    reads = Permission.READ_SUPPORT
    edits = Permission.LOG_VISIT
    fields = [
        "plan",
        "visited_on",
        "on_site",
        "people",
        "topics",
        "findings",
        "next_on",
    ]
    autocomplete_fields = ["plan"]
    list_display = ["plan", "visited_on", "on_site", "topics", "logged_by", "next_on"]
    list_filter = ["on_site", "plan__company__district"]
    list_select_related = ["plan__company", "logged_by"]
    search_fields = ["plan__company__name", "topics"]
    date_hierarchy = "visited_on"
    ordering = ["-id"]

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Visit:
        return actions.log_visit(facts.pop("plan"), by=by, at=at, **facts)


@admin.register(ServiceRecord)
class ServiceRecordAdmin(Added):
    reads = Permission.READ_SUPPORT
    edits = Permission.HANDLE_NEED
    fields = ["plan", "kind", "given_on", "summary"]
    autocomplete_fields = ["plan"]
    list_display = ["summary", "plan", "kind", "given_on", "confirmed_on", "rating"]
    list_filter = ["kind", "rating", ("confirmed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["plan__company"]
    search_fields = ["plan__company__name", "summary"]
    ordering = ["-id"]

    def enter(self, *, by: User, at: datetime, **facts: Any) -> ServiceRecord:
        kind = ServiceKind(facts.pop("kind"))
        return actions.record_service(facts.pop("plan"), kind, by=by, at=at, **facts)


class LateFilter(admin.SimpleListFilter):
    """Needs whose time has run out."""

    title = _("clock")
    parameter_name = "clock"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[Any]:
        return [("late", _("past its time"))]

    def queryset(self, _request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "late":
            return queryset
        return queryset.late(timezone.localdate())


class NeedForm(forms.ModelForm[Need]):
    class Meta:
        model = Need
        fields = ["company", "kind", "title", "description"]


@admin.register(Need)
class NeedAdmin(Added):
    reads = Permission.READ_SUPPORT
    edits = Permission.RAISE_NEED
    buttons = {
        "accept": actions.accept,
        "work": actions.work,
        "coordinate": actions.coordinate,
        "resume": actions.resume,
        "resolve": actions.resolve,
        "give_up": actions.give_up,
    }
    form = NeedForm
    autocomplete_fields = ["company"]
    list_display = [
        "number",
        "title",
        "company",
        "kind",
        "shown_status",
        "clock",
        "handler",
    ]
    list_filter = ["status", LateFilter, "kind", "company__district"]
    list_select_related = ["company", "handler"]
    search_fields = ["number", "title", "company__name"]
    ordering = ["-id"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        shown = ["shown_status", "clock", "handler", "resolution"] if obj else []
        return [*fields, *shown]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002  # Django's signature
        return ["shown_status", "clock", "handler", "resolution"] if obj else []

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Need:
        kind = ServiceKind(facts.pop("kind"))
        return actions.raise_need(facts.pop("company"), kind, by=by, at=at, **facts)

    @column(
        _("status"),
        ordering="status",
        label={
            NeedStatus.NEW: "warning",
            NeedStatus.CONFIRMED: "success",
            NeedStatus.RESOLVED: "success",
            NeedStatus.UNRESOLVED: "danger",
        },
    )
    def shown_status(self, need: Need) -> tuple[str, str]:
        return need.status, need.get_status_display()

    @column(_("to be closed by"), ordering="close_by_day", label={"late": "danger"})
    def clock(self, need: Need) -> tuple[str, str]:
        late = is_late(need, timezone.localdate())
        return "late" if late else "", str(need.close_by_day)
