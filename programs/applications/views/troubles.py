"""What a browser tells once it has a connection again: that it could not save."""

import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from programs.applications import actions
from programs.applications.states import Trouble
from programs.applications.views.saving import writable

MALFORMED, KEPT = 400, 204
A_WEEK = 7 * 24 * 3600  # seconds


@require_POST
@requires(Permission.APPLY)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """How often saving failed, and how many seconds ago that began.

    Seconds instead of a time, since clocks of browsers go wrong.
    """
    application = writable(request, number)
    try:
        told = json.loads(request.body)
        count, ago = int(told["count"]), float(told["ago"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return HttpResponse(status=MALFORMED)
    if not (count > 0 and 0 <= ago <= A_WEEK):
        return HttpResponse(status=MALFORMED)
    now = timezone.now()
    actions.report_trouble(
        application,
        Trouble.FAILED_SAVE,
        happened_on=now - timedelta(seconds=ago),
        count=count,
        by=member(request),
        at=now,
    )
    return HttpResponse(status=KEPT)
