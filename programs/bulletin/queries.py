"""Calls as the public looks for them, and what belongs to one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.journal.models import Entry
from programs.bulletin.models import CallDocument
from programs.bulletin.rules import Phase
from programs.calls.models import Call, Extension
from programs.calls.queries import listed
from programs.calls.states import Status
from programs.catalogue.models import Program
from startups.companies.models import Company

CHANGES = ("publish", "revise", "withdraw")  # that calendars have to hear of


def found(
    now: datetime, *, words: str = "", phase: str = "", program: Program | None = None
) -> QuerySet[Call]:
    """Published calls that match everything that was asked for."""
    calls = listed(now)
    for word in words.split():
        calls = calls.filter(_says(word))
    if program:
        calls = calls.filter(program=program)
    return calls.filter(PHASES[phase](now)) if phase in PHASES else calls


def _says(word: str) -> Q:
    """In the title, the summary or the program's name, in any language; or the year."""
    says = Q(year=int(word)) if word.isascii() and word.isdigit() else Q()
    for code, __ in settings.LANGUAGES:
        for texts in ("title", "summary", "program__name"):
            says |= Q(**{f"{texts}__{code}__icontains": word})
    return says


PHASES: Mapping[str, Any] = {
    Phase.OPEN: lambda now: Q(opens_at__lte=now, closes_at__gt=now),
    Phase.UPCOMING: lambda now: Q(opens_at__gt=now),
    Phase.CLOSED: lambda now: Q(closes_at__lte=now),
}


def programs_with_calls() -> QuerySet[Program]:
    called = Call.objects.published().values("program")
    return Program.objects.filter(pk__in=called).only("name").order_by("slug")


def shown_to(reader: object) -> QuerySet[Call]:
    """What has been published; to those who prepare a call, that one as well."""
    calls = Call.objects.select_related("program")
    return calls.visible_to(reader) if isinstance(reader, User) else calls.published()


def documents(call: Call) -> QuerySet[CallDocument]:
    return CallDocument.objects.filter(call=call).shown()


def own_applications(reader: object, call: Call) -> list[Any]:
    """What the companies of this person have under way in a call."""
    if not isinstance(reader, User) or not reader.may(Permission.APPLY):
        return []
    mine = Company.objects.all().within(reader, Permission.APPLY)
    rows = call.applications.filter(company__in=mine).exclude(status="withdrawn")
    return list(rows.select_related("company").order_by("company__name"))


def more_time(reader: object, call: Call, now: datetime) -> list[Extension]:
    """Which companies of this person may hand in longer than the others."""
    if not isinstance(reader, User) or not reader.may(Permission.APPLY):
        return []
    mine = Company.objects.all().within(reader, Permission.APPLY)
    given = Extension.objects.filter(call=call, company__in=mine, closes_at__gt=now)
    return list(given.select_related("company").order_by("company", "-closes_at"))


def announced() -> QuerySet[Call]:
    """All that calendars know of: a call that was withdrawn is cancelled there."""
    rows = Call.objects.exclude(status=Status.DRAFT).select_related("program")
    return rows.order_by("opens_at", "id")


def changes(calls: Iterable[Call]) -> dict[int, tuple[int, datetime]]:
    """For each call how often it has changed since it was published, and when last."""
    entries = Entry.objects.filter(
        subject_type=Call._meta.label_lower,
        subject_id__in=[str(call.pk) for call in calls],
        verb__in=CHANGES,
    )
    told = entries.values("subject_id").annotate(times=Count("pk"), last=Max("at"))
    rows = told.order_by().values_list("subject_id", "times", "last")
    return {int(key): (times - 1, last) for key, times, last in rows}
