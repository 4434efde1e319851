"""Planning visits, writing down what was seen, and confirming the report."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.visits import queries
from programs.visits.models import (
    SiteFinding,
    SitePhoto,
    SiteVisit,
    TeamMember,
    VisitSample,
)
from programs.visits.rules import BY_CODE, MOST_PHOTOS, PHOTOS, sampled
from programs.visits.states import Result, Seen, Status

Points = Mapping[str, tuple[str, str]]  # what was seen, and a note, by point
Person = tuple[str, str]  # name and office


@use_case
def draw_sample(
    call: Call, *, share: int, seed: str, by: Actor, at: datetime
) -> VisitSample:
    """Choose whom to visit, by a seed that goes on record; each is to be visited."""
    _refuse_stranger(call, by)
    pool = {each.number: each for each in queries.candidates(call)}
    if not pool:
        raise Refusal(_("Nothing in this call has been scored yet."), code="call")
    seed = seed.strip()
    chosen = sampled(pool, share, seed)
    sample: VisitSample = VisitSample.objects.create(
        call=call,
        share=share,
        seed=seed,
        pool=sorted(pool),
        chosen=chosen,
        **stamp("drawn", by=by, at=at),
    )
    record(sample, "draw_sample", by=by, share=share, chosen=chosen)
    for number in chosen:
        if pool[number].status == Standing.SCORED:
            moves.inspect(pool[number], by=by, at=at)
    return sample


def _refuse_stranger(subject: object, by: Actor) -> None:
    if not by.may(Permission.REVIEW_FORMALLY, at=subject):
        raise PermissionDenied


@use_case
def plan(
    application: Application,
    *,
    planned_for: datetime,
    team: Sequence[Person],
    by: Actor,
    at: datetime,
    address: str = "",
    agenda: str = "",
) -> SiteVisit:
    """Plan a visit; a scored application goes on to its inspection with it."""
    _refuse_stranger(application, by)
    if application.status not in queries.CANDIDATES:
        raise Refusal(_("Only what has been scored is visited."), code="application")
    if application.status == Standing.SCORED:
        moves.inspect(application, by=by, at=at)
    visit: SiteVisit = SiteVisit.objects.create(
        application=application,
        planned_for=planned_for,
        address=address.strip() or application.company.address,
        agenda=agenda.strip(),
        **stamp("planned", by=by, at=at),
    )
    _write_team(visit, team)
    record(visit, "plan", by=by, team=[name for name, __ in team])
    return visit


def _write_team(visit: SiteVisit, team: Sequence[Person]) -> None:
    TeamMember.objects.bulk_create(
        TeamMember(visit=visit, name=name.strip(), office=office.strip())
        for name, office in team
    )


@use_case
def replan(
    visit: SiteVisit,
    *,
    planned_for: datetime,
    team: Sequence[Person],
    by: Actor,
    address: str = "",
    agenda: str = "",
) -> SiteVisit:
    """Another day, another team; what was written down about the visit stays."""
    _refuse_stranger(visit, by)
    visit.planned_for, visit.agenda = planned_for, agenda.strip()
    visit.address = address.strip() or visit.address
    visit.save(update_fields=["planned_for", "agenda", "address"])
    visit.team.all().delete()
    _write_team(visit, team)
    record(visit, "replan", by=by, team=[name for name, __ in team])
    return visit


@use_case
def note(visit: SiteVisit, points: Points, *, by: Actor) -> None:
    """Write down what was seen of each point, until the report is handed in."""
    _refuse_stranger(visit, by)
    for code, (seen, said) in points.items():
        if code not in BY_CODE or not seen:
            continue
        if seen != Seen.AS_DECLARED and not said.strip():
            raise Refusal(
                _("%(point)s: say what differs, or why it could not be seen."),
                code=f"note_{code}",
                params={"point": BY_CODE[code].label},
            )
        SiteFinding.objects.update_or_create(
            visit=visit,
            code=code,
            defaults={"seen": seen, "note": said.strip()},
        )
    record(visit, "note", by=by, points=sorted(points))


@use_case
def attach(
    visit: SiteVisit,
    name: str,
    content: IO[bytes],
    *,
    by: User,
    at: datetime,
    caption: str = "",
) -> SitePhoto:
    """Keep a photo, or a page that was copied there, with the visit."""
    _refuse_stranger(visit, by)
    if visit.photos.count() >= MOST_PHOTOS:
        raise Refusal(_("A visit has 20 files at most."), code="file")
    if not name.lower().endswith(PHOTOS):
        raise Refusal(_("Photos are JPG or PNG files; papers PDF."), code="file")
    file = receive(name, content, by=by, at=at)
    photo: SitePhoto = SitePhoto.objects.create(
        visit=visit, file=file, caption=caption.strip()
    )
    record(visit, "attach", by=by, file=str(file.key), sha256=file.sha256)
    return photo


@use_case
def draft(
    visit: SiteVisit,
    *,
    visited_on: date | None,
    result: str,
    report_text: str,
    by: Actor,
) -> None:
    """Keep what has been written of the report so far."""
    _refuse_stranger(visit, by)
    if visit.status != Status.PLANNED:
        raise Refusal(
            _("The report has been handed in, so this cannot be changed."),
            code="reported",
        )
    visit.visited_on, visit.result = visited_on, result
    visit.report_text = report_text.strip()
    visit.save(update_fields=["visited_on", "result", "report_text"])


@use_case
def report(visit: SiteVisit, *, by: Actor, at: datetime) -> None:
    """Hand in the report as it was drafted; from now on nothing of it changes."""
    if visit.visited_on and visit.visited_on > city_day(at):
        raise Refusal(_("This day has not come yet."), code="visited_on")
    deviates = visit.findings.filter(seen=Seen.DEVIATES).exists()
    if visit.result == Result.INCONSISTENT and not deviates:
        raise Refusal(
            _("Not as declared: then at least one point of the checklist differs."),
            code="result",
        )
    signed = {"reported_at": at if by.pk else None, "reported_by_id": by.pk}
    advance(visit, "report", by=by, **signed)


@use_case
def confirm(visit: SiteVisit, *, by: Actor, at: datetime) -> None:
    """A second person has read the report and stands by it."""
    signed = {"confirmed_at": at if by.pk else None, "confirmed_by_id": by.pk}
    advance(visit, "confirm", by=by, **signed)


@use_case
def send_back(visit: SiteVisit, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """The team goes on with its report, while the case stands where it stood."""
    if visit.application.status not in queries.CANDIDATES:
        raise Refusal(
            _("The application has gone on; its report stays as it is."),
            code="moved_on",
        )
    undone = {
        f"{stem}_{end}": None
        for stem in ("reported", "confirmed")
        for end in ("at", "by")
    }
    advance(visit, "send_back", by=by, reason=reason, **undone)


@use_case
def cancel(visit: SiteVisit, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Call a visit off; another can be planned."""
    advance(visit, "cancel", by=by, reason=reason)
