"""Which applications wait for a panel, who can be drawn for one, who sits in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from foundation.journal.models import Entry
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.experts.models import Conflict, Expert
from programs.experts.queries import Found, candidates, conflicts, employers_of
from programs.experts.rules import field_of
from programs.experts.states import ConflictKind
from programs.panels.models import Draw, Panel, Seat
from programs.panels.rules import Person, fingerprint, replay
from programs.panels.states import BEFORE_WORK

IN_HAND = ("assigned", "declared")  # assignments that an expert still has to do


@dataclass(frozen=True, slots=True)
class Pool:
    """Whom a panel can be drawn from, and who was left out because of what."""

    people: list[Expert]
    snapshot: list[dict[str, Any]]
    conflicts: list[Found]
    busy: list[int]  # experts with more in hand than they take


def ready_for_experts(call: Call) -> list[Application]:
    """Eligible applications of a call that no panel is being prepared for."""
    taken = Q(panel_cases__is_live=True, panel_cases__panel__status__in=BEFORE_WORK)
    rows = Application.objects.filter(call=call, status=Standing.ELIGIBLE)
    free = rows.exclude(pk__in=rows.filter(taken).values("pk"))
    return list(free.select_related("company", "call__program").order_by("pk"))


def applications_of(panel: Panel) -> list[Application]:
    rows = Application.objects.filter(
        panel_cases__panel=panel, panel_cases__is_live=True
    )
    return list(rows.select_related("company", "call__program").order_by("pk"))


def pool_for(panel: Panel, *, on: Any) -> Pool:
    """Everybody who can be drawn, without those in whom the data show a conflict.

    Where applications are shared out, a conflict keeps somebody from that application
    only; whoever belongs to an applicant of the call judges nothing in it.
    """
    found = candidates(
        panel.fields, first=panel.starts_on, last=panel.due_on, pool=panel.pool
    )
    applications = applications_of(panel)
    shown = conflicts(found, applications, on=on)
    barred = _barred(panel, found, applications, shown)
    in_hand = in_hand_of(found)
    wanted = 1 if panel.each else len(applications)
    busy = [each for each in found if in_hand[each.pk] + wanted > each.capacity]
    out = barred | {each.pk for each in busy}
    people = [each for each in found if each.pk not in out]
    employers = employers_of(people, on)
    return Pool(
        people,
        [_as_drawn(each, employers[each.pk]) for each in people],
        shown,
        [each.pk for each in busy],
    )


def _barred(
    panel: Panel,
    experts: Collection[Expert],
    applications: Collection[Application],
    shown: Iterable[Found],
) -> set[int]:
    """Who cannot sit in this panel at all."""
    rivals = {c.expert.pk for c in shown if c.kind == ConflictKind.APPLICANT}
    if panel.each:
        return rivals
    known = Conflict.objects.filter(expert__in=experts, application__in=applications)
    on_record = set(known.values_list("expert", flat=True))
    return rivals | {c.expert.pk for c in shown} | on_record


def in_hand_of(experts: Iterable[Expert]) -> dict[int, int]:
    """How many applications each has to judge already."""
    rows = Expert.objects.filter(pk__in=[expert.pk for expert in experts])
    open_ones = Count("assignments", filter=Q(assignments__status__in=IN_HAND))
    return dict(rows.annotate(n=open_ones).values_list("pk", "n"))


def _as_drawn(expert: Expert, employers: list[str]) -> dict[str, Any]:
    return {
        "key": str(expert.pk),
        "name": expert.user.name,
        "employers": employers,
        "fields": sorted(expert.fields),
        "specialty": expert.specialty,
        "region": expert.region,
        "pool": expert.pool,
    }


def last_draw(panel: Panel) -> Draw | None:
    rows = Draw.objects.filter(panel=panel).select_related("confirmation")
    return rows.order_by("turn").last()


def announced_at(panel: Panel) -> datetime | None:
    """Since when the journal knows the source of the seed, unchanged until now."""
    rows = Entry.objects.filter(
        subject_type=Panel._meta.label_lower,
        subject_id=str(panel.pk),
        verb__in=["plan", "replan"],
    )
    since = None
    for told in rows.order_by("-id"):
        source = told.details.get("seed_source")
        if source not in (None, panel.seed_source):
            break
        since = told.at if source else since
    return since


def sitting(panel: Panel) -> list[Seat]:
    """Who sits in the panel now, in the order drawn."""
    rows = Seat.objects.filter(panel=panel).sitting()
    return list(rows.select_related("expert__user", "draw").order_by("position"))


def people_of(seats: Sequence[Seat]) -> list[Person]:
    """Members as the rules look at them, from the snapshot they were drawn from."""
    pool = {each["key"]: each for seat in seats for each in seat.draw.pool}
    return [pool[str(seat.expert_id)] for seat in seats]


def field_of_application(application: Application) -> str:
    return field_of(application.company.industry)


def drawn_names(draw: Draw, keys: Iterable[str]) -> list[str]:
    """Names as the snapshot has them: they do not change with an account."""
    named = {each["key"]: each["name"] for each in draw.pool}
    return [named[key] for key in keys]


def verdict(draw: Draw) -> Iterator[str]:
    """What is not as it was: the pool, the record, the journal, or the result."""
    entry = Entry.objects.filter(
        subject_type=Draw._meta.label_lower, subject_id=str(draw.pk), verb="draw"
    ).first()
    told = entry.details if entry else {}
    if fingerprint(draw.pool) != draw.pool_sha256:
        yield _("The pool is not the one that was drawn from.")
    if fingerprint(draw.record()) != draw.record_sha256:
        yield _("The record has been changed: its mark does not fit.")
    if (told.get("pool"), told.get("sha256"), told.get("seed")) != (
        draw.pool_sha256,
        draw.record_sha256,
        draw.seed,
    ):
        yield _("The journal tells of another pool, seed or record.")
    yield from unrepeatable(draw.record())


def unrepeatable(record: Mapping[str, Any]) -> Iterator[str]:
    """Whether a record, of the database or of a file, comes out as it says."""
    try:
        again = replay(record)
    except (ValueError, KeyError, TypeError) as error:
        yield _("It cannot be drawn again: %s") % error
        return
    if again.members != record["members"] or again.reserves != record["reserves"]:
        yield _("Drawing again gives other names.")
