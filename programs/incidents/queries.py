"""Who was hit by an outage, with what is on record about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from foundation.accounts.permissions import Permission
from foundation.journal.models import Entry
from foundation.moves import Actor
from programs.applications.models import Application, TroubleReport
from programs.applications.states import Status, Trouble
from programs.calls.models import Call, Extension
from programs.catalogue.models import Program
from programs.incidents.models import Incident, Relief
from programs.incidents.rules import nearest

Pair = tuple[int, int]  # a call and a company


@dataclass(frozen=True, slots=True)
class Hit:
    """An unsubmitted application, and what it says for more time."""

    application: Application
    before: datetime | None  # the last trace of work before the outage
    after: datetime | None  # and the first one after it
    failed: int  # saves that did not come through during the outage
    late: datetime | None  # the last time that handing in was refused as too late
    closes_at: datetime  # for this company, its extensions included
    relief: Relief | None

    @property
    def is_likely(self) -> bool:
        """Somebody was at work on it: what the page selects by itself."""
        worked = self.before or self.failed or self.late
        return self.relief is None and bool(worked)

    def evidence(self) -> dict[str, Any]:
        """What is kept with the extension."""
        moments = {"before": self.before, "after": self.after, "late": self.late}
        told = {name: at.isoformat() for name, at in moments.items() if at}
        return {**told, "failed": self.failed, "number": self.application.number}


def calls_hit(incident: Incident, user: Actor) -> list[Call]:
    """Open in the outage and closed in it or soon after; of the person's programs."""
    mine = Program.objects.all().within(user, Permission.EXTEND_DEADLINE)
    last = incident.ended_on + timedelta(hours=incident.hours_after)
    hit = Call.objects.published().filter(
        program__in=mine,
        opens_at__lt=incident.ended_on,
        closes_at__gt=incident.began_on,
        closes_at__lte=last,
    )
    return list(hit.order_by("closes_at", "id"))


def hit(incident: Incident, user: Actor) -> list[Hit]:
    """Every live draft in those calls; the queries are as many for one as for all."""
    calls = calls_hit(incident, user)
    drafts = Application.objects.filter(call__in=calls, status=Status.DRAFT)
    rows = drafts.select_related("call__program", "company", "draft")
    found = list(rows.order_by("call__closes_at", "company__name"))
    traces, reports = _traces(found), _reports(found)
    until, reliefs = _until(found), _reliefs(incident)
    return [
        _hit(
            each,
            incident,
            traces=traces[each.pk],
            reports=reports[each.pk],
            until=until.get((each.call_id, each.company_id)),
            relief=reliefs.get((each.call_id, each.company_id)),
        )
        for each in found
    ]


def _hit(  # a row of the page has that many columns
    application: Application,
    incident: Incident,
    *,
    traces: list[datetime],
    reports: list[TroubleReport],
    until: datetime | None,
    relief: Relief | None,
) -> Hit:
    began, ended = incident.began_on, incident.ended_on
    before, after = nearest(traces, began=began, ended=ended)
    late = [r.happened_on for r in reports if r.kind == Trouble.LATE_SUBMIT]
    closes_at = application.call.closes_at
    return Hit(
        application=application,
        before=before,
        after=after,
        failed=sum(
            report.count
            for report in reports
            if report.kind == Trouble.FAILED_SAVE
            and began <= report.happened_on <= ended
        ),
        late=max((at for at in late if at >= began), default=None),
        closes_at=max(closes_at, until) if until else closes_at,
        relief=relief,
    )


def _traces(found: Iterable[Application]) -> defaultdict[int, list[datetime]]:
    """When somebody worked on each: the last save, and what the journal knows."""
    traces: defaultdict[int, list[datetime]] = defaultdict(list)
    for each in found:
        if each.draft.saved_at:
            traces[each.pk].append(each.draft.saved_at)
    entries = Entry.objects.filter(
        subject_type=Application._meta.label_lower,
        subject_id__in=[str(each.pk) for each in found],
    )
    for key, at in entries.values_list("subject_id", "at"):
        traces[int(key)].append(at)
    return traces


def _reports(found: Iterable[Application]) -> defaultdict[int, list[TroubleReport]]:
    reports: defaultdict[int, list[TroubleReport]] = defaultdict(list)
    for report in TroubleReport.objects.filter(application__in=[a.pk for a in found]):
        reports[report.application_id].append(report)
    return reports


def _until(found: Iterable[Application]) -> Mapping[Pair, datetime]:
    """The last moment of those who have an extension already."""
    given = Extension.objects.filter(
        call__in={a.call_id for a in found}, company__in={a.company_id for a in found}
    )
    latest = given.values("call", "company").annotate(latest=Max("closes_at"))
    rows = latest.order_by().values_list("call", "company", "latest")
    return {(call, company): until for call, company, until in rows}


def _reliefs(incident: Incident) -> Mapping[Pair, Relief]:
    rows = incident.reliefs.select_related("extension")
    return {(relief.call_id, relief.company_id): relief for relief in rows}
