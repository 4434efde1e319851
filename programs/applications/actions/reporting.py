"""Keeping that somebody could not work: evidence for whoever gives time back."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application, TroubleReport
from programs.applications.states import Trouble

MOST = 200  # reports of one application
OLDEST = timedelta(days=14)
MANY = 1_000  # failures that one report may count


@use_case
def report_trouble(
    application: Application,
    kind: Trouble,
    *,
    happened_on: datetime,
    by: User,
    at: datetime,
    count: int = 1,
) -> TroubleReport:
    """Keep what the server saw or a browser tells once it has a connection again.

    The same moment twice, as when an answer was lost on its way, is one report.
    """
    if not by.may(Permission.APPLY, at=application):
        raise PermissionDenied
    moment = min(happened_on, at)
    of_it = TroubleReport.objects.filter(application=application)
    if moment < at - OLDEST or of_it.count() >= MOST:
        raise Refusal(_("This is too much or too long ago to be kept."), code="report")
    report, __ = TroubleReport.objects.get_or_create(
        application=application,
        kind=kind,
        happened_on=moment,
        defaults={
            "count": max(1, min(count, MANY)),
            "reported_at": at,
            "reported_by": by,
        },
    )
    return report
