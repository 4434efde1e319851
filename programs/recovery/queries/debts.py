"""Who owes how much since when: for the lists, the pages and the reminders."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from foundation.files.models import StoredFile
from foundation.money import ZERO
from foundation.moves import Actor
from programs.awards.models import Award
from programs.recovery.models import Claim, Recovery, Repayment
from programs.recovery.rules import BUCKETS, Bucket, bucket, reminder_due
from programs.recovery.rules.aging import REMINDERS
from programs.recovery.states import DUE


def debts(user: Actor) -> QuerySet[Recovery]:
    """What this person may see of recoveries, with `asked`, `came` and `lost`."""
    rows = Recovery.objects.all().visible_to(user).with_totals()
    return rows.select_related("award__company__district", "award__program")


def recoveries_of(award: Award, user: Actor) -> QuerySet[Recovery]:
    """Those of one award, with their claims."""
    rows = debts(user).filter(award=award)
    return rows.prefetch_related(Prefetch("claims", Claim.objects.order_by("id")))


def left_of(recovery: Recovery) -> Decimal:
    asked, came, lost = recovery.summed()
    return asked - came - lost


@dataclass(slots=True)
class Aged:
    """How many debts of an age there are, and how much is left of them."""

    bucket: Bucket
    count: int = 0
    left: Decimal = ZERO


def aging(rows: QuerySet[Recovery], today: date) -> list[Aged]:
    """What is left of the demands among `rows`, by how long it is overdue."""
    found = {each.code: Aged(each) for each in BUCKETS}
    due: QuerySet[Any] = rows.filter(status__in=DUE).order_by()
    for each in due.select_related(None).only("due_on"):
        aged = found[bucket(each.due_on, today).code]
        aged.count += 1
        aged.left += each.asked - each.came - each.lost
    return list(found.values())


def installments(recovery: Recovery) -> QuerySet[Repayment]:
    rows: QuerySet[Repayment] = recovery.repayments.select_related("booked_by")
    return rows.prefetch_related("allotments__claim", "allotments__entry")


def papers_of(recovery: Recovery) -> list[StoredFile]:
    """Evidence, receipts, and the documents of write-offs."""
    receipts = recovery.repayments.select_related("document")
    requests = recovery.write_offs.select_related("document")
    found = [
        recovery.evidence,
        *(each.document for each in receipts),
        *(each.document for each in requests),
    ]
    return [each for each in found if each is not None]


def to_remind(today: date, *, most: int) -> list[tuple[Recovery, int]]:
    """Demands whose next reminder has come, each with its step."""
    first, last = REMINDERS[0], REMINDERS[-1]
    rows = Recovery.objects.filter(
        Q(reminded=None) | Q(reminded__lt=last),
        status__in=DUE,
        due_on__lte=today - timedelta(days=first),
    ).select_related("award__company")
    steps = ((each, reminder_due(_due(each), today)) for each in rows.order_by("pk"))
    begun = ((each, step) for each, step in steps if step is not None)
    found = ((each, step) for each, step in begun if _untold(each, step))
    return list(islice(found, most))


def _due(recovery: Recovery) -> date:
    if recovery.due_on is None:
        raise TypeError(f"{recovery} was not demanded")
    return recovery.due_on


def _untold(recovery: Recovery, step: int) -> bool:
    return recovery.reminded is None or recovery.reminded < step
