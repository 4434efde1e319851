"""Counting working days, adjusted working days (调休) included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Monday to Friday, but for the days on which `exceptions` says otherwise."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count.

        A notice of five working days from Monday 7 November 2016 has Friday as its
        last day, and objections are taken for five more (D§1.5):

        >>> calendar = WorkingDays()
        >>> calendar.after(date(2016, 11, 6), 5)
        datetime.date(2016, 11, 11)
        >>> calendar.after(date(2016, 11, 11), 5)
        datetime.date(2016, 11, 18)
        """
        for __ in range(count):
            day = self.on_or_after(day + DAY)
        return day

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next that is."""
        while not self.works(day):
            day += DAY
        return day

    def nth_of_month(self, year: int, month: int, count: int) -> date:
        """The `count`-th working day of a month."""
        return self.after(date(year, month, 1) - DAY, count)

    def between(self, start: date, end: date) -> int:
        """Working days from `start` up to, and without, `end`."""
        days = (start + timedelta(days=n) for n in range((end - start).days))
        return sum(map(self.works, days))
