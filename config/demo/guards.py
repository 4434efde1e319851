"""Which guards stand aside while history is written as history, and that they return.

A guard that stamps the clock or asks for the first status of a lifecycle cannot let a
past year in. They stand aside inside the loading transaction only, and what they hold
is then verified over all rows (promises.py). Guards that keep totals of money, quotas
and ceilings stay on duty.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection

STAMPING = {
    "entry_is_stamped_by_database",
    "submission_before_the_close",
    "objection_within_its_window",
    "checklist_items_stand_once_concluded",
    "team_stands_once_reported",
    "findings_stand_once_reported",
    "agenda_item_list_is_fixed",
    "attendee_written_before_the_minutes",
    "recusal_written_before_the_minutes",
    "letter_says_what_is_so",  # at the time; the application has gone on
    "meeting_papers_are_frozen",  # as with notices
    "award_brings_its_reports",  # which come with what became of them
    "spending_stands_once_handed_in",
    "evaluation_lines_stand_once_signed",
    "notice_windows_are_frozen",  # what it froze is read when all rows are there
}
FIRST_STATUS = "_status_follows_lifecycle"
SLOW = {"unit_areas_within_building", "occupied_area_within_unit"}
PAID_THEN = ("programs.LedgerEntry", "payment_waits_for_notice_and_gates")


def in_the_way() -> list[tuple[str, str]]:
    """Table and trigger of every guard that history cannot pass, or not in time."""
    return [
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registered()
        if trigger.name in STAMPING | SLOW
        or str(trigger.name).endswith(FIRST_STATUS)
        or (model._meta.label, trigger.name) == PAID_THEN
    ]


@contextmanager
def standing_aside() -> Iterator[None]:
    """Nothing of this outlives the transaction around it unless all of it went well."""
    _alter("DISABLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _alter("ENABLE")
    if idle := still_idle():
        raise RuntimeError(f"these guards are off: {idle}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def not_ours(tables: Iterable[str]) -> list[str]:
    """Those among them whose owner we may not act as: only owners move guards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) "
            "AND NOT pg_has_role(relowner, 'USAGE') ORDER BY 1",
            [sorted(set(tables))],
        )
        return [name for (name,) in cursor.fetchall()]


def still_idle() -> list[str]:
    """Guards of any table that the database does not ask at the moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger "
            "WHERE tgenabled = 'D' AND tgname LIKE 'pgtrigger%%' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def _alter(what: str) -> None:
    with connection.cursor() as cursor:
        for table, trigger in in_the_way():
            cursor.execute(f'ALTER TABLE "{table}" {what} TRIGGER "{trigger}"')
