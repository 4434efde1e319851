"""Delivering issues by mail, once each, under a Message-ID that never changes.

The row says that it is being sent before the mail server is spoken to. Whoever dies
between the server's yes and the note of it leaves a row that says so; the mail is then
sent again under the same Message-ID, which is the least that SMTP allows.
"""

import logging
import smtplib
import uuid
from datetime import datetime
from typing import Any

from foundation.accounts.permissions import Permission
from foundation.outbox.rules import back_off
from foundation.refusals import several_units, use_case
from programs.reports import rules
from programs.reports.mails import mail
from programs.reports.models import Delivery
from programs.reports.states import DeliveryState

log = logging.getLogger(__name__)
PERMANENT = 500  # replies from here on are the server's last word
FREE: dict[str, Any] = {"lease_until": None, "lease_token": None}


@use_case
def claim_delivery(now: datetime) -> Delivery | None:
    """Take the delivery that has waited longest, and note that it is being sent."""
    rows = Delivery.objects.claimable(now)
    rows.filter(attempts__gte=rules.ATTEMPTS).update(state=DeliveryState.FAILED, **FREE)
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    delivery = locked.order_by("retry_after", "pk").first()
    if delivery is None:
        return None
    delivery.state = DeliveryState.SENDING
    delivery.lease_until, delivery.lease_token = now + rules.LEASE, uuid.uuid4()
    delivery.attempts += 1
    delivery.save(update_fields=["state", "lease_until", "lease_token", "attempts"])
    return delivery


@several_units
def deliver_next(now: datetime) -> bool:
    """Claim one delivery and send it; False when there was nothing to claim."""
    delivery = claim_delivery(now)
    if delivery is None:
        return False
    deliver(delivery, now=now)
    return True


@several_units
def deliver(delivery: Delivery, *, now: datetime) -> None:
    """Send a claimed delivery, outside of any transaction, and note what came of it.

    Whether its receiver may still read reports is asked at this moment.
    """
    user = delivery.user
    if not (user.is_active and user.may(Permission.READ_REPORTS)):
        _settle(delivery, DeliveryState.REFUSED)
        return
    try:
        mail(delivery).send()
    except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
        _put_off(delivery, error, now=now)
    else:
        _settle(delivery, DeliveryState.SENT, sent_on=now)


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    """Wait and try again, unless the server's answer or our attempts are final."""
    final = _is_final(error) or delivery.attempts >= rules.ATTEMPTS
    if final:
        log.error("delivery %s is given up", delivery.pk, exc_info=error)
    _settle(
        delivery,
        DeliveryState.FAILED if final else DeliveryState.WAITING,
        retry_after=now + back_off(delivery.attempts),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def _is_final(error: Exception) -> bool:
    """Whether the mail server refused this very receiver or this very mail for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, __ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


@use_case
def _settle(delivery: Delivery, state: DeliveryState, **noted: Any) -> None:
    """Write the outcome, unless the lease has passed to somebody else meanwhile."""
    noted.setdefault("last_error", "")
    Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token).update(
        state=state, **FREE, **noted
    )
