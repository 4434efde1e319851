"""Writing the journal, sealing it, and finding out whether anyone has touched it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, models

from foundation.journal.models import Entry, Seal
from foundation.journal.rules import GENESIS, digest
from foundation.refusals import several_units, use_case

SEALER = 7_316_001  # advisory lock: one sealer at a time
FIELDS = [field.attname for field in Entry._meta.concrete_fields]


@several_units  # a row of the caller's unit of work
def record(  # an entry has that many sides, all but two optional
    subject: models.Model,
    verb: str,
    *,
    by: Any,
    source: str = "",
    target: str = "",
    reason: str = "",
    **details: Any,
) -> Entry:
    """Write down that `by` did `verb` to `subject`, in the caller's transaction."""
    entry = Entry.about(
        subject,
        verb,
        by=by,
        source=source,
        target=target,
        reason=reason,
        details=details,
    )
    entry.save(force_insert=True)
    return entry


@use_case
def seal(*, at: datetime, most: int = 5_000) -> Seal | None:
    """Chain the entries of all transactions that have surely ended.

    Entries become visible out of order, so only those older than the oldest running
    transaction are taken; the rest wait for the next call.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
    head = Seal.objects.last()
    entries = list(_after(head).filter(transaction__lt=horizon)[:most].values(*FIELDS))
    if not entries:
        return None
    return Seal.objects.create(
        number=head.number + 1 if head else 1,
        at=at,
        last_transaction=entries[-1]["transaction"],
        last_entry=entries[-1]["id"],
        count=len(entries),
        previous=head.digest if head else GENESIS,
        digest=digest(head.digest if head else GENESIS, entries),
    )


@several_units
def verify() -> Iterator[str]:
    """Say of every broken link what is wrong; an untouched journal says nothing."""
    before: Seal | None = None
    for link in Seal.objects.iterator():
        previous = before.digest if before else GENESIS
        if link.number != (before.number + 1 if before else 1):
            yield f"seal {link.number}: the seal before it is missing"
        mine = _after(before).filter(
            models.Q(transaction__lt=link.last_transaction)
            | models.Q(transaction=link.last_transaction, id__lte=link.last_entry)
        )
        entries = list(mine.values(*FIELDS))
        if link.previous != previous or digest(previous, entries) != link.digest:
            first = entries[0]["id"] if entries else "?"
            yield (
                f"seal {link.number}: entries {first} to {link.last_entry} "
                f"({len(entries)} found, {link.count} sealed) are not what was sealed"
            )
        before = link


def _after(link: Seal | None) -> models.QuerySet[Entry]:
    ordered = Entry.objects.order_by("transaction", "id")
    if link is None:
        return ordered
    return ordered.filter(
        models.Q(transaction__gt=link.last_transaction)
        | models.Q(transaction=link.last_transaction, id__gt=link.last_entry)
    )
