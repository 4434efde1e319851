"""What would happen if the verdicts of a meeting were applied now."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from foundation.money import ZERO
from programs.letters.queries import draft
from programs.letters.rules import DraftLetter
from programs.letters.states import Outcome
from programs.selection.models import AgendaItem, Meeting
from programs.selection.queries.decisions import items_of, place_in_reserve
from programs.selection.states import SPOKEN_FOR, ProposalStatus, Verdict

OUTCOMES = {
    Verdict.FOR: Outcome.SELECTED,
    Verdict.RESERVE: Outcome.RESERVE,
    Verdict.AGAINST: Outcome.NOT_SELECTED,
}


@dataclass(frozen=True, slots=True)
class Preview:
    """One verdict, and what stands against it; empty when nothing does."""

    item: AgendaItem
    against: str = ""

    @property
    def is_done(self) -> bool:
        return self.item.applied_at is not None


def preview(meeting: Meeting) -> list[Preview]:
    """Row by row, with the places and the money that those before it have taken."""
    program = meeting.program
    spoken = program.proposals.filter(status__in=SPOKEN_FOR).aggregate(
        count=Count("pk"), yuan=Sum("amount")
    )
    places = program.quota - program.taken - spoken["count"]
    budget = program.budget - program.committed - (spoken["yuan"] or ZERO)
    shown = []
    for item in items_of(meeting):
        said = _against(item, places, budget)
        shown.append(Preview(item, said))
        if item.verdict == Verdict.FOR and not said and item.applied_at is None:
            places, budget = places - 1, budget - item.proposal.amount
    return shown


def _against(item: AgendaItem, places: int, budget: Decimal) -> str:
    proposal, said = item.proposal, ""
    if item.applied_at is not None:
        return said
    if not item.verdict:
        said = _("No verdict yet.")
    elif proposal.status != ProposalStatus.STAGED:
        told = proposal.get_status_display()
        said = _("Has moved on: %(status)s.") % {"status": told}
    elif item.verdict == Verdict.FOR and places <= 0:
        said = _("No place is left for it.")
    elif item.verdict == Verdict.FOR and proposal.amount > budget:
        said = _("The budget that is left does not cover it.")
    return said


def fitting(rows: Collection[Preview]) -> dict[str, int]:
    """How many would be applied and how many would not."""
    waiting = [row for row in rows if not row.is_done]
    refused = sum(bool(row.against) for row in waiting)
    return {"fit": len(waiting) - refused, "refused": refused}


def letters(item: AgendaItem) -> list[tuple[str, DraftLetter]]:
    """The letter that would follow, in every language."""
    outcome = OUTCOMES[Verdict(item.verdict)]
    reasons = [item.reason] if item.verdict == Verdict.AGAINST else []
    place = item.reserve_position
    notes = [place_in_reserve(place)] if place is not None else []
    application = item.proposal.application
    return [
        (
            code,
            draft(application, outcome, reasons=reasons, notes=notes, language=code),
        )
        for code, _name in settings.LANGUAGES
    ]
