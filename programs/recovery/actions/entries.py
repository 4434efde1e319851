"""The entries of the ledger that a claim is settled by."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from foundation.moves import Actor
from foundation.periods import city_day
from foundation.refusals import several_units
from programs.payments.models import LedgerEntry
from programs.payments.states import BETWEEN, EntryKind
from programs.recovery.models import Allotment, Claim, Repayment, WriteOff

REFERENCE = 60  # characters of an entry's reference


@several_units  # part of the caller's unit of work
def enter(
    claim: Claim,
    kind: EntryKind,
    amount: Decimal,
    *,
    under: Repayment | WriteOff,
    by: Actor,
    at: datetime,
) -> None:
    """Book an amount and allot it to its claim, by a repayment or a write-off."""
    repaid = isinstance(under, Repayment)
    entry = LedgerEntry.objects.create(
        award_id=claim.recovery.award_id,
        kind=kind,
        source=claim.source,
        amount=amount,
        booked_on=under.received_on if isinstance(under, Repayment) else city_day(at),
        booked_at=at if by.pk else None,
        booked_by_id=by.pk,
        reference=str(under)[:REFERENCE],
        **BETWEEN[kind],
    )
    link = {"repayment" if repaid else "write_off": under}
    Allotment.objects.create(claim=claim, entry=entry, **link)


@several_units  # part of the caller's unit of work
def opposite(allotments: Iterable[Allotment]) -> list[LedgerEntry]:
    """The entries behind these that still stand."""
    found = LedgerEntry.objects.filter(allotment__in=allotments, reversed_by=None)
    return list(found.order_by("id"))
