"""Tenancies and graduates on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from incubators.tenancies import actions
from incubators.tenancies.models import Graduation, Occupancy, Tenancy
from incubators.tenancies.queries import HOUSED, with_room
from incubators.tenancies.states import Status


class OccupancyInline(DeskInline):
    """What a tenant occupies; room is given here, and taken back by a day."""

    model = Occupancy
    reads = Permission.READ_CARRIERS
    edits = Permission.MANAGE_TENANCIES
    fields = ["unit", "area", "starts_on", "ends_on"]
    autocomplete_fields = ["unit"]


class TermFilter(admin.SimpleListFilter):
    """Tenants whose incubation term is over."""

    title = _("term")
    parameter_name = "term"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[Any]:
        return [("over", pgettext_lazy("term", "over"))]

    def queryset(self, _request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "over":
            return queryset
        over = {"term_ends_on__lte": timezone.localdate(), "status__in": HOUSED}
        return queryset.filter(**over)


@admin.register(Tenancy)
class TenancyAdmin(RecordAdmin):
    reads = Permission.READ_CARRIERS
    edits = Permission.MANAGE_TENANCIES
    buttons = {
        "admit": actions.admit,
        "refuse": actions.refuse,
        "move_in": actions.move_in,
        "extend": actions.extend,
        "move_out": actions.move_out,
    }
    inlines = [OccupancyInline]
    fields = ["carrier", "company"]
    autocomplete_fields = ["carrier", "company"]
    list_display = [
        "company",
        "carrier",
        "tenant_class",
        "moved_in_on",
        "term_ends_on",
        "shown_room",
        "shown_status",
    ]
    list_filter = ["status", "tenant_class", TermFilter, "carrier__district"]
    list_select_related = ["company", "carrier"]
    search_fields = ["company__name", "company__uscc__startswith", "carrier__name"]
    date_hierarchy = "moved_in_on"
    ordering = ["-id"]

    SHOWN = [
        "shown_status",
        "tenant_class",
        "applied_on",
        "moved_in_on",
        "term_ends_on",
        "moved_out_on",
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        seen: Any = super().get_queryset(request)
        return with_room(seen, on=timezone.localdate())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        return [*self.fields, *(self.SHOWN if obj else ())]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        return [*self.SHOWN, *(self.fields if obj else ())]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ARG002  # Django's signature
        return self.inlines if obj else []

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Tenancy:
        return actions.apply(facts["carrier"], facts["company"], by=by, at=at)

    def write_row(self, record: Tenancy, form: Any, *, by: User, at: datetime) -> None:
        told = form.cleaned_data
        if form.instance.pk:
            if "ends_on" in form.changed_data:
                kept = Occupancy.objects.get(pk=form.instance.pk)
                actions.vacate(kept, by=by, at=at, ends_on=told["ends_on"])
            return
        given = (told["unit"], told["area"])
        actions.occupy(record, *given, by=by, at=at, starts_on=told["starts_on"])

    @column(
        _("status"),
        ordering="status",
        label={
            Status.APPLIED: "warning",
            Status.ADMITTED: "info",
            Status.INCUBATING: "success",
            Status.EXTENDED: "success",
            Status.REFUSED: "danger",
        },
    )
    def shown_status(self, tenancy: Tenancy) -> tuple[str, str]:
        return tenancy.status, tenancy.get_status_display()

    @column(_("room (m²)"), number="room")
    def shown_room(self, tenancy: Tenancy) -> str:
        return f"{getattr(tenancy, 'room', 0):,}"


@admin.register(Graduation)
class GraduationAdmin(LookOnlyAdmin):
    """Graduates are made at the incubator desk, where the evidence is."""

    reads = Permission.READ_CARRIERS
    fields = ["tenancy", "criterion", "evidence", "graduated_on", "recorded_by"]
    list_display = ["tenancy", "criterion", "evidence", "graduated_on", "recorded_by"]
    list_filter = ["criterion", "tenancy__carrier__district"]
    list_select_related = ["tenancy__company", "tenancy__carrier", "recorded_by"]
    search_fields = ["tenancy__company__name", "evidence"]
    date_hierarchy = "graduated_on"
    ordering = ["-id"]
