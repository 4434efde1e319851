"""Payments that wait: for whom, since when, and what is due that nobody asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Role, roles_with
from foundation.journal.models import Entry
from foundation.money import ZERO
from foundation.moves import Actor
from foundation.periods import city_day
from programs.books.rules import BUCKETS, bucket_of
from programs.payments.models import Payment, Tranche
from programs.payments.queries import payable
from programs.payments.states import LIFECYCLE, WAITING, Status

ORDER = [*WAITING, Status.INSTRUCTED]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment with the step that it waits for and how many days it has."""

    payment: Payment
    since: datetime
    days: int
    step: StrOrPromise
    people: str
    bucket: str


@dataclass(slots=True)
class Step:
    """All that waits for one step."""

    label: StrOrPromise
    people: str
    count: int = 0
    amount: Decimal = ZERO
    longest: int = 0


def waiting(user: Actor, now: datetime) -> list[Waiting]:
    """Payments under way that this person may see, whatever waited longest first."""
    last = Entry.objects.filter(
        subject_type="programs.payment",
        subject_id=Cast(OuterRef("pk"), CharField()),
    ).exclude(target="")
    rows = Payment.objects.all().visible_to(user).filter(status__in=ORDER)
    rows = rows.select_related("award__company", "award__program", "tranche")
    moved = Subquery(last.order_by("-at", "-id").values("at")[:1])
    rows = rows.annotate(since=Coalesce(moved, F("requested_at")))
    return [_waiting(each, now) for each in rows.order_by("since", "id")]


def _waiting(payment: Payment, now: datetime) -> Waiting:
    since = payment.since or now  # type: ignore[attr-defined]  # annotated above
    days = (city_day(now) - city_day(since)).days
    verb = next_step(payment)
    move = LIFECYCLE[verb]
    return Waiting(
        payment, since, days, move.label, _people(move.permission), bucket_of(days)
    )


def next_step(payment: Payment) -> str:
    """The verb that a payment waits for; a large one is approved once more."""
    large = payment.award.program.second_approval_from
    return {
        Status.REQUESTED: "check",
        Status.CHECKED: "approve",
        Status.APPROVED: "clear" if payment.amount >= large else "instruct",
        Status.CLEARED: "instruct",
        Status.INSTRUCTED: "book",
    }[Status(payment.status)]


def _people(permission: str) -> str:
    """The roles that can take the step, in words."""
    named = [Role(role).label for role in Role if role in roles_with(permission)]
    return ", ".join(str(label) for label in named)


def steps(rows: Iterable[Waiting]) -> list[Step]:
    """How much waits for each step, in the order of the steps."""
    found: dict[str, Step] = {}
    for row in sorted(rows, key=lambda each: ORDER.index(Status(each.payment.status))):
        key = next_step(row.payment)
        step = found.setdefault(key, Step(row.step, row.people))
        step.count += 1
        step.amount += row.payment.amount
        step.longest = max(step.longest, row.days)
    return list(found.values())


def unasked(user: Actor, today: date) -> QuerySet[Tranche]:
    """Parts that are due with open conditions, and that nobody has asked to pay."""
    seen = Tranche.objects.all().visible_to(user).filter(due_on__lte=today)
    due = payable().filter(pk__in=seen)
    rows: QuerySet[Tranche] = due.select_related("award__company", "award__program")
    return rows.order_by("due_on", "id")


@dataclass(slots=True)
class Age:
    """How much has waited that long."""

    name: str
    count: int = 0
    amount: Decimal = ZERO


def ages(rows: Iterable[Waiting]) -> list[Age]:
    """How much waits up to 30, 60 and 90 days, and longer."""
    found = {name: Age(name) for name in BUCKETS}
    for row in rows:
        found[row.bucket].count += 1
        found[row.bucket].amount += row.payment.amount
    return list(found.values())
