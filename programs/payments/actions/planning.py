"""Planning the tranches of an award, with the conditions before each."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import use_case
from programs.awards.actions import grant
from programs.awards.models import Award, Place
from programs.catalogue.states import Source
from programs.payments import rules
from programs.payments.models import Gate, Tranche
from programs.selection.models import Proposal


@use_case
def plan(award: Award, *, by: Actor, at: datetime) -> list[Tranche]:  # noqa: ARG001  # every use case is told when
    """Divide an award as its kind says; one that is planned already stays as it is."""
    if not by.may(Permission.PLAN_TRANCHES, at=award):
        raise PermissionDenied
    Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    planned = list(award.tranches.all())
    if planned:
        return planned
    kind = award.program.rules
    shares: dict[str, Decimal] = {
        Source.CITY: award.city_amount,
        Source.DISTRICT: award.district_amount,
    }
    days = rules.report_days(kind, award.decided_on)
    for part in rules.tranches(shares, kind.tranches, award.decided_on, days):
        tranche = Tranche.objects.create(
            award=award,
            sequence=part.sequence,
            source=part.source,
            amount=part.amount,
            due_on=part.due_on,
        )
        Gate.objects.bulk_create(
            Gate(tranche=tranche, kind=each) for each in kind.gates_of(part.sequence)
        )
    planned = list(award.tranches.all())
    record(award, "plan", by=by, tranches=[str(each.amount) for each in planned])
    return planned


@use_case
def grant_and_plan(
    proposal: Proposal,
    *,
    by: Actor,
    at: datetime,
    document_number: str = "",
    year: int | None = None,
) -> Award | Place:
    """Grant what a proposal promises and, where that is money, plan its tranches."""
    given = grant(proposal, by=by, at=at, document_number=document_number, year=year)
    if isinstance(given, Award):
        plan(given, by=by, at=at)
    return given
