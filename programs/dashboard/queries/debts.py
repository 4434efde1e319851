"""Money that is asked back: what waits for a decision, and what is overdue."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as Right
from programs.dashboard.queries.waits import Seen, Wait
from programs.recovery.models import Deferral, Recovery, WriteOff
from programs.recovery.queries import dated
from programs.recovery.states import DeferralStatus, Status, WriteOffStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _to_approve(seen: Seen) -> "QuerySet[Any]":
    """Never what one has proposed oneself."""
    rows = Recovery.objects.filter(status=Status.PROPOSED)
    return rows.exclude(proposed_by=seen.user)


def _to_decide(seen: Seen) -> "QuerySet[Any]":
    rows = WriteOff.objects.filter(status=WriteOffStatus.ASKED)
    return rows.exclude(asked_by=seen.user)


def _to_grant(seen: Seen) -> "QuerySet[Any]":
    rows = Deferral.objects.filter(status=DeferralStatus.ASKED)
    return rows.exclude(asked_by=seen.user)


def _overdue(seen: Seen) -> "QuerySet[Any]":
    rows = dated(Recovery.objects.filter(status=Status.DEMANDED))
    return rows.filter(owed_by__lt=seen.today)


# fmt: off
WAITS = (
    Wait("demand", _("recoveries to approve"), Right.APPROVE_RECOVERY, _to_approve,
         "programs_recovery", "status__exact=proposed"),
    Wait("write_off", _("write-offs to decide"), Right.WRITE_OFF, _to_decide,
         "programs_writeoff", "status__exact=asked"),
    Wait("defer", _("deferrals to decide"), Right.APPROVE_RECOVERY, _to_grant,
         "programs_deferral", "status__exact=asked"),
    Wait("overdue", _("demands that are overdue"), Right.PROPOSE_RECOVERY, _overdue,
         "programs_recovery", "status__exact=demanded", "owed_by"),
)
# fmt: on
