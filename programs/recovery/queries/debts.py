"""Who owes how much since when: for the lists, the pages and the reminders."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from foundation.files.models import StoredFile
from foundation.money import ZERO
from foundation.moves import Actor
from programs.awards.models import Award
from programs.recovery.models import Claim, Deferral, Recovery, Repayment
from programs.recovery.queries.owing import dated
from programs.recovery.rules import BUCKETS, Bucket, bucket, reminder_due
from programs.recovery.rules.aging import REMINDERS
from programs.recovery.rules.deferring import GRACE_DAYS
from programs.recovery.states import DUE, DeferralStatus, Status


def debts(user: Actor) -> QuerySet[Recovery]:
    """What this person may see of recoveries, with sums and the day of `owed_by`."""
    rows = dated(Recovery.objects.all().visible_to(user).with_totals())
    return rows.select_related("award__company__district", "award__program")


def recoveries_of(award: Award, user: Actor) -> QuerySet[Recovery]:
    """Those of one award, with their claims."""
    rows = debts(user).filter(award=award)
    return rows.prefetch_related(Prefetch("claims", Claim.objects.order_by("id")))


def demands_on(award: Award, user: Actor) -> list[Any]:
    """What is being asked back of it and not settled, with how much is `left`."""
    rows = dated(Recovery.objects.all().visible_to(user).due().with_totals())
    left = F("asked") - F("came") - F("lost")
    return list(rows.filter(award=award).annotate(left=left).order_by("owed_by", "id"))


@dataclass(slots=True)
class Aged:
    """How many debts of an age there are, and how much is left of them."""

    bucket: Bucket
    count: int = 0
    left: Decimal = ZERO


def aging(rows: QuerySet[Recovery], today: date) -> list[Aged]:
    """What is left of the demands among `rows`, by how long it is overdue.

    The rows have totals and are `dated`.
    """
    found = {each.code: Aged(each) for each in BUCKETS}
    due: QuerySet[Any] = rows.filter(status__in=DUE).order_by()
    for each in due.select_related(None).only("due_on"):
        aged = found[bucket(each.owed_by, today).code]
        aged.count += 1
        aged.left += each.asked - each.came - each.lost
    return list(found.values())


def installments(recovery: Recovery) -> QuerySet[Repayment]:
    rows: QuerySet[Repayment] = recovery.repayments.select_related("booked_by")
    return rows.prefetch_related("allotments__claim", "allotments__entry")


def papers_of(recovery: Recovery) -> list[StoredFile]:
    """Evidence, receipts, and the documents of deferrals and write-offs."""
    receipts = recovery.repayments.select_related("document")
    requests = recovery.write_offs.select_related("document")
    deferrals = recovery.deferrals.select_related("document")
    found = [
        recovery.evidence,
        *(each.document for each in receipts),
        *(each.document for each in requests),
        *(each.document for each in deferrals),
    ]
    return [each for each in found if each is not None]


def to_remind(today: date, *, most: int) -> list[tuple[Recovery, int]]:
    """Demands whose next reminder has come, each with its step."""
    first, last = REMINDERS[0], REMINDERS[-1]
    rows = dated(Recovery.objects.filter(status__in=DUE)).filter(
        Q(reminded=None) | Q(reminded__lt=last) | ~Q(reminded_for=F("owed_by")),
        owed_by__lte=today - timedelta(days=first),
    )
    rows = rows.select_related("award__company").order_by("pk")
    steps = ((each, reminder_due(each.owed_by, today)) for each in rows)
    begun = ((each, step) for each, step in steps if step is not None)
    found = ((each, step) for each, step in begun if _untold(each, step))
    return list(islice(found, most))


def _untold(recovery: Any, step: int) -> bool:
    """Nothing was said for this day yet, or only an earlier step."""
    told = recovery.reminded if recovery.reminded_for == recovery.owed_by else None
    return told is None or told < step


def to_lapse(today: date, *, most: int) -> list[Deferral]:
    """Granted deferrals of which an installment and its days of grace have passed."""
    missed = today - timedelta(days=GRACE_DAYS)
    late = dated(Recovery.objects.filter(status=Status.DEMANDED))
    rows = Deferral.objects.filter(
        status=DeferralStatus.GRANTED,
        recovery__in=late.filter(owed_by__lt=missed).values("pk"),
    )
    return list(rows.select_related("recovery__award__company").order_by("pk")[:most])
