"""Drawing experts for applications, and giving the applications to them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from programs.applications.actions import assign
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.experts.models import Conflict, Expert
from programs.experts.queries import Found, candidates, conflicts
from programs.panels import rules
from programs.panels.models import Draw
from programs.reviews.models import Assignment

REVIEW_DAYS = 15  # working days that experts have, unless a draw says otherwise


@use_case
def draw(  # noqa: PLR0913  # all of it is what a draw is judged by later
    call: Call,
    *,
    applications: Collection[Application],
    size: int,
    seed: str,
    by: Actor,
    at: datetime,
    witness: str = "",
    fields: Collection[str] = (),
    due_on: date | None = None,
) -> Draw:
    """Draw `size` experts for these applications, by a seed that anyone can repeat.

    The pool is kept as it stood: whoever was free and of one of `fields`, without those
    in whom the data show a conflict with any of the applications.
    """
    if not by.may(Permission.DRAW_EXPERTS, at=call):
        raise PermissionDenied
    _is_a_group(call, applications, seed)
    people = candidates(fields)
    found = conflicts(people, applications)
    barred = {conflict.expert.pk for conflict in found}
    pool = [_as_drawn(expert) for expert in people if expert.pk not in barred]
    if size > len(pool):
        raise Refusal(
            _("%(free)s experts are free of conflict; %(size)s are to be drawn."),
            code="pool",
            params={"free": len(pool), "size": size},
        )
    drawn = rules.draw([each["key"] for each in pool], size, seed)
    kept = Draw.objects.create(
        call=call,
        seed=seed,
        size=size,
        filters=_filters(applications, fields, found),
        pool=pool,
        result=drawn,
        pool_sha256=rules.fingerprint(pool),
        drawn_at=at,
        drawn_by_id=by.pk,
        witness=witness,
    )
    _keep(found)
    due = due_on or working_days().after(city_day(at), REVIEW_DAYS)
    chosen = [expert for expert in people if str(expert.pk) in drawn]
    for application in applications:
        _give_out(application, chosen, draw=kept, due_on=due, by=by, at=at)
    _invite(chosen, kept, due_on=due, at=at)
    record(kept, "draw", by=by, seed=seed, pool=kept.pool_sha256, result=drawn)
    return kept


def _is_a_group(call: Call, applications: Collection[Application], seed: str) -> None:
    if not applications or any(each.call_id != call.pk for each in applications):
        raise Refusal(_("Choose applications of this call."), code="applications")
    if not seed.strip():
        raise Refusal(_("A draw needs a seed that everybody knows."), code="seed")


def _as_drawn(expert: Expert) -> dict[str, Any]:
    return {
        "key": str(expert.pk),
        "name": expert.user.name,
        "employer": expert.employer,
        "fields": expert.fields,
    }


def _filters(
    applications: Collection[Application],
    fields: Collection[str],
    found: Collection[Found],
) -> dict[str, Any]:
    return {
        "fields": sorted(fields),
        "applications": sorted(application.number for application in applications),
        "conflicts": sorted(
            [str(each.expert.pk), each.application.number, str(each.kind)]
            for each in found
        ),
    }


def _keep(found: Collection[Found]) -> None:
    rows = [
        Conflict(expert=each.expert, application=each.application, kind=each.kind)
        for each in found
    ]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True)


def _give_out(
    application: Application,
    experts: Collection[Expert],
    *,
    draw: Draw,
    due_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Fill a panel, or fill up one that has lost members."""
    if application.status != Standing.EXPERT_REVIEW:
        assign(application, by=by, at=at)
    had = set(application.assignments.values_list("expert", flat=True))
    for expert in experts:
        if expert.pk not in had:
            Assignment.objects.create(
                application=application, expert=expert, draw=draw, due_on=due_on
            )


def _invite(
    experts: Collection[Expert], kept: Draw, *, due_on: date, at: datetime
) -> None:
    for expert in experts:
        post(
            "review_invitation",
            to=expert.user,
            key=f"draw-{kept.pk}-{expert.pk}",
            at=at,
            call=kept.call.title,
            count=len(kept.filters["applications"]),
            due_on=due_on.isoformat(),
        )
