"""The facts that a reckoning rests on, read from the ledger and frozen as JSON."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Sum

from foundation.money import ZERO
from programs.awards.models import Award
from programs.catalogue.states import Source
from programs.monitoring.models import YearReport
from programs.payments.models import LedgerEntry
from programs.payments.states import EntryKind
from programs.recovery.models import Claim, Recovery
from programs.recovery.rules import Case, Reckoning, reckon
from programs.recovery.states import OPEN, Breach, Part


def inputs_of(award: Award, case: Case, *, today: date) -> dict[str, Any]:
    """Everything that `reckon` needs, as it is written down with the recovery."""
    return {
        "payments": _payments(award),
        "back": {source: str(_back(award, source)) for source in Source},
        "rate": str(award.program.rules.interest_rate(award.rule_version)),
        "reckoned_on": str(today),
        "breached_on": str(case.breached_on),
        **_of_breach(award, case.breach, today),
        **{name: _kept(value) for name, value in case.figures.items()},
    }


def figures_of(recovery: Recovery) -> Reckoning:
    """The reckoning, computed again from the frozen inputs."""
    return reckon(recovery.breach, recovery.inputs)


def reckoned(
    award: Award, case: Case, *, today: date
) -> tuple[dict[str, Any], Reckoning]:
    """The inputs of today, and what they come to."""
    inputs = inputs_of(award, case, today=today)
    return inputs, reckon(case.breach, inputs)


def _kept(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _payments(award: Award) -> list[dict[str, str]]:
    """What reached the company and did not come back by the bank or by reversal."""
    back = LedgerEntry.objects.filter(
        payment=OuterRef("payment"), kind=EntryKind.RETURN, reversed_by=None
    )
    rows = LedgerEntry.objects.filter(
        ~Exists(back), award=award, kind=EntryKind.PAYMENT, reversed_by=None
    )
    return [
        {
            "number": entry.payment.number,
            "source": entry.source,
            "on": str(entry.booked_on),
            "amount": str(entry.amount),
        }
        for entry in rows.select_related("payment").order_by("booked_on", "id")
    ]


def _back(award: Award, source: str) -> Decimal:
    """What came back, was written off, or is asked back by an open recovery."""
    kinds = (EntryKind.RECOVERY, EntryKind.WRITE_OFF)
    entries = LedgerEntry.objects.filter(award=award, source=source, reversed_by=None)
    gone = entries.filter(kind__in=kinds).aggregate(sum=Sum("amount"))["sum"]
    claims = Claim.objects.filter(
        recovery__award=award,
        recovery__status__in=OPEN,
        source=source,
        part=Part.PRINCIPAL,
    )
    asked = claims.aggregate(sum=Sum(F("demanded") - F("repaid")))["sum"]
    return (gone or ZERO) + (asked or ZERO)


def _of_breach(award: Award, breach: str, today: date) -> dict[str, Any]:
    if breach == Breach.MOVED_OUT:
        return {
            "term_starts_on": str(award.decided_on),
            "term_ends_on": str(award.term_ends_on),
        }
    if breach == Breach.OVERDUE_REPORT:
        owed = YearReport.objects.filter(award=award)
        late = owed.missing().due_between(None, today - timedelta(days=1))
        return {"reports": max(owed.count(), 1), "missing": late.count()}
    return {}
