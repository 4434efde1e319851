"""How much is owed, and by which day: the due date, or what a granted deferral says."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from foundation.money import ZERO, money_field
from foundation.moves import Actor
from programs.recovery.models import Claim, Deferral, DeferredPart, Recovery
from programs.recovery.rules.deferring import Installment, due_by, installments
from programs.recovery.states import ASKS, OPEN_DEFERRALS, DeferralStatus, Status


def left_of(recovery: Recovery) -> Decimal:
    asked, came, lost = recovery.summed()
    return asked - came - lost


def dated(rows: QuerySet[Recovery]) -> QuerySet[Any]:
    """With `owed_by`: the day of the first installment that is open, or the due date.

    As `rules.deferring.installments`, for many demands in one statement.
    """
    parts = DeferredPart.objects.filter(
        deferral__recovery=OuterRef("pk"), deferral__status=DeferralStatus.GRANTED
    ).alias(later=_later(), left=_left())
    first = parts.filter(left__gt=F("later")).order_by("due_on").values("due_on")[:1]
    return rows.annotate(owed_by=Coalesce(Subquery(first), F("due_on")))


def _later() -> Coalesce:
    """What the installments after this one add up to."""
    rows = DeferredPart.objects.filter(
        deferral=OuterRef("deferral"), due_on__gt=OuterRef("due_on")
    ).order_by()
    summed = rows.values("deferral").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(summed), Value(ZERO), output_field=money_field())


def _left() -> Subquery:
    claims = Claim.objects.filter(recovery=OuterRef("deferral__recovery")).order_by()
    still = Sum(F("demanded") - F("repaid") - F("written_off"))
    return Subquery(claims.values("recovery").annotate(sum=still).values("sum"))


def deferral_of(recovery: Recovery) -> Deferral | None:
    """The one that waits for a decision or is granted, else the last one."""
    rows = recovery.deferrals.select_related("asked_by", "decided_by", "document")
    found = list(rows.prefetch_related(Prefetch("parts")))
    still = (each for each in found if each.status in OPEN_DEFERRALS)
    return next(still, found[0] if found else None)


def plan_of(deferral: Deferral) -> list[tuple[date, Decimal]]:
    return [(part.due_on, part.amount) for part in deferral.parts.all()]


def planned(deferral: Deferral) -> list[Installment]:
    """Its installments, with what is open of each."""
    return installments(plan_of(deferral), left_of(deferral.recovery))


def due_then(recovery: Recovery, day: date) -> Decimal:
    """What is to have come by that day: all that is left, unless it is deferred."""
    granted = recovery.deferrals.filter(status=DeferralStatus.GRANTED).first()
    left = left_of(recovery)
    return due_by(plan_of(granted), left, day) if granted else left


def may_defer(recovery: Recovery, last: Deferral | None, user: Actor) -> bool:
    """Whether this person may ask for later dates, and no other deferral stands."""
    stands = last is not None and last.status in OPEN_DEFERRALS
    asks = any(user.may(each, at=recovery) for each in ASKS)
    return recovery.status == Status.DEMANDED and asks and not stands
