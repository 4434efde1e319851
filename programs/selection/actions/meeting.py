"""Meetings: agenda, people, votes, and how verdicts become decisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.applications.rules import canonical, fingerprint
from programs.catalogue.models import Program
from programs.ranking.models import Scenario
from programs.selection.actions.deciding import decide, hold_back, reject, reopen
from programs.selection.models import AgendaItem, Attendee, Meeting, Proposal, Recusal
from programs.selection.queries import (
    Readiness,
    items_of,
    listed,
    readiness,
    recorded,
    signed,
    to_apply,
)
from programs.selection.states import MeetingStatus, ProposalStatus, Verdict

OPEN = (MeetingStatus.PLANNED, MeetingStatus.FROZEN, MeetingStatus.HELD)
LASTING = (Verdict.FOR, Verdict.RESERVE, Verdict.AGAINST)  # in this order they apply


@dataclass(frozen=True, slots=True)
class Staged:
    """What is to be decided about one proposal, and how the meeting voted."""

    verdict: str = ""
    reason: str = ""
    reserve_position: int | None = None
    votes: tuple[int, int, int] | None = None  # for, against, abstained


def _secretary(meeting: Meeting | Program, by: Actor) -> None:
    if not by.may(Permission.PROPOSE, at=meeting):
        raise PermissionDenied


@use_case
def plan_meeting(
    program: Program, *, held_on: date, by: Actor, scenario: Scenario | None = None
) -> Meeting:
    """Open the agenda of a meeting; with everything that waits for a decision."""
    _secretary(program, by)
    meeting: Meeting = Meeting.objects.create(
        program=program, held_on=held_on, scenario=scenario
    )
    record(meeting, "plan_meeting", by=by, held_on=held_on.isoformat())
    return meeting


@use_case
def put_on_agenda(
    meeting: Meeting, proposals: Collection[Proposal], *, by: Actor
) -> int:
    """Bring proposals before a meeting, in the order of their rank."""
    _secretary(meeting, by)
    wanted = [each.pk for each in proposals]
    rows = Proposal.objects.select_for_update(no_key=True).filter(
        pk__in=wanted, program=meeting.program_id, status=ProposalStatus.STAGED
    )
    before = AgendaItem.objects.filter(proposal__in=wanted, meeting__status__in=OPEN)
    taken = set(before.values_list("proposal", flat=True))
    free = [row for row in rows.order_by("rank", "id") if row.pk not in taken]
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    for position, proposal in enumerate(free, start=last + 1):
        AgendaItem.objects.create(meeting=meeting, proposal=proposal, position=position)
    Proposal.objects.filter(pk__in=[row.pk for row in free]).update(meeting=meeting)
    record(meeting, "put_on_agenda", by=by, proposals=len(free))
    return len(free)


@use_case
def take_off_agenda(item: AgendaItem, *, by: Actor) -> None:
    """Leave a proposal for another meeting."""
    _secretary(item.meeting, by)
    Proposal.objects.filter(pk=item.proposal_id, meeting=item.meeting).update(
        meeting=None
    )
    record(item.meeting, "take_off_agenda", by=by, proposal=item.proposal_id)
    item.delete()


@use_case
def freeze(meeting: Meeting, *, by: Actor, at: datetime, deviation: str = "") -> None:
    """Fix the list with all that speaks about it; from now on it has a hash.

    Where too few of the proposed companies were visited, `deviation` says why the
    meeting goes on.
    """
    ready = readiness(meeting)
    _outliers_confirmed(ready)
    _visited_enough(ready, deviation.strip())
    meeting.deviation = deviation.strip() if ready.short else ""
    content = listed(meeting) | {"fixed": signed(by, at)}
    advance(
        meeting,
        "freeze",
        by=by,
        agenda=canonical(content),
        agenda_sha256=fingerprint(content),
        deviation=meeting.deviation,
        frozen_at=at if by.pk else None,
        frozen_by_id=by.pk,
    )


def _outliers_confirmed(ready: Readiness) -> None:
    if ready.waiting:
        numbers = ", ".join(str(each.number) for each in ready.waiting)
        raise Refusal(
            _(
                "Scores far from the others wait for the chair's word: %(numbers)s. "
                "Confirm them first."
            ),
            code="outlier",
            params={"numbers": numbers},
        )


def _visited_enough(ready: Readiness, deviation: str) -> None:
    if ready.short and not deviation:
        why = _("Write down why the meeting goes on, or visit more of them first.")
        raise Refusal([*ready.says(), why], code="deviation")


@use_case
def thaw(meeting: Meeting, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Open the agenda again; the list that was fixed is given up."""
    nothing = {
        "agenda": b"", "agenda_sha256": "", "deviation": "", "frozen_at": None,
        "frozen_by": None,
    }  # fmt: skip
    advance(meeting, "thaw", by=by, reason=reason, **nothing)


@use_case
def hold(meeting: Meeting, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Write down that it took place; somebody has to have been there."""
    if meeting.items.exists() and not meeting.attendees.exists():
        raise Refusal(_("Write down who took part first."), code="attendees")
    advance(meeting, "hold", by=by)


@use_case
def call_off(meeting: Meeting, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Its proposals wait for another meeting."""
    advance(meeting, "call_off", by=by, reason=reason)
    meeting.proposals.filter(status=ProposalStatus.STAGED).update(meeting=None)


@use_case
def attend(  # who somebody is, in a row
    meeting: Meeting,
    *,
    name: str,
    by: Actor,
    office: str = "",
    user: User | None = None,
    presides: bool = False,
) -> Attendee:
    """Write down that somebody takes part and may vote."""
    _secretary(meeting, by)
    attendee: Attendee = Attendee.objects.create(
        meeting=meeting,
        name=name.strip(),
        office=office.strip(),
        user=user,
        presides=presides,
    )
    record(meeting, "attend", by=by, name=attendee.name)
    return attendee


@use_case
def leave_out(attendee: Attendee, *, by: Actor) -> None:
    """Take somebody off the list of those who take part."""
    _secretary(attendee.meeting, by)
    record(attendee.meeting, "leave_out", by=by, name=attendee.name)
    attendee.recusals.all().delete()
    attendee.delete()


@use_case
def recuse(
    attendee: Attendee, proposal: Proposal, *, reason: str, by: Actor
) -> Recusal:
    """Write down that somebody stepped aside for one proposal, and why."""
    _secretary(attendee.meeting, by)
    if not attendee.meeting.items.filter(proposal=proposal).exists():
        raise Refusal(_("This proposal is not on the agenda."), code="proposal")
    recusal: Recusal = Recusal.objects.create(
        attendee=attendee, proposal=proposal, reason=reason.strip()
    )
    record(attendee.meeting, "recuse", by=by, name=attendee.name, proposal=proposal.pk)
    return recusal


@use_case
def withdraw_recusal(recusal: Recusal, *, by: Actor) -> None:
    """Strike out a recusal that was written down by mistake."""
    meeting = recusal.attendee.meeting
    _secretary(meeting, by)
    record(meeting, "withdraw_recusal", by=by, proposal=recusal.proposal_id)
    recusal.delete()


@use_case
def stage(meeting: Meeting, staged: Mapping[int, Staged], *, by: Actor) -> int:
    """Write verdicts and votes down, by item; nothing is decided by that yet."""
    _secretary(meeting, by)
    rows = list(meeting.items.select_for_update().filter(pk__in=staged))
    freed = [row.pk for row in rows if row.reserve_position is not None]
    AgendaItem.objects.filter(pk__in=freed).update(verdict="", reserve_position=None)
    for row in rows:
        try:
            _write(row, staged[row.pk])
        except Refusal as refusal:
            whose = f"{row.position}. {row.proposal.application.company}"
            said = f"{whose}: {refusal.sentence}"
            raise Refusal(said, code=refusal.code) from refusal
    record(meeting, "stage", by=by, items=len(rows))
    return len(rows)


@use_case
def _write(item: AgendaItem, said: Staged) -> None:
    votes: tuple[Any, ...] = said.votes or (None, None, None)
    item.verdict, item.reason = said.verdict, said.reason.strip()
    item.reserve_position = (
        said.reserve_position if said.verdict == Verdict.RESERVE else None
    )
    item.votes_for, item.votes_against, item.votes_abstained = votes
    item.save()


@use_case
def stage_as_planned(meeting: Meeting, *, by: Actor) -> int:
    """Take the verdicts from the scenario, and count everybody present for them."""
    scenario = meeting.scenario
    sides = {row["key"]: row["side"] for row in scenario.rows} if scenario else {}
    present, staged, place = _present(meeting), {}, 0
    for item in items_of(meeting):
        is_in = sides.get(item.proposal.application_id, "in") == "in"
        place += not is_in
        staged[item.pk] = Staged(
            verdict=Verdict.FOR if is_in else Verdict.RESERVE,
            reserve_position=None if is_in else place,
            votes=present.get(item.proposal_id),
        )
    return stage(meeting, staged, by=by)


def _present(meeting: Meeting) -> dict[int, tuple[int, int, int]]:
    """Everybody for it, less those who stepped aside; before it is held, no votes."""
    if meeting.status != MeetingStatus.HELD:
        return {}
    everybody = meeting.attendees.count()
    aside: dict[int, int] = {}
    for proposal in Recusal.objects.filter(attendee__meeting=meeting).values_list(
        "proposal", flat=True
    ):
        aside[proposal] = aside.get(proposal, 0) + 1
    keys = meeting.items.values_list("proposal", flat=True)
    return {key: (everybody - aside.get(key, 0), 0, 0) for key in keys}


@use_case
def minute(
    meeting: Meeting, *, number: str, minutes: str, by: Actor, at: datetime
) -> None:
    """Close the minutes under the number of their document; what was said is frozen."""
    open_items = items_of(meeting).filter(verdict="").count()
    uncounted = items_of(meeting).exclude(verdict="").filter(votes_for=None).count()
    if open_items or uncounted:
        raise Refusal(
            _(
                "%(open)s items have no verdict and %(uncounted)s no votes: write down "
                "what the meeting said about each."
            ),
            code="verdict",
            params={"open": open_items, "uncounted": uncounted},
        )
    content = recorded(meeting, number=number.strip(), minutes=minutes.strip())
    content["closed"] = signed(by, at)
    advance(
        meeting,
        "minute",
        by=by,
        number=number.strip(),
        minutes=minutes.strip(),
        record=canonical(content),
        record_sha256=fingerprint(content),
        minuted_at=at if by.pk else None,
        minuted_by_id=by.pk,
    )


@use_case
def record_meeting(  # a meeting is program, number, day and minutes
    program: Program, *, number: str, held_on: date, by: Actor, minutes: str = ""
) -> Meeting:
    """Write down a meeting that has decided elsewhere, under its document's number."""
    meeting = plan_meeting(program, held_on=held_on, by=by)
    at = datetime.combine(held_on, datetime.min.time()).astimezone()
    freeze(meeting, by=by, at=at)
    hold(meeting, by=by, at=at)
    minute(meeting, number=number, minutes=minutes, by=by, at=at)
    return meeting


# Applying ----------------------------------------------------------------------------


@use_case
def apply(meeting: Meeting, *, by: Actor, at: datetime) -> list[AgendaItem]:
    """Turn the verdicts of a minuted meeting into decisions, each row by itself.

    Rows are locked first, so that of two who apply at once the second finds nothing
    left. A row that is refused says why and stays for another try.
    """
    if not by.may(Permission.DECIDE, at=meeting):
        raise PermissionDenied
    if meeting.status != MeetingStatus.MINUTED:
        raise Refusal(_("Close the minutes of the meeting first."), code="minutes")
    locked = to_apply(meeting).select_for_update(of=("self",), no_key=True)
    rows = sorted(locked, key=lambda item: LASTING.index(Verdict(item.verdict)))
    for item in rows:
        _apply_one(item, by, at)
    done = sum(not item.said for item in rows)
    record(meeting, "apply", by=by, rows=len(rows), applied=done)
    return rows


def _apply_one(item: AgendaItem, by: Actor, at: datetime) -> None:
    try:
        _carry_out(item, by, at)
    except Refusal as refusal:
        item.said = _in_words(refusal)
        item.save(update_fields=["said"])
        return
    item.said = {}
    item.applied_at = at if by.pk else None
    item.applied_by_id = by.pk
    item.save(update_fields=["said", "applied_at", "applied_by"])


def _carry_out(item: AgendaItem, by: Actor, at: datetime) -> None:
    proposal = item.proposal
    if item.verdict == Verdict.FOR:
        decide(proposal, by=by, at=at)
    elif item.verdict == Verdict.RESERVE:
        hold_back(proposal, position=item.reserve_position or 0, by=by, at=at)
    else:
        reject(proposal, by=by, at=at, reason=item.reason)


def _in_words(refusal: Refusal) -> Texts:
    """What was said against it, in every language."""
    told = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            told[code] = refusal.sentence
    return told


@use_case
def undo(meeting: Meeting, *, by: Actor, at: datetime, reason: str) -> list[AgendaItem]:
    """Take back all of a meeting's decisions that nobody has been told."""
    if not by.may(Permission.DECIDE, at=meeting):
        raise PermissionDenied
    rows = items_of(meeting).select_for_update(of=("self",), no_key=True)
    done = list(rows.exclude(applied_at=None))
    for item in done:
        try:
            reopen(item.proposal, by=by, at=at, reason=reason)
        except Refusal as refusal:
            item.said = _in_words(refusal)
            item.save(update_fields=["said"])
    record(meeting, "undo", by=by, rows=len(done), reason=reason)
    return done
