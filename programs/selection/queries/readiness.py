"""Whether a list may be fixed: outliers confirmed, and enough companies visited."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.applications.models import Application
from programs.calls.models import Call
from programs.ranking.queries import visited
from programs.reviews.queries import results
from programs.selection.models import Meeting
from programs.selection.queries.decisions import items_of
from programs.visits.queries import Coverage


@dataclass(frozen=True, slots=True)
class Visited:
    """How far the proposed companies of one call have been visited."""

    call: Call
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Readiness:
    """What speaks for and against fixing an agenda at this moment."""

    waiting: list[Application]  # with a score far from the others, not confirmed
    visits: list[Visited]

    @property
    def short(self) -> list[Visited]:
        """Calls of whose proposed companies too few were visited (D§2.1, step 7)."""
        return [each for each in self.visits if not each.coverage.is_enough]

    def says(self) -> Iterator[str]:
        """One sentence for each call that is short of visits."""
        said = _(
            "%(call)s: %(visited)s of %(pool)s proposed companies have a confirmed "
            "visit; at least %(least)s must have one."
        )
        for each in self.short:
            seen = each.coverage
            yield said % {
                "call": each.call, "visited": seen.visited, "pool": seen.pool,
                "least": seen.least,
            }  # fmt: skip


def readiness(meeting: Meeting) -> Readiness:
    proposed = [item.proposal.application for item in items_of(meeting)]
    judged = results(proposed)
    far = [a for a in proposed if a.pk in judged and judged[a.pk].outliers_waiting]
    return Readiness(far, list(_visits(proposed)))


def _visits(proposed: Collection[Application]) -> Iterator[Visited]:
    for call in {each.call_id: each.call for each in proposed}.values():
        keys = [each.pk for each in proposed if each.call_id == call.pk]
        if (seen := visited(call, keys)) is not None:
            yield Visited(call, seen)
