"""Posting messages, and sending what was posted."""

import smtplib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from foundation.outbox.models import ATTEMPTS, Message
from foundation.outbox.rules import back_off
from foundation.refusals import several_units, use_case

LEASE = timedelta(minutes=10)


@use_case
def post(template: str, *, to: Any, key: str, at: datetime, **context: Any) -> None:
    """Leave a message for `to`, which is an account or an address.

    A second one under the same `key` changes nothing.
    `context` is JSON; the mail is worded when it is sent, in the receiver's language.
    """
    user, address = (None, to) if isinstance(to, str) else (to, to.email)
    Message.objects.get_or_create(
        key=key,
        defaults={
            "to": address,
            "user": user,
            "language": user.language if user else settings.LANGUAGE_CODE,
            "template": template,
            "context": context,
            "available_at": at,
        },
    )


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
    """Send one claimed message outside of any transaction; say whether it went."""
    try:
        _mail(message).send()
    except (smtplib.SMTPException, OSError) as error:
        _settle(message, now=now, error=str(error))
        return False
    _settle(message, now=now)
    return True


def _mail(message: Message) -> EmailMessage:
    with translation.override(message.language):
        text = render_to_string(
            f"outbox/{message.template}.txt",
            {**message.context, "site": settings.SITE_URL},
        )
    subject, __, body = text.strip().partition("\n")
    headers = {"Message-ID": message.message_id}
    return EmailMessage(subject.strip(), body.strip(), to=[message.to], headers=headers)


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
