"""What the ledger says of any day, not only of the last one (I4)."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard

# What is with the company at the end of each day with an entry, by one source.
STANDS = (
    "SELECT booked_on AS day, sum(sum(CASE WHEN debit = 'company' THEN amount "
    "ELSE -amount END)) OVER (ORDER BY booked_on) AS stands "
    "FROM programs_ledgerentry WHERE award_id = NEW.award_id "
    "AND source = NEW.source AND 'treasury' IN (debit, credit) "
    "AND 'company' IN (debit, credit) GROUP BY booked_on"
)


def within_the_award_on_every_day() -> Guard:
    """An entry of a past day must fit between those of the days around it."""
    name = "award_paid_within_amount_on_every_day"
    return Guard(
        name=name,
        code="day",
        when_broken=_(
            "With this, %(stands)s yuan of one source would have been with the company "
            "on %(day)s, and its share of the award is %(share)s yuan. Check the day."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        declare=[("share", "numeric"), ("wrong", "record")],
        func=(
            "SELECT CASE NEW.source WHEN 'city' THEN city_amount "
            "ELSE district_amount END INTO share FROM programs_award "
            "WHERE id = NEW.award_id FOR NO KEY UPDATE; "
            f"SELECT day, stands INTO wrong FROM ({STANDS}) AS daily "
            "WHERE stands < 0 OR stands > share ORDER BY day LIMIT 1; "
            "IF FOUND THEN "
            + Guard.refuse(name, day="wrong.day", stands="wrong.stands", share="share")
            + " END IF; RETURN NULL;"
        ),
    )


def dated_as_it_happened() -> Guard:
    """What never happened is undone on its own day; money comes back after it left.

    A loss did happen: what is had of it after all is booked when it is known.
    """
    name = "ledger_entry_dated_as_it_happened"
    return Guard(
        name=name,
        code="day",
        when_broken=_(
            "A reversal has the day of what it undoes, and money comes back on the day "
            "on which it left or later."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF EXISTS (SELECT 1 FROM programs_ledgerentry e WHERE "
            "(NEW.kind = 'reversal' AND e.id = NEW.reverses_id "
            "AND CASE WHEN e.kind IN ('write_off', 'remission') "
            "THEN e.booked_on > NEW.booked_on "
            "ELSE e.booked_on <> NEW.booked_on END) OR (NEW.kind = 'return' "
            "AND e.payment_id = NEW.payment_id AND e.kind = 'payment' "
            "AND e.booked_on > NEW.booked_on)) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )
