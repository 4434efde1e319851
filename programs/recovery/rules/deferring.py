"""What of a deferral is paid, what comes next, and what has been missed.

What comes in counts toward the earliest installment first. So an installment is open
while more is left of the demand than all later installments add up to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.money import ZERO
from foundation.refusals import Refusal

GRACE_DAYS = 7  # a transfer of the last day is booked by then
MOST_PARTS = 12

Part = tuple[date, Decimal]  # by which day, how much


@dataclass(frozen=True, slots=True)
class Installment:
    """One date of a deferral, and what is still to come by it."""

    due_on: date
    amount: Decimal
    open: Decimal

    def is_missed(self, today: date) -> bool:
        """Whether it ends the deferral: its days of grace have passed as well."""
        return self.open > 0 and self.due_on + timedelta(days=GRACE_DAYS) < today


def installments(parts: Sequence[Part], left: Decimal) -> list[Installment]:
    """What is open of each; what is left counts toward the latest first.

    >>> plan = [(date(2026, 8, day), Decimal(30)) for day in (1, 11, 21)]
    >>> [str(each.open) for each in installments(plan, Decimal(50))]
    ['0', '20', '30']
    >>> [str(each.open) for each in installments(plan, Decimal(95))]
    ['35', '30', '30']
    """
    found = []
    for place, (due_on, amount) in reversed(list(enumerate(sorted(parts)))):
        still = left if place == 0 else min(amount, left)
        left -= still
        found.append(Installment(due_on, amount, still))
    return found[::-1]


def due_by(parts: Sequence[Part], left: Decimal, day: date) -> Decimal:
    """What is to have come by the end of that day and has not.

    >>> plan = [(date(2026, 8, day), Decimal(30)) for day in (1, 11, 21)]
    >>> due_by(plan, Decimal(80), date(2026, 8, 11))
    Decimal('50.00')
    """
    each = installments(parts, left)
    return sum((one.open for one in each if one.due_on <= day), ZERO)


def check(
    parts: Sequence[Part], *, left: Decimal, due_on: date, today: date
) -> None:  # fmt: skip
    """Refuse a plan that does not cover what is left, or does not defer it."""
    planned = sum((amount for __, amount in parts), ZERO)
    if planned != left:
        said = _(
            "The installments add up to %(planned)s yuan, but %(left)s yuan are left "
            "of the demand."
        )
        facts = {"planned": f"{planned:,.2f}", "left": f"{left:,.2f}"}
        raise Refusal(said, code="deferral", params=facts)
    days = sorted(day for day, __ in parts)
    if days[0] < today:
        said = _("The first installment is due on %(day)s: that is in the past.")
        raise Refusal(said, code="deferral", params={"day": days[0]})
    if days[-1] <= due_on:
        said = _("The last installment comes after %(day)s, the due date.")
        raise Refusal(said, code="deferral", params={"day": due_on})
    if len(parts) > MOST_PARTS:
        said = _("A demand is paid in at most %(most)s installments.")
        raise Refusal(said, code="deferral", params={"most": MOST_PARTS})
