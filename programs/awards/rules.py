"""How long an award binds its company."""

from datetime import date

TERM_YEARS = 5  # the company stays, reports and is evaluated (D§1.6, D§1.7)


def term_end(decided_on: date, years: int = TERM_YEARS) -> date:
    """The same day years later; 28 February where there is no 29th.

    >>> term_end(date(2024, 2, 29)), term_end(date(2026, 6, 15))
    (datetime.date(2029, 2, 28), datetime.date(2031, 6, 15))
    """
    try:
        return decided_on.replace(year=decided_on.year + years)
    except ValueError:
        return decided_on.replace(year=decided_on.year + years, day=28)
