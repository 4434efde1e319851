"""Proposing scored applications: one, or a whole list that somebody has divided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.money import ZERO
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.catalogue.rules import Inputs
from programs.joint.queries import why_not_proposable
from programs.ranking.models import Basis, Scenario
from programs.ranking.queries import derived
from programs.ranking.rules import Side
from programs.selection.models import Meeting, Proposal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row of a list."""

    application: Application
    proposal: Proposal | None = None
    refusal: Refusal | None = None


@use_case
def propose(
    application: Application,
    *,
    rank: int,
    by: Actor,
    at: datetime,
    inputs: Inputs | None = None,
    meeting: Meeting | None = None,
) -> Proposal:
    """Propose a scored application, for what the kind's formula makes of `inputs`.

    Without `inputs`, of what was written down about it. An open visit or an answer of
    another department that is still out, or against it, keeps it back.
    """
    if why := why_not_proposable(application):
        raise why
    program = application.call.program
    inputs = _written_down(application) if inputs is None else inputs
    moves.propose(application, by=by, at=at)
    proposal: Proposal = Proposal.objects.create(
        program=program,
        application=application,
        rank=rank,
        score=application.score or ZERO,
        amount=_amount(application, inputs),
        inputs={name: str(value) for name, value in inputs.items()},
        meeting=meeting,
        proposed_at=at if by.pk else None,
        proposed_by_id=by.pk,
    )
    record(proposal, "propose", by=by, rank=rank, amount=str(proposal.amount))
    return proposal


def _written_down(application: Application) -> Inputs:
    basis = Basis.objects.filter(application=application).first()
    return basis.inputs if basis else {}


def _amount(application: Application, inputs: Inputs) -> Decimal:
    program = application.call.program
    if not program.rules.pays:
        return ZERO
    amount = derived(program, application.company_type, inputs).amount
    if amount <= 0:
        raise Refusal(_("By the formula this award would be nothing."), code="inputs")
    return amount


@use_case
def propose_list(
    scenario: Scenario,
    *,
    by: Actor,
    at: datetime,
    sides: Iterable[str] = (Side.IN, Side.RESERVE),
) -> list[Outcome]:
    """Propose those that a scenario chose or keeps in reserve, each by itself.

    A row that is refused does not keep back the others; it says why.
    """
    if not by.may(Permission.PROPOSE, at=scenario):
        raise PermissionDenied
    wanted = set(sides)
    rows = [row for row in scenario.rows if row["side"] in wanted]
    found = Application.objects.select_related("call__program", "company").in_bulk(
        [row["key"] for row in rows]
    )
    return [_proposed(found[row["key"]], row["place"], by, at) for row in rows]


def _proposed(application: Application, rank: int, by: Actor, at: datetime) -> Outcome:
    try:
        made = propose(application, rank=rank, by=by, at=at)
    except Refusal as refusal:
        return Outcome(application, refusal=refusal)
    return Outcome(application, proposal=made)
