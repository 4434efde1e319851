"""The register of incubators on the staff desk: houses, units, areas."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, column
from incubators.carriers import actions
from incubators.carriers.models import AreaFact, Building, Carrier, Unit
from incubators.carriers.queries import with_area, with_areas
from incubators.carriers.states import AreaKind, Status


class BuildingInline(DeskInline):
    model = Building
    reads = Permission.READ_CARRIERS
    edits = Permission.EDIT_CARRIER
    fields = ["name", "floors", "area", "measured"]
    readonly_fields = ["measured"]


@admin.register(Carrier)
class CarrierAdmin(RecordAdmin):
    reads = Permission.READ_CARRIERS
    edits = Permission.EDIT_CARRIER
    buttons = {"delist": actions.delist, "relist": actions.relist}
    inlines = [BuildingInline]
    fields = [
        "code",
        "name",
        "english_name",
        "shown_status",
        "carrier_type",
        "specialism",
        "level",
        "ownership",
        "district",
        "zone",
        "operator_name",
        "operator",
        "address",
        "opened_on",
    ]
    readonly_fields = ["shown_status"]
    autocomplete_fields = ["operator"]
    list_display = [
        "name",
        "code",
        "carrier_type",
        "level",
        "district",
        "shown_area",
        "shown_status",
    ]
    list_filter = ["status", "carrier_type", "level", "specialism", "district"]
    list_select_related = ["district"]
    search_fields = ["name", "code", "operator_name"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        seen: Any = super().get_queryset(request)
        return with_areas(seen, on=timezone.localdate())

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Carrier:
        return actions.enter(by=by, at=at, **facts)

    def alter(self, record: Carrier, *, by: User, at: datetime, **facts: Any) -> None:
        actions.change(record, by=by, at=at, **facts)

    def write_row(self, record: Carrier, form: Any, *, by: User, at: datetime) -> None:
        told = {n: form.cleaned_data[n] for n in form.changed_data}
        if form.instance.pk:
            kept = Building.objects.get(pk=form.instance.pk)
            actions.change_building(kept, by=by, at=at, **told)
        else:
            actions.add_building(record, by=by, at=at, **told)

    @column(
        _("status"),
        ordering="status",
        label={Status.OPERATING: "success", Status.DELISTED: "danger"},
    )
    def shown_status(self, carrier: Carrier) -> tuple[str, str]:
        return carrier.status, carrier.get_status_display()

    @column(_("area (m²)"), ordering="total_area", number="total_area")
    def shown_area(self, carrier: Carrier) -> str:
        return f"{getattr(carrier, 'total_area', 0):,}"


class AreaInline(DeskInline):
    """Dated readings; a new one ends the former of its kind."""

    model = AreaFact
    reads = Permission.READ_CARRIERS
    edits = Permission.EDIT_CARRIER
    fields = ["kind", "area", "starts_on", "ends_on"]
    readonly_fields = ["ends_on"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


@admin.register(Unit)
class UnitAdmin(RecordAdmin):
    reads = Permission.READ_CARRIERS
    edits = Permission.EDIT_CARRIER
    inlines = [AreaInline]
    fields = ["building", "number", "floor", "use"]
    autocomplete_fields = ["building"]
    list_display = ["number", "building", "floor", "use", "shown_area"]
    list_filter = ["use", "building__carrier__level", "building__carrier__district"]
    list_select_related = ["building__carrier"]
    search_fields = ["number", "building__name", "building__carrier__name"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_area(super().get_queryset(request), timezone.localdate())

    def enter(self, *, by: User, at: datetime, **facts: Any) -> Unit:
        return actions.add_unit(facts.pop("building"), by=by, at=at, **facts)

    def alter(self, record: Unit, *, by: User, at: datetime, **facts: Any) -> None:
        actions.change_unit(record, by=by, at=at, **facts)

    def write_row(self, record: Unit, form: Any, *, by: User, at: datetime) -> None:
        told = form.cleaned_data
        actions.measure(
            record,
            told["area"],
            kind=AreaKind(told["kind"]),
            starts_on=told["starts_on"],
            by=by,
            at=at,
        )

    @column(_("measured (m²)"), number="area")
    def shown_area(self, unit: Unit) -> str:
        area = getattr(unit, "area", None)
        return "—" if area is None else f"{area:,}"


@admin.register(Building)
class BuildingAdmin(RecordAdmin):
    """For choosing a building where a unit is entered; it has no place in the menu."""

    reads = Permission.READ_CARRIERS
    fields = ["carrier", "name", "floors", "area", "measured"]
    list_display = ["name", "carrier", "floors", "area", "measured"]
    list_select_related = ["carrier"]
    search_fields = ["name", "carrier__name"]
    ordering = ["-id"]
