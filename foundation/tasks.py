"""What the foundation does in the background: the whole list, on one page.

Tasks only pull work that use cases left as rows, so each of them may run twice, late,
or not at all for a while, without harm.
"""

from celery import shared_task
from django.utils import timezone

from foundation.files.actions import check_waiting, purge_expired
from foundation.journal.actions import seal
from foundation.outbox import actions as outbox


@shared_task
def send_messages() -> None:
    """Every few seconds, from beat."""
    for message in outbox.claim(timezone.now()):
        outbox.send(message, now=timezone.now())


@shared_task
def gather_digests() -> None:
    """Every minute, from beat: once it is morning, what people want once a day."""
    while outbox.gather(timezone.now()):
        pass


@shared_task
def check_files() -> None:
    while check_waiting(now=timezone.now()):
        pass


@shared_task
def purge_uploads() -> None:
    while purge_expired(now=timezone.now()):
        pass


@shared_task
def seal_journal() -> None:
    while seal(at=timezone.now()):
        pass
