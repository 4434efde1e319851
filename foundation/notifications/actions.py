"""Choosing how to hear of what."""

from collections.abc import Mapping
from datetime import datetime

from foundation.accounts.models import User
from foundation.journal.actions import record
from foundation.outbox.models import Message, Preference
from foundation.outbox.states import How
from foundation.refusals import use_case


@use_case
def prefer(user: User, wishes: Mapping[str, str], *, by: User, at: datetime) -> None:  # noqa: ARG001  # every change is told when
    """Keep how somebody wants to hear of what, also of what waits for their digest."""
    for kind, how in wishes.items():
        waiting = Message.objects.filter(user=user, kind=kind, how=How.DAILY)
        waiting.filter(digest=None).update(how=how)
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"how": how})
    record(user, "prefer", by=by, **{str(k): str(v) for k, v in wishes.items()})
