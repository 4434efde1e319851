"""Drawing a panel by lot, and a second person's agreement that gives it names."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.experts.actions import keep_conflicts
from programs.experts.models import Expert
from programs.panels import rules
from programs.panels.models import Draw, DrawConfirmation, Panel, Seat
from programs.panels.queries import Pool, applications_of, last_draw, pool_for
from programs.panels.rules.composing import DAYS_BEFORE
from programs.panels.rules.drawing import ALGORITHM

SHORT = {
    "pool": _(
        "%(free)s experts are free of conflict; members and reserves need %(wanted)s."
    ),
    "employers": _(
        "Free experts work for %(free)s employers; %(wanted)s members of different "
        "employers, with the seats asked for, cannot be found."
    ),
    "finance": _("%(free)s experts for finance are free; %(wanted)s are asked for."),
    "investment": _(
        "%(free)s experts for investment are free; %(wanted)s are asked for."
    ),
    "outside": _(
        "%(free)s experts of other provinces are free; %(wanted)s are asked for."
    ),
}


@use_case
def draw(  # a draw is judged by all of it later
    panel: Panel,
    *,
    seed: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> Draw:
    """Draw the members and reserves by a seed; nobody sees names before `confirm`.

    The seed is the result of the source that the panel's plan announced.
    """
    if not by.may(Permission.DRAW_EXPERTS, at=panel):
        raise PermissionDenied
    _timely(panel, at)
    if not seed.strip():
        raise Refusal(_("A draw needs a seed that everybody knows."), code="seed")
    before = last_draw(panel)
    _of_the_source(panel, seed.strip())
    advance(panel, "draw", by=by)
    pool = pool_for(panel, on=city_day(at))
    kept = _drawn(panel, pool, seed.strip())
    kept.turn = before.turn + 1 if before else 1
    kept.reason = reason.strip()
    kept.drawn_at, kept.drawn_by = at, by
    kept.save(force_insert=True)
    keep_conflicts(pool.conflicts)
    record(
        kept, "draw", by=by, pool=kept.pool_sha256, sha256=kept.record_sha256,
        seed=kept.seed, seed_source=kept.seed_source, reason=kept.reason,
    )  # fmt: skip
    return kept


def _timely(panel: Panel, at: datetime) -> None:
    earliest = panel.starts_on - timedelta(days=DAYS_BEFORE)
    if city_day(at) < earliest and not panel.deviation.strip():
        raise Refusal(
            _(
                "Experts are drawn at most three days before the review begins, "
                "here from %(day)s on, so that nobody can approach them."
            ),
            code="early",
            params={"day": earliest.isoformat()},
        )


def _of_the_source(panel: Panel, seed: str) -> None:
    """A source gives one seed: whoever draws again announces another source first."""
    held = Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    panel.seed_source = held.seed_source
    before = panel.draws.filter(seed_source=held.seed_source).exclude(seed=seed)
    if used := before.first():
        raise Refusal(
            _(
                "The announced source has given the seed %(seed)s already. To draw by "
                "another one, announce another source in the rules of the panel."
            ),
            code="seed",
            params={"seed": used.seed},
        )


def _drawn(panel: Panel, pool: Pool, seed: str) -> Draw:
    wanted = panel.composition
    try:
        result = rules.draw(pool.snapshot, wanted, seed)
    except rules.Impossible as error:
        facts = {"free": error.free, "wanted": error.wanted}
        raise Refusal(SHORT[error.short], code="pool", params=facts) from error
    made = Draw(
        panel=panel,
        call=panel.call,
        algorithm=ALGORITHM,
        seed=seed,
        seed_source=panel.seed_source,
        size=panel.size,
        criteria=_criteria(panel, pool),
        pool=pool.snapshot,
        result=result.members,
        reserves=result.reserves,
        pool_sha256=rules.fingerprint(pool.snapshot),
    )
    made.record_sha256 = rules.fingerprint(made.record())
    return made


def _criteria(panel: Panel, pool: Pool) -> dict[str, Any]:
    """By what the pool was made and the seats were filled."""
    numbers = sorted(application.number for application in applications_of(panel))
    shown = [
        [str(each.expert.pk), each.application.number, str(each.kind)]
        for each in pool.conflicts
    ]
    return {
        "composition": panel.composition.as_data(),
        "pool": str(panel.pool),
        "each": panel.each,
        "days": [panel.starts_on.isoformat(), panel.due_on.isoformat()],
        "applications": numbers,
        "conflicts": sorted(shown),
        "busy": sorted(str(key) for key in pool.busy),
    }


@use_case
def confirm(panel: Panel, *, by: User, at: datetime) -> None:
    """Agree, as a second person, that the draw was made as it says; invite the members.

    The record is checked first: it must be what was journaled, and repeatable.
    """
    kept = last_draw(panel)
    if kept is None:
        raise Refusal(_("This panel has not been drawn."), code="undrawn")
    if kept.drawn_by_id == by.pk:
        raise Refusal(
            _("Somebody else than the one who drew confirms a draw."),
            code="four_eyes",
        )
    again = rules.replay(kept.record())
    if (again.members, again.reserves) != (kept.result, kept.reserves):
        raise Refusal(_("The draw does not come out as recorded."), code="altered")
    advance(panel, "confirm", by=by)
    DrawConfirmation.objects.create(draw=kept, confirmed_at=at, confirmed_by=by)
    _seat(panel, kept, at=at)
    record(kept, "confirm", by=by, members=kept.result, reserves=kept.reserves)


def _seat(panel: Panel, kept: Draw, *, at: datetime) -> None:
    """A seat for everybody drawn; the members are invited, the reserves wait."""
    keys = [*kept.result, *kept.reserves]
    experts = Expert.objects.select_related("user").in_bulk([int(k) for k in keys])
    for position, key in enumerate(keys, 1):
        seat = Seat.objects.create(
            panel=panel, draw=kept, expert=experts[int(key)], position=position
        )
        if key in kept.result:
            _invite(seat, at=at)


def _invite(seat: Seat, *, at: datetime) -> None:
    """Ask somebody to sit: whoever confirms or replaces does so by right."""
    advance(seat, "invite", by=SYSTEM)
    post(
        "panel_invitation",
        to=seat.expert.user,
        key=f"seat-{seat.pk}",
        at=at,
        call=seat.panel.call.title,
        starts_on=seat.panel.starts_on.isoformat(),
        due_on=seat.panel.due_on.isoformat(),
    )


@use_case
def begin(panel: Panel, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Let the panel judge; who gives the applications out takes this move."""
    advance(panel, "begin", by=by)
