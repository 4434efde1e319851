"""Filling in what every installation knows: districts, zones, published holidays."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.places.data import (
    DISTRICTS,
    FORMER_DISTRICTS,
    HOLIDAYS,
    WORKED_INSTEAD,
    ZONES,
)
from foundation.places.models import CalendarDay, District, Zone
from foundation.refusals import use_case


@use_case
def fill_in_places() -> None:
    """Add what is missing; what staff have changed since stays as they left it."""
    District.objects.bulk_create(
        [District(code=c, name={"zh-hans": zh, "en": en}) for c, zh, en in DISTRICTS],
        ignore_conflicts=True,
    )
    District.objects.bulk_create(
        [
            District(
                code=code,
                name={"zh-hans": zh, "en": en},
                current=False,
                successor_id=successor,
            )
            for code, zh, en, successor in FORMER_DISTRICTS
        ],
        ignore_conflicts=True,
    )
    Zone.objects.bulk_create(
        [
            Zone(code=code, name={"zh-hans": zh, "en": en}, district_id=district)
            for code, zh, en, district in ZONES
        ],
        ignore_conflicts=True,
    )


@use_case
def fill_in_calendar() -> None:
    days = [
        CalendarDay(day=day, works=False, note=name)
        for first, last, name in HOLIDAYS
        for day in _days(date.fromisoformat(first), date.fromisoformat(last))
    ]
    days += [
        CalendarDay(day=date.fromisoformat(day), works=True, note="调休")
        for day in WORKED_INSTEAD
    ]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@use_case
def set_day(day: date, *, by: Any, works: bool, note: str = "") -> CalendarDay:
    """Say of one day whether it is worked, as the yearly decree has it."""
    if not by.may(Permission.MANAGE_SCHEDULES):
        raise PermissionDenied
    told, _new = CalendarDay.objects.update_or_create(
        day=day, defaults={"works": works, "note": note}
    )
    record(told, "set_day", by=by, works=works, note=note)
    return told
