"""The register of carriers: buildings, units, and what they measure since when."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import System, User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from incubators.carriers.models import AreaFact, Building, Carrier, Unit
from incubators.carriers.states import AreaKind

By = User | System
Place = Carrier | Building | Unit


@use_case
def enter(*, by: By, at: datetime, **facts: Any) -> Carrier:  # noqa: ARG001  # every move is told when
    """Enter a carrier in the register."""
    if not by.may(Permission.EDIT_CARRIER):
        raise PermissionDenied
    carrier = Carrier.objects.create(**facts)
    record(carrier, "enter", by=by, code=carrier.code, name=carrier.name)
    return carrier


@use_case
def change(carrier: Carrier, *, by: By, at: datetime, **facts: Any) -> None:  # noqa: ARG001  # every move is told when
    """Correct what is known of a carrier; the journal keeps what it was before."""
    _may_edit(by, carrier)
    _rewrite(carrier, carrier, facts, by=by)


@use_case
def add_building(carrier: Carrier, *, by: By, at: datetime, **facts: Any) -> Building:  # noqa: ARG001  # every move is told when
    _may_edit(by, carrier)
    building = Building.objects.create(carrier=carrier, **facts)
    told = {"building": building.name, "area": str(building.area)}
    record(carrier, "add_building", by=by, **told)
    return building


@use_case
def change_building(building: Building, *, by: By, at: datetime, **facts: Any) -> None:  # noqa: ARG001  # every move is told when
    """Correct a building; it never gets smaller than its units."""
    _may_edit(by, building.carrier)
    _rewrite(building, building.carrier, facts, by=by)


@use_case
def add_unit(
    building: Building,
    *,
    by: By,
    at: datetime,
    area: Decimal | None = None,
    since: date | None = None,
    **facts: Any,
) -> Unit:
    """Add a room or a floor, and what it measures if that is known."""
    _may_edit(by, building.carrier)
    unit = Unit.objects.create(building=building, **facts)
    record(building.carrier, "add_unit", by=by, unit=str(unit))
    if area is not None:
        measure(unit, area, by=by, at=at, starts_on=since)
    return unit


@use_case
def change_unit(unit: Unit, *, by: By, at: datetime, **facts: Any) -> None:  # noqa: ARG001  # every move is told when
    _may_edit(by, unit.building.carrier)
    _rewrite(unit, unit.building.carrier, facts, by=by)


def _may_edit(by: By, carrier: Carrier) -> None:
    if not by.may(Permission.EDIT_CARRIER, at=carrier):
        raise PermissionDenied


def _rewrite(row: Place, carrier: Carrier, facts: dict[str, Any], *, by: By) -> None:
    """Write what differs, and journal it with the carrier."""
    changed = {k: v for k, v in facts.items() if getattr(row, k) != v}
    before = {field: _told(getattr(row, field)) for field in changed}
    for field, value in changed.items():
        setattr(row, field, value)
    if changed:
        row.save(update_fields=list(changed))
    after = {field: _told(value) for field, value in changed.items()}
    verb = "change" if isinstance(row, Carrier) else f"change_{row._meta.model_name}"
    record(carrier, verb, by=by, of=str(row), before=before, after=after)


def _told(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, int | None) else str(value)


@use_case
def measure(
    unit: Unit,
    area: Decimal,
    *,
    by: By,
    at: datetime,
    starts_on: date | None = None,
    kind: AreaKind = AreaKind.MEASURED,
) -> AreaFact:
    """Say what a unit measures from a day on; the former area holds up to that day."""
    carrier = unit.building.carrier
    _may_edit(by, carrier)
    day = starts_on or city_day(at)
    facts = AreaFact.objects.select_for_update().filter(unit=unit, kind=kind)
    if facts.filter(starts_on__gt=day).exists():
        raise Refusal(
            _("There is an area from a later day already; correct that one first."),
            code="area",
        )
    former = facts.filter(Q(ends_on=None) | Q(ends_on__gt=day)).first()
    fact = _measured(unit, kind, area, day, former)
    told = {"unit": str(unit), "kind": str(kind), "area": str(area)}
    record(carrier, "measure", by=by, since=str(day), **told)
    return fact


def _measured(
    unit: Unit, kind: AreaKind, area: Decimal, day: date, former: AreaFact | None
) -> AreaFact:  # fmt: skip
    if former is None:
        return AreaFact.objects.create(unit=unit, kind=kind, area=area, starts_on=day)
    if former.starts_on == day:
        former.area = area
        former.save(update_fields=["area"])
        return former
    return _succeeded(former, area, day)


def _succeeded(former: AreaFact, area: Decimal, day: date) -> AreaFact:
    """End one fact and begin the next in one statement.

    The guards look after each statement; between two, the unit would measure nothing,
    or twice as much.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH closed AS (UPDATE incubators_areafact SET ends_on = %s WHERE id = %s "
            "RETURNING unit_id, kind) INSERT INTO incubators_areafact "
            "(unit_id, kind, area, starts_on, ends_on) "
            "SELECT unit_id, kind, %s, %s, %s FROM closed RETURNING id",
            [day, former.pk, area, day, former.ends_on],
        )
        (pk,) = cursor.fetchone()
    return AreaFact.objects.get(pk=pk)


@use_case
def delist(carrier: Carrier, *, by: By, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Take a carrier off the register; its history and its tenants' stay."""
    advance(carrier, "delist", by=by, reason=reason)


@use_case
def relist(carrier: Carrier, *, by: By, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    advance(carrier, "relist", by=by, reason=reason)
