"""The ranking of a call: every scored application with all that decides its place."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from foundation.accounts.permissions import Permission
from foundation.money import ZERO
from foundation.moves import Actor
from foundation.refusals import Refusal
from programs.applications.models import Application
from programs.applications.states import Status
from programs.calls.models import Call
from programs.catalogue.models import Program
from programs.joint.queries import why_none_of
from programs.ranking.queries.amounts import Amount, amounts, figures, intensity
from programs.ranking.rules import Entrant
from programs.ranking.states import Order
from programs.reviews.queries import Result, results
from programs.reviews.rules import Standing, ranked
from programs.visits.queries import Coverage, coverage, kinds_that_visit

OPEN = (Status.SCORED, Status.SITE_VISIT, Status.JOINT_REVIEW)  # may be proposed
IN_PLAY = (*OPEN, Status.PROPOSED)
ANNOUNCED = ("decided", "announced")  # proposals that take a place before the award


@dataclass(frozen=True, slots=True)
class Row:
    """One application on the board."""

    application: Application
    place: int
    is_tied: bool
    standing: Standing
    score: Decimal
    result: Result | None
    amount: Amount
    barred: Refusal | None

    @property
    def field(self) -> str:
        return str(self.application.company.section)

    @property
    def outliers(self) -> int:
        return self.result.outliers_waiting if self.result else 0

    def figure(self, order: str) -> Decimal:
        """What the list is put in order by."""
        if order == Order.SCORE or self.result is None:
            return self.score
        return self.result.raw if order == Order.RAW else self.result.normalized


@dataclass(frozen=True, slots=True)
class Room:
    """What a program has left to give: places and money that nobody has been told."""

    places: int
    budget: Decimal


def calls(user: Actor) -> QuerySet[Call]:
    """Calls with scored applications, of the programs whose scores they may read."""
    mine = Program.objects.all().within(user, Permission.READ_SCORES)
    scored = Count("applications", filter=Q(applications__score__isnull=False))
    waiting = Count("applications", filter=Q(applications__status__in=OPEN))
    rows = Call.objects.filter(program__in=mine).select_related("program")
    counted = rows.annotate(scored=scored, waiting=waiting)
    return counted.filter(scored__gt=0).order_by("-closes_at")


def board(call: Call) -> list[Row]:
    """Everybody with a score, best first; those whom nothing tells apart share a place.

    The place is by the official score (D§2.5): then the mean of the first criterion,
    R&D intensity, and the vote of the panel.
    """
    scored = Application.objects.filter(call=call, score__isnull=False)
    found = list(scored.select_related("company__district", "call__program"))
    known = figures(call, [each.company_id for each in found])
    judged = results(found)
    standings = {
        each.pk: Standing(
            each.pk,
            each.score or ZERO,
            judged[each.pk].first_criterion if each.pk in judged else ZERO,
            intensity(known.get(each.company_id, {})),
            judged[each.pk].panel_vote if each.pk in judged else None,
        )
        for each in found
    }
    return _rows(found, standings, judged, amounts(call, found, known))


def _rows(
    found: Collection[Application],
    standings: Mapping[int, Standing],
    judged: Mapping[int, Result],
    yuan: Mapping[int, Amount],
) -> list[Row]:
    by_key = {each.pk: each for each in found}
    placed = ranked(standings.values())
    shared = Counter(place for place, _ in placed)
    bars = why_none_of([each for each in found if each.status in OPEN])
    return [
        Row(
            application=by_key[standing.key],
            place=place,
            is_tied=shared[place] > 1,
            standing=standing,
            score=standing.score,
            result=judged.get(standing.key),
            amount=yuan[standing.key],
            barred=bars.get(standing.key),
        )
        for place, standing in placed
    ]


def entrants(rows: Collection[Row], order: str = Order.SCORE) -> list[Entrant]:
    """Those among whom a line can be drawn, by one of the figures."""
    return [
        Entrant(
            key=row.application.pk,
            rank=(row.figure(order), *row.standing.rank[1:]),
            score=row.figure(order),
            amount=row.amount.yuan,
            district=row.application.company.district_id,
            field=row.field,
            size=row.application.company.size,
            company_type=row.application.company_type,
            barred=row.barred is not None,
        )
        for row in rows
        if row.application.status in IN_PLAY
    ]


def visited(call: Call, keys: Collection[int]) -> Coverage | None:
    """How far these of a call have been visited; None where its kind does not visit."""
    if call.program.kind not in kinds_that_visit():
        return None
    return coverage(call, among=keys)


def room(program: Program, call: Call) -> Room:
    """Places and money that no other list has taken, before this call is divided."""
    spoken = program.proposals.filter(status__in=ANNOUNCED)
    others = spoken.exclude(
        application__call=call, application__status=Status.PROPOSED
    ).aggregate(count=Count("pk"), yuan=Sum("amount"))
    return Room(
        program.quota - program.taken - others["count"],
        program.budget - program.committed - (others["yuan"] or ZERO),
    )
