"""What the data say about conditions, and which tranches can go on."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.payments.models import Gate, LedgerEntry, Payment, Tranche
from programs.payments.queries.answers import clarified, known_of, reconciliation
from programs.payments.queries.budgets import execution, together
from programs.payments.queries.gates import Answer, look, told_by_facts
from programs.payments.queries.papers import cover, languages
from programs.payments.states import OPEN, Status

__all__ = [
    "LARGE",
    "Answer",
    "accounts",
    "clarified",
    "cover",
    "execution",
    "is_paid",
    "known_of",
    "languages",
    "latest_payment",
    "look",
    "payable",
    "ready",
    "reconciliation",
    "standing_entry",
    "together",
    "told_by_facts",
]


LARGE = Q(amount__gte=F("award__program__second_approval_from"))


def accounts() -> "QuerySet[Award]":
    """Awards with all that their account page shows, in a fixed number of queries."""
    payments = Payment.objects.select_related("requested_by", "approved_by")
    parts = Tranche.objects.prefetch_related(
        "gates", Prefetch("payments", payments.order_by("id"))
    )
    entries = LedgerEntry.objects.select_related("payment").order_by("booked_on", "id")
    return Award.objects.select_related("program", "company").prefetch_related(
        Prefetch("tranches", parts), Prefetch("entries", entries)
    )


def latest_payment(column: str) -> Subquery:
    """Of the newest payment of each tranche."""
    asked = Payment.objects.filter(tranche=OuterRef("pk")).order_by("-id")
    return Subquery(asked.values(column)[:1])


def is_paid() -> Exists:
    """Whether a tranche is."""
    made = Payment.objects.filter(tranche=OuterRef("pk"), status=Status.PAID)
    return Exists(made)


def payable() -> "QuerySet[Tranche]":
    """Tranches whose conditions are open and that no payment is under way for."""
    shut = Gate.objects.filter(tranche=OuterRef("pk"), met_on=None, waived_at=None)
    paying = Payment.objects.filter(tranche=OuterRef("pk"), status__in=OPEN)
    free = Tranche.objects.filter(~Exists(shut), ~Exists(paying))
    rows: QuerySet[Tranche] = free.filter(award__status__in=LIVE)
    return rows


def ready() -> "QuerySet[Payment]":
    """Signed by all who have to, and in no batch yet: what can go to the bank."""
    small = Q(status=Status.APPROVED) & ~LARGE
    rows = Payment.objects.filter(small | Q(status=Status.CLEARED), batch=None)
    found: QuerySet[Payment] = rows.select_related("tranche").order_by("number")
    return found


def standing_entry(payment: Payment, kind: str) -> LedgerEntry | None:
    """The entry of that kind that no reversal has undone."""
    rows = LedgerEntry.objects.filter(Q(payment=payment, kind=kind), reversed_by=None)
    entry: LedgerEntry | None = rows.first()
    return entry
