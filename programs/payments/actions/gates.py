"""Opening the conditions before a tranche: by facts, by a person, or by a waiver."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.agreements.rules.onlookers import looks_on
from programs.awards.states import LIVE
from programs.payments.models import Gate, Tranche
from programs.payments.queries import is_paid, look
from programs.payments.states import Status
from startups.companies.models import Company


@use_case
def look_at_gates(tranche: Tranche, *, by: Actor, at: datetime) -> list[Gate]:
    """Ask the facts about every condition; what has changed is kept with its evidence.

    A condition whose fact has gone shuts again. One that a person has to confirm, or
    that was waived by name, stays as it is.
    """
    if not by.may(Permission.READ_MONEY, at=tranche):
        raise PermissionDenied
    gates: list[Gate] = list(tranche.gates.select_for_update().order_by("id"))
    if not _is_paid(tranche):
        for gate in gates:
            _look(gate, tranche, by=by, at=at)
    return gates


@looks_on
@use_case
def look_at_company(company: Company, *, at: datetime) -> None:
    """Its name or account is another one: ask the facts before every part to come."""
    rows = Tranche.objects.filter(award__company=company.pk, award__status__in=LIVE)
    for tranche in rows.filter(~is_paid()).order_by("id"):
        look_at_gates(tranche, by=SYSTEM, at=at)


def _is_paid(tranche: Tranche) -> bool:
    return bool(tranche.payments.filter(status=Status.PAID).exists())


def _look(gate: Gate, tranche: Tranche, *, by: Actor, at: datetime) -> None:
    answer = look(tranche, gate.kind, at)
    if answer is None:
        return
    was = (gate.met_on is not None, gate.evidence)
    if was == (answer.met, answer.evidence):
        _write(gate, looked_on=at)
        return
    met_on = (gate.met_on or city_day(at)) if answer.met else None
    _write(gate, looked_on=at, met_on=met_on, evidence=answer.evidence)
    if was[0] != answer.met:
        seen = answer.evidence
        record(gate, "look", by=by, kind=gate.kind, met=answer.met, evidence=seen)


@use_case
def confirm_gate(gate: Gate, *, evidence: str, by: Actor, at: datetime) -> None:
    """Say that a condition is met, and by what one can see it.

    Where the facts know, they have to agree, and their evidence comes first.
    """
    if not by.may(Permission.CONFIRM_GATE, at=gate):
        raise PermissionDenied
    if gate.met_on is not None:
        return
    answer = look(gate.tranche, gate.kind, at)
    if answer is not None and not answer.met:
        raise Refusal(answer.why, code="gate")
    seen = [answer.evidence if answer else "", evidence.strip()]
    if not seen[1] and answer is None:
        raise Refusal(_("A condition that is met names its evidence."), code="evidence")
    signed = {"confirmed_at": at if by.pk else None, "confirmed_by_id": by.pk}
    found = " · ".join(filter(None, seen))[:200]
    _write(gate, met_on=city_day(at), evidence=found, looked_on=at, **signed)
    record(gate, "confirm_gate", by=by, kind=gate.kind, evidence=gate.evidence)


@use_case
def waive_gate(gate: Gate, *, by: Actor, at: datetime, reason: str) -> None:
    """Let a tranche go on without a condition, by name and for a reason."""
    if not by.may(Permission.WAIVE_GATE, at=gate):
        raise PermissionDenied
    if gate.waived_at is not None:
        return
    _write(gate, waived_at=at, waived_by_id=by.pk, waiver_reason=reason.strip())
    record(gate, "waive_gate", by=by, kind=gate.kind, reason=reason)


def _write(gate: Gate, **facts: Any) -> None:
    """To the row first: what the database refuses, the object does not claim either."""
    Gate.objects.filter(pk=gate.pk).update(**facts)
    for name, value in facts.items():
        setattr(gate, name, value)
