"""Who would judge what in a panel: looked at first, and then given out as it stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.experts.models import Expert
from programs.experts.queries import employers_of, standing_conflicts
from programs.experts.states import Specialty
from programs.panels.models import Panel, Seat
from programs.panels.queries import (
    applications_of,
    field_of_application,
    in_hand_of,
    sitting,
)
from programs.panels.rules import fingerprint
from programs.panels.rules.balancing import SPECIAL, Case, Reader, Shares, share_out
from programs.reviews.models import Assignment
from programs.reviews.states import Status

Pairs = set[tuple[int, int]]  # expert and application
JUDGED = (Standing.ELIGIBLE, Standing.EXPERT_REVIEW)


@dataclass(frozen=True, slots=True)
class Load:
    """What one member would get."""

    expert: Expert
    given: int  # new ones
    held: int  # has them already
    fitting: int  # of the new ones, in a field of theirs
    barred: int  # conflicts in this panel


@dataclass(frozen=True, slots=True)
class Giving:
    """Who would judge what, with all that somebody should know before they agree."""

    shares: list[tuple[Application, list[int]]]  # application and experts, by key
    loads: list[Load]
    short: list[tuple[str, int]]  # number of an application, places left empty
    lacking: list[tuple[str, str]]  # number, and the seat that nobody could take
    unread: list[str]  # numbers of those that nobody would judge
    vacant: int = 0  # seats that no reserve could take

    @property
    def mark(self) -> str:
        """Changes whenever anything of it does."""
        return fingerprint([[each.pk, keys] for each, keys in self.shares])

    @property
    def count(self) -> int:
        return sum(len(keys) for __, keys in self.shares)


def still_to_judge(panel: Panel) -> list[Application]:
    return [each for each in applications_of(panel) if each.status in JUDGED]


def giving_of(panel: Panel, *, instead_of: Seat | None = None) -> Giving:
    """What giving out would do now: all to all, or shared out among the members.

    `instead_of` has left: what they have not scored counts as given to nobody.
    """
    applications = still_to_judge(panel)
    members = [seat.expert for seat in sitting(panel)]
    held, used = _held(applications, instead_of)
    barred = standing_conflicts(members, applications) | used
    if panel.each is None:
        shares = _all_to_all(applications, members, barred, held, panel.size)
    else:
        shares = _shared_out(panel, applications, members, barred, held)
    told = _told(applications, members, barred - used, held, shares)
    return replace(told, vacant=max(0, panel.size - len(members)))


def _held(
    applications: Collection[Application], instead_of: Seat | None
) -> tuple[dict[int, set[int]], Pairs]:
    """Who judges each application now, and who has had it and cannot again."""
    rows = Assignment.objects.filter(application__in=applications)
    held: dict[int, set[int]] = {each.pk: set() for each in applications}
    used: Pairs = set()
    left = instead_of.expert_id if instead_of else None
    for key, expert, status in rows.values_list("application", "expert", "status"):
        used.add((expert, key))
        gone = status in (Status.RECUSED, Status.VOIDED)
        if not gone and (expert != left or status == Status.SCORED):
            held[key].add(expert)
    return held, used


def _all_to_all(
    applications: Sequence[Application],
    members: Sequence[Expert],
    barred: Pairs,
    held: Mapping[int, set[int]],
    size: int,
) -> Shares:
    chosen = {
        each.pk: [m.pk for m in members if (m.pk, each.pk) not in barred][
            : max(0, size - len(held[each.pk]))
        ]
        for each in applications
    }
    missing = {key: size - len(held[key]) - len(chosen[key]) for key in chosen}
    return Shares(chosen, {key: n for key, n in missing.items() if n > 0})


def _shared_out(
    panel: Panel,
    applications: Sequence[Application],
    members: Sequence[Expert],
    barred: Pairs,
    held: Mapping[int, set[int]],
) -> Shares:
    wanted = panel.each or panel.size
    cases = [
        Case(
            each.pk,
            field_of_application(each),
            max(0, wanted - len(held[each.pk])),
            frozenset(held[each.pk]),
        )
        for each in applications
    ]
    asked = {"finance": panel.finance, "investment": panel.investment}
    seats = [seat for seat in SPECIAL if asked[seat]]
    return share_out(_readers(panel, members), cases, barred, seats)


def _readers(panel: Panel, members: Sequence[Expert]) -> list[Reader]:
    employers = employers_of(members, panel.starts_on)
    in_hand = in_hand_of(members)
    return [
        Reader(
            each.pk,
            frozenset(employers[each.pk]),
            str(Specialty(each.specialty)),
            frozenset(each.fields),
            max(0, each.capacity - in_hand[each.pk]),
        )
        for each in members
    ]


def _told(
    applications: Sequence[Application],
    members: Sequence[Expert],
    barred: Pairs,
    held: Mapping[int, set[int]],
    shares: Shares,
) -> Giving:
    named = {each.pk: each.number for each in applications}
    fields = {each.pk: field_of_application(each) for each in applications}
    mine = {
        m.pk: [k for k, who in shares.readers.items() if m.pk in who] for m in members
    }
    loads = [
        Load(
            each,
            len(mine[each.pk]),
            sum(each.pk in who for who in held.values()),
            sum(fields[key] in each.fields for key in mine[each.pk]),
            sum(expert == each.pk for expert, __ in barred),
        )
        for each in members
    ]
    return Giving(
        [(each, sorted(shares.readers[each.pk])) for each in applications],
        loads,
        [(named[key], places) for key, places in shares.empty.items()],
        [(named[key], seat) for key, seat in shares.lacking],
        [named[k] for k, who in shares.readers.items() if not who and not held[k]],
    )
