"""What is planned, paid and asked back of an award."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.accounts.models import SYSTEM, User
from programs.models import Award, Claim, Gate, LedgerEntry, Payment, Recovery, Tranche
from programs.payments.models import copied_from
from tests.city.awards import an_account_of, an_award
from tests.city.moves import moved
from tests.city.people import NOW, TODAY, a_user, advance, serial


def a_tranche(award: Award | None = None, **fields: Any) -> Tranche:
    """With the one condition that its notice ended clean, which it did."""
    award = award or an_award()
    given = {"sequence": serial() % 30_000, "source": "city", "amount": award.amount}
    tranche = Tranche.objects.create(award=award, due_on=TODAY, **(given | fields))
    a_gate(tranche, "notice_clean", met_on=TODAY, evidence="穗科公示〔2026〕1号")
    return tranche


def a_gate(tranche: Tranche, kind: str = "agreement_signed", **fields: Any) -> Gate:
    return Gate.objects.create(tranche=tranche, kind=kind, **fields)


def a_payment(
    tranche: Tranche | None = None, *, requested_by: User | None = None
) -> Payment:
    tranche = tranche or a_tranche()
    return Payment.objects.create(
        number=f"P{serial():06d}",
        award=tranche.award,
        tranche=tranche,
        amount=tranche.amount,
        **copied_from(an_account_of(tranche.award.company)),
        requested_at=NOW,
        requested_by=requested_by or a_user(),
    )


def signed(payment: Payment) -> Payment:
    """Checked by one and approved by another."""
    advance(payment, "check", by=SYSTEM, checked_at=NOW, checked_by=a_user())
    advance(payment, "approve", by=SYSTEM, approved_at=NOW, approved_by=a_user())
    return payment


def instructed(payment: Payment) -> Payment:
    """Signed by all, and with the bank."""
    signed(payment)
    return moved(payment, "instruct")  # type: ignore[no-any-return]  # what went in


def an_entry(payment: Payment, /, **fields: Any) -> LedgerEntry:
    given = {
        "award": payment.award,
        "payment": payment,
        "kind": "payment",
        "source": payment.tranche.source,
        "debit": "company",
        "credit": "treasury",
        "amount": payment.amount,
        "booked_on": TODAY,
        "reference": f"bank-{serial()}",
    } | fields
    return LedgerEntry.objects.create(**given)


def a_recovery(award: Award, principal: str = "100.00", **fields: Any) -> Recovery:
    """Proposed, with one claim on the city's money; `interest` adds another."""
    interest = fields.pop("interest", None)
    source = fields.pop("source", "city")
    given = {
        "number": f"R{serial():06d}",
        "award": award,
        "breach": "other",
        "breached_on": TODAY,
        "basis": "穗科规〔2026〕1号",
        "explanation": "money to come back",
        "inputs": {},
        "rule_version": award.rule_version,
        "reckoned_on": TODAY,
        "proposed_at": NOW,
        "proposed_by": a_user(),
    } | fields
    parts = {"principal": principal, "interest": interest}
    with transaction.atomic():
        recovery = Recovery.objects.create(**given)
        for part, amount in parts.items():
            if amount:
                of = {"recovery": recovery, "source": source, "part": part}
                Claim.objects.create(demanded=Decimal(amount), **of)
    return recovery


def demanded(recovery: Recovery, *, due_on: date = TODAY) -> Recovery:
    """In a letter that another person has approved."""
    signed = {"approved_at": NOW, "approved_by": a_user(), "demanded_on": TODAY}
    letter = {"content": {}, "sha256": "0" * 64, "due_on": due_on}
    advance(recovery, "demand", by=SYSTEM, **signed, **letter)
    return recovery
