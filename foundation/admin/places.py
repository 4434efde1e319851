"""Districts and the working-day calendar on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import LookOnlyAdmin
from foundation.places.actions import set_day
from foundation.places.models import CalendarDay, District


@admin.register(District)
class DistrictAdmin(LookOnlyAdmin):
    reads = Permission.READ_COMPANIES
    list_display = ["code", "__str__", "current", "successor"]
    list_select_related = ["successor"]
    search_fields = ["code", "name"]
    ordering = ["code"]


@admin.register(CalendarDay)
class CalendarDayAdmin(RecordAdmin):
    """Where the calendar differs from Monday to Friday; entered once a year."""

    reads = Permission.SEE_DESK
    edits = Permission.MANAGE_SCHEDULES
    fields = ["day", "works", "note"]
    list_display = ["day", "works", "note"]
    list_filter = ["works"]
    date_hierarchy = "day"
    ordering = ["-day"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        return ["day"] if obj else []

    def enter(self, *, by: User, at: datetime, **facts: Any) -> CalendarDay:  # noqa: ARG002  # a calendar has no moments
        works, note = facts.get("works", False), facts.get("note", "")
        return set_day(facts["day"], by=by, works=works, note=note)

    def alter(
        self,
        record: CalendarDay,
        *,
        by: User,
        at: datetime,  # noqa: ARG002  # a calendar has no moments
        **facts: Any,
    ) -> None:
        works, note = facts.get("works", record.works), facts.get("note", record.note)
        set_day(record.day, by=by, works=works, note=note)
