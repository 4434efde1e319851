"""Posting messages, sending them, and gathering what somebody wants once a day."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from foundation.outbox.models import ATTEMPTS, Message, Preference
from foundation.outbox.queries import written
from foundation.outbox.rules import back_off, kind_of, last_morning
from foundation.outbox.states import How, Kind
from foundation.refusals import several_units, use_case

LEASE = timedelta(minutes=10)


@several_units  # a row of the caller's unit of work
def post(
    template: str,
    *,
    to: Any,
    key: str,
    at: datetime,
    language: str = "",
    **context: Any,
) -> None:
    """Leave a message for `to`, which is an account or an address.

    A second one under the same `key` changes nothing.
    `context` is JSON; the mail is worded when it is sent, in the receiver's language;
    `language` is that of somebody without an account.
    """
    user, address = (None, to) if isinstance(to, str) else (to, to.email)
    kind = kind_of(template)
    message = Message(
        key=key,
        to=address,
        user=user,
        language=user.language if user else language or settings.LANGUAGE_CODE,
        template=template,
        kind=kind,
        how=_wanted(user, kind),
        context=context,
        available_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def _wanted(user: Any, kind: Kind) -> str:
    """How somebody wants this kind; what is never wanted is kept, and not sent."""
    if user is None or kind in {Kind.REQUIRED, Kind.DIGEST}:
        return How.AT_ONCE
    chosen = Preference.objects.filter(user=user, kind=kind).values_list("how")
    return str(chosen[0][0]) if chosen else How.AT_ONCE


@use_case
def gather(now: datetime, *, most: int = 50) -> int:
    """Make the digests that are due, each with all that waits for its reader.

    A message is marked in the transaction that makes its digest: it is in one digest,
    whoever dies on the way, and after downtime everything is in the next one.
    """
    morning = last_morning(now)
    waiting = Message.objects.filter(
        how=How.DAILY, digest=None, created_at__lt=morning, user__is_active=True
    )
    rows = waiting.order_by("user").values_list("user", flat=True).distinct()
    readers = list(rows[:most])
    for reader in readers:
        _digest(reader, waiting, now)
    return len(readers)


def _digest(reader: int, waiting: Any, now: datetime) -> None:
    mine = waiting.filter(user=reader).select_for_update(skip_locked=True)
    messages = list(mine.select_related("user").order_by("created_at")[:200])
    if not messages:
        return
    user = messages[0].user
    digest = Message.objects.create(
        key=f"digest:{user.pk}:{messages[0].pk}",
        to=user.email,
        user=user,
        language=user.language,
        template="digest",
        kind=Kind.DIGEST,
        context={"number": len(messages)},
        available_at=now,
    )
    pks = [message.pk for message in messages]
    Message.objects.filter(pk__in=pks).update(digest=digest)


@use_case
def claim(now: datetime, *, most: int = 50) -> list[Message]:
    """Take what is due under a lease; simultaneous claimers get different ones."""
    rows = Message.objects.due(now).select_for_update(skip_locked=True)
    claimed = list(rows.order_by("available_at")[:most])
    for message in claimed:
        message.lease_until, message.lease_token = now + LEASE, uuid.uuid4()
        message.attempts += 1
    Message.objects.bulk_update(claimed, ["lease_until", "lease_token", "attempts"])
    return claimed


@several_units
def send(message: Message, *, now: datetime) -> bool:
    """Send one claimed message outside of any transaction; say whether it went.

    One that cannot be worded or sent is put off; it never keeps back the others.
    """
    try:
        written(message).send()
    except Exception as error:  # noqa: BLE001  # whatever one letter breaks, the next is written
        _settle(message, now=now, error=f"{type(error).__name__}: {error}")
        return False
    _settle(message, now=now)
    return True


def _settle(message: Message, *, now: datetime, error: str = "") -> None:
    """Note the outcome, unless the lease has passed to somebody else meanwhile."""
    mine = Message.objects.filter(pk=message.pk, lease_token=message.lease_token)
    free: dict[str, Any] = {"lease_until": None, "lease_token": None}
    with transaction.atomic():
        if not error:
            mine.update(sent_at=now, last_error="", **free)
        elif message.attempts >= ATTEMPTS:
            mine.update(given_up_at=now, last_error=error, **free)
        else:
            later = now + back_off(message.attempts)
            mine.update(available_at=later, last_error=error, **free)
