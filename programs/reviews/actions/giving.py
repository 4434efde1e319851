"""Giving the applications of a panel to its members, and replacing members at work."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.applications.actions import assign
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.experts.actions import keep_conflicts
from programs.experts.queries import conflicts
from programs.panels import actions as panels
from programs.panels.models import Panel, Seat
from programs.panels.queries import sitting
from programs.panels.states import Status as Stands
from programs.reviews.actions.voiding import void
from programs.reviews.models import Assignment
from programs.reviews.queries.giving import Giving, giving_of, still_to_judge
from programs.reviews.states import Status


@use_case
def give_out(
    panel: Panel, *, by: Actor, at: datetime, seen: str = ""
) -> list[Assignment]:
    """Give the applications to the members: all to all, or shared out among them.

    What the data show as a conflict is looked for again first. `seen` is the mark of
    the preview that somebody agreed to: if anything has changed since, they look again.
    """
    panel = _held(panel, by)
    if panel.status != Stands.CONFIRMED:
        raise Refusal(_("The draw has not been confirmed."), code="unconfirmed")
    members = sitting(panel)
    _look_for_conflicts(panel, members, at)
    giving = giving_of(panel)
    _agreed(giving, seen)
    if giving.unread:
        raise Refusal(
            _("Nobody can judge %(numbers)s: every member has a conflict."),
            code="unread",
            params={"numbers": ", ".join(giving.unread)},
        )
    made = _assign(panel, giving, members, by=by, at=at)
    panels.begin(panel, by=by, at=at)
    record(panel, "give_out", by=by, assignments=len(made), mark=giving.mark)
    return made


@use_case
def fill_up(
    panel: Panel, *, by: Actor, at: datetime, reason: str, seen: str = ""
) -> list[Assignment]:
    """Find readers for places that recusals have left empty: members, then reserves."""
    panel = _held(panel, by)
    if panel.status != Stands.AT_WORK:
        raise Refusal(_("This panel is not at work."), code="at_work")
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    _agreed(giving_of(panel), seen)
    made: list[Assignment] = []
    while True:
        members = sitting(panel)
        _look_for_conflicts(panel, members, at)
        giving = giving_of(panel)
        made += _assign(panel, giving, members, by=by, at=at)
        if not giving.short or panels.invite(panel, by=by, at=at) is None:
            break
    record(panel, "fill_up", by=by, reason=reason, assignments=len(made))
    return made


@use_case
def replace(seat: Seat, *, by: Actor, at: datetime, reason: str) -> Seat | None:
    """Take a member out; a reserve gets what they have not scored yet."""
    panel = _held(seat.panel, by)
    follower = panels.excuse(seat, by=by, at=at, reason=reason)
    if panel.status != Stands.AT_WORK:
        return follower
    left = _left_by(panel, seat)
    if follower is not None:
        _look_for_conflicts(panel, [follower], at)
        _assign(panel, giving_of(panel, instead_of=seat), [follower], by=by, at=at)
    for assignment in left:
        void(assignment, by=by, at=at, reason=reason)
    return follower


def _held(panel: Panel, by: Actor) -> Panel:
    """The panel, locked, so that its applications are given out once."""
    if not by.may(Permission.DRAW_EXPERTS, at=panel):
        raise PermissionDenied
    rows = Panel.objects.select_for_update(no_key=True, of=("self",))
    kept: Panel = rows.select_related("call__program").get(pk=panel.pk)
    return kept


def _agreed(giving: Giving, seen: str) -> None:
    if seen and seen != giving.mark:
        raise Refusal(
            _("Something has changed since you looked. Please look again."),
            code="changed",
        )


def _look_for_conflicts(panel: Panel, members: Sequence[Seat], at: datetime) -> None:
    people = [seat.expert for seat in members]
    keep_conflicts(conflicts(people, still_to_judge(panel), on=city_day(at)))


def _left_by(panel: Panel, seat: Seat) -> list[Assignment]:
    rows = Assignment.objects.counted().exclude(status=Status.SCORED)
    mine = rows.filter(expert=seat.expert_id, application__in=still_to_judge(panel))
    return list(mine.select_related("application__call__program", "expert__user"))


def _assign(
    panel: Panel,
    giving: Giving,
    members: Collection[Seat],
    *,
    by: Actor,
    at: datetime,
) -> list[Assignment]:
    """Write down who judges what, and tell everybody once."""
    seats = {seat.expert_id: seat for seat in members}
    wanted = [
        (application, seats[key])
        for application, keys in giving.shares
        for key in keys
        if key in seats
    ]
    for application in _each_once(application for application, __ in wanted):
        if application.status != Standing.EXPERT_REVIEW:
            assign(application, by=by, at=at)
    made = Assignment.objects.bulk_create(
        Assignment(
            application=application,
            expert=seat.expert,
            draw_id=seat.draw_id,
            due_on=panel.due_on,
        )
        for application, seat in wanted
    )
    _tell(panel, made, at=at)
    return list(made)


def _each_once(applications: Iterable[Application]) -> list[Application]:
    return list({each.pk: each for each in applications}.values())


def _tell(panel: Panel, made: Sequence[Assignment], *, at: datetime) -> None:
    counts: dict[int, int] = {}
    for each in made:
        counts[each.expert_id] = counts.get(each.expert_id, 0) + 1
    people = {each.expert_id: each.expert.user for each in made}
    for key, count in counts.items():
        post(
            "review_invitation",
            to=people[key],
            key=f"panel-{panel.pk}-{key}-{max(each.pk for each in made)}",
            at=at,
            call=panel.call.title,
            count=count,
            due_on=panel.due_on.isoformat(),
        )
