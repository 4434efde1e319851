"""How old a debt is, and when its debtor is reminded."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

# Days after the due date on which the company is reminded; before it where negative.
REMINDERS = (-7, -1, 1, 15, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Debts that are overdue by up to so many days."""

    code: str
    label: StrOrPromise
    first: int | None  # day after the due date
    last: int | None

    def holds(self, late: int) -> bool:
        after = self.first is None or late >= self.first
        return after and (self.last is None or late <= self.last)

    def due_dates(self, today: date) -> tuple[date, date]:
        """The due dates, first and last, of the debts that are in it today.

        >>> [str(day) for day in BUCKETS[2].due_dates(date(2026, 8, 30))]
        ['2026-07-01', '2026-07-30']
        """
        return (
            date.min if self.last is None else today - timedelta(days=self.last),
            date.max if self.first is None else today - timedelta(days=self.first),
        )


BUCKETS = (
    Bucket("not_due", _("not due yet"), None, 0),
    Bucket("to_30", _("up to 30 days"), 1, 30),
    Bucket("to_60", _("31 to 60 days"), 31, 60),
    Bucket("to_90", _("61 to 90 days"), 61, 90),
    Bucket("over_90", _("more than 90 days"), 91, None),
)


def bucket(due_on: date, today: date) -> Bucket:
    """How long it has been overdue; on the due date itself it is not.

    >>> due = date(2026, 6, 30)
    >>> days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 30),
    ...     date(2026, 7, 31), date(2026, 8, 30), date(2026, 9, 28), date(2026, 9, 29))
    >>> [bucket(due, day).code for day in days]
    ['not_due', 'to_30', 'to_30', 'to_60', 'to_90', 'to_90', 'over_90']
    """
    late = (today - due_on).days
    return next(each for each in BUCKETS if each.holds(late))


def reminder_due(due_on: date, today: date) -> int | None:
    """The last reminder whose day has come; those slept through are not caught up.

    >>> due = date(2026, 6, 30)
    >>> [reminder_due(due, date(2026, *day)) for day in ((6, 1), (6, 23), (7, 20))]
    [None, -7, 15]
    """
    late = (today - due_on).days
    begun = [step for step in REMINDERS if step <= late]
    return begun[-1] if begun else None
