"""Giving a draw or a panel up, for a reason that stays on record."""

from datetime import datetime

from foundation.moves import Actor, advance
from foundation.refusals import use_case
from programs.panels.models import Panel, Seat
from programs.panels.states import SITTING, SeatStatus


@use_case
def discard(panel: Panel, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Give a draw up for a reason; it stays on record, and the panel is drawn again."""
    _release_seats(panel, by=by, reason=reason)
    advance(panel, "discard", by=by, reason=reason)


def _release_seats(panel: Panel, *, by: Actor, reason: str) -> None:
    held = Seat.objects.filter(panel=panel, status__in=(SeatStatus.RESERVE, *SITTING))
    for seat in held.select_related("expert__user", "panel__call__program"):
        advance(seat, "excuse", by=by, reason=reason)


@use_case
def dissolve(panel: Panel, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Give a panel up; its applications wait for another one."""
    _release_seats(panel, by=by, reason=reason)
    advance(panel, "dissolve", by=by, reason=reason)
    panel.cases.update(is_live=False)
