"""Recording an outage, and giving time back to just those whom it hit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, stamp
from foundation.refusals import Refusal, use_case
from programs.calls.actions import extend
from programs.incidents import queries
from programs.incidents.models import Incident, Relief


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one company that was selected."""

    application: Any
    is_granted: bool
    said: StrOrPromise


@use_case
def enter(
    *,
    began_on: datetime,
    ended_on: datetime,
    what: str,
    by: Actor,
    at: datetime,
    **more: Any,
) -> Incident:
    """Put an outage that is over on record; `more` is how long after it counts."""
    if not by.may(Permission.EXTEND_DEADLINE):
        raise PermissionDenied
    if ended_on > at:
        raise Refusal(_("Record an outage when it is over."), code="ended_on")
    incident = Incident.objects.create(
        began_on=began_on,
        ended_on=ended_on,
        what=what.strip(),
        **stamp("recorded", by=by, at=at),
        **more,
    )
    record(incident, "enter", by=by)
    return incident


@use_case
def relieve(
    incident: Incident,
    applications: Collection[int],
    *,
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Result]:
    """Extend the deadline of those who were hit and selected; say of each what became.

    Whoever has as much time already is left alone, and whoever was given time for this
    incident gets none a second time, however often and by however many it is pressed.
    """
    if not by.may(Permission.EXTEND_DEADLINE):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    hits = [h for h in queries.hit(incident, by) if h.application.pk in applications]
    results = [_relieved(incident, h, until, reason, by, at) for h in hits]
    record(
        incident,
        "relieve",
        by=by,
        reason=reason,
        until=until.isoformat(),
        granted=[r.application.number for r in results if r.is_granted],
        left_alone=[r.application.number for r in results if not r.is_granted],
    )
    return results


def _relieved(
    incident: Incident,
    hit: queries.Hit,
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> Result:
    application = hit.application
    if hit.relief:
        return Result(
            application, False, _("has been given time for this incident already")
        )
    if hit.closes_at >= until:
        return Result(application, False, _("has as much time already"))
    try:
        _extend(incident, hit, until=until, reason=reason, by=by, at=at)
    except Refusal as refusal:
        return Result(application, False, refusal.sentence)
    told = date_format(localtime(until), "Y-m-d H:i")
    return Result(application, True, _("extended until %s") % told)


@use_case
def _extend(
    incident: Incident, hit: queries.Hit, *, reason: str, by: Actor, **when: datetime
) -> None:
    """One company by itself, so that a refusal undoes nobody else's extension."""
    call, company = hit.application.call, hit.application.company
    extension = extend(call, company, reason=reason, by=by, **when)
    Relief.objects.create(
        incident=incident,
        call=call,
        company=company,
        extension=extension,
        evidence=hit.evidence(),
    )
