"""What becomes of a seat: accepted, declined, or taken by the next reserve."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.panels import rules
from programs.panels.actions.drawing import _invite
from programs.panels.models import Panel, Seat
from programs.panels.queries import people_of, sitting
from programs.panels.states import SITTING, SeatStatus, Status


@use_case
def accept(seat: Seat, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Say that one takes part."""
    _theirs(seat, by)
    advance(seat, "accept", by=by)


@use_case
def decline(seat: Seat, *, by: Actor, at: datetime, reason: str) -> Seat | None:
    """Say that one cannot take part; the next reserve is invited at once."""
    _theirs(seat, by)
    panel = _held(seat)
    if panel.status == Status.AT_WORK:
        raise Refusal(
            _(
                "The applications have been given to you already. Give back each "
                "one in which you have a conflict, or ask the office to replace you."
            ),
            code="given",
        )
    advance(seat, "decline", by=by, reason=reason)
    return _succeed(seat, panel, at=at)


@use_case
def excuse(seat: Seat, *, by: Actor, at: datetime, reason: str) -> Seat | None:
    """Take a member out for a reason; gives the reserve who steps in, if any can."""
    panel = _held(seat)
    was_sitting = seat.status in SITTING
    advance(seat, "excuse", by=by, reason=reason)
    return _succeed(seat, panel, at=at) if was_sitting else None


@use_case
def invite(panel: Panel, *, by: Actor, at: datetime) -> Seat | None:
    """Invite the next reserve in addition, where the panel's members do not suffice."""
    if not by.may(Permission.DRAW_EXPERTS, at=panel):
        raise PermissionDenied
    staying = sitting(panel)
    waiting = _reserves(panel, staying[0]) if staying else []
    return _next(panel, staying, waiting, at=at)


def _succeed(seat: Seat, panel: Panel, *, at: datetime) -> Seat | None:
    return _next(panel, sitting(panel), _reserves(panel, seat), at=at)


def _reserves(panel: Panel, seat: Seat) -> list[Seat]:
    rows = panel.seats.filter(draw=seat.draw_id, status=SeatStatus.RESERVE)
    return list(rows.select_related("expert__user", "draw").order_by("position"))


def _next(
    panel: Panel,
    staying: list[Seat],
    waiting: list[Seat],
    *,
    at: datetime,
) -> Seat | None:
    """The first reserve with whom the panel is composed as it must be."""
    person = rules.successor(people_of(staying), people_of(waiting), panel.composition)
    if person is None:
        return None
    found = next(s for s in waiting if str(s.expert_id) == person["key"])
    _invite(found, at=at)
    return found


def _held(seat: Seat) -> Panel:
    """The panel, locked: of two who leave at once, each has their own successor."""
    rows = Panel.objects.select_for_update(no_key=True).select_related("call__program")
    panel: Panel = rows.get(pk=seat.panel_id)
    return panel


def _theirs(seat: Seat, by: Actor) -> None:
    """Only the expert whose seat it is (or the system) answers for it."""
    if by.pk is not None and by.pk != seat.expert.user_id:
        raise PermissionDenied
