"""Making issues: claim a run, draw up its dataset, render it, put it on record.

A run is claimed under a lease with a token and finished only by whoever still holds
that token. A worker may die at any line: what it did not finish is claimed again, and
until the one transaction that finishes it nothing of an issue exists.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import System, User
from foundation.journal.actions import record
from foundation.numbering import next_number
from foundation.outbox.rules import back_off
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.reports import queries, rules
from programs.reports.dataset import Dataset, canonical_json, digest, from_json
from programs.reports.layout import changes
from programs.reports.measures import Text, text
from programs.reports.models import Delivery, Issue, Rendition, Run
from programs.reports.rendering.pdf import render_pdf
from programs.reports.rendering.workbook import render_xlsx
from programs.reports.states import Format, RunState

log = logging.getLogger(__name__)
FREE: Mapping[str, Any] = {"lease_until": None, "lease_token": None}
Renditions = Mapping[tuple[str, Format], bytes]
RENDER: Mapping[Format, Callable[[Dataset, str, str], bytes]] = {
    Format.PDF: render_pdf,
    Format.XLSX: render_xlsx,
}


@use_case
def claim(now: datetime, *, until: datetime | None = None) -> Run | None:
    """Take the run that has been due longest, under a lease; others get other runs."""
    rows = Run.objects.claimable(now, until=until or now)
    rows.filter(attempts__gte=rules.ATTEMPTS).update(state=RunState.FAILED, **FREE)
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    run = locked.select_related("schedule").order_by("due_at", "pk").first()
    if run is None:
        return None
    run.lease_until, run.lease_token = now + rules.LEASE, uuid.uuid4()
    run.attempts += 1
    run.number = run.number or _number(run.schedule.definition, now)
    run.save(update_fields=["lease_until", "lease_token", "attempts", "number"])
    return run


def _number(definition: str, now: datetime) -> str:
    return next_number(f"{definition}-", city_day(now).year)


@several_units
def issue_next(now: datetime, *, until: datetime | None = None) -> bool:
    """Claim one run and make its issue; False when there was nothing to claim.

    A run that fails is tried again later and given up after some attempts: one broken
    report never keeps the others from being made.
    """
    run = claim(now, until=until)
    if run is None:
        return False
    try:
        build(run, now=now, until=until)
    except Exception as error:  # whatever it is, the others go on
        log.exception("report run %s failed", run.pk)
        put_off(run, error, now=now)
    return True


@several_units
def build(run: Run, *, now: datetime, until: datetime | None = None) -> Issue | None:
    """Make the issue of a claimed run; None when the lease has passed to another."""
    dataset = queries.draw_up(run.schedule.definition, run, until=until)
    return _finish(run, dataset, _renditions(dataset, run.number), now=now)


def _renditions(dataset: Dataset, number: str) -> Renditions:
    return {
        (language, kind): render(dataset, language, number)
        for language, __ in settings.LANGUAGES
        for kind, render in RENDER.items()
    }


@use_case
def _finish(
    run: Run, dataset: Dataset, renditions: Renditions, *, now: datetime
) -> Issue | None:
    """Put the issue on record and the run at its end, if the run still is ours."""
    mine = Run.objects.filter(
        pk=run.pk, lease_token=run.lease_token, state=RunState.PLANNED
    )
    if not mine.update(state=RunState.BUILT, last_error="", **FREE):
        return None
    issue = _issue(run, run.number, dataset, now=now)
    issue.late = rules.is_late(run.due_at, issue.built_on)
    _publish(issue, renditions)
    return issue


def _issue(days: Run | Issue, number: str, dataset: Dataset, *, now: datetime) -> Issue:
    return Issue(
        number=number,
        schedule=days.schedule,
        definition=dataset.code,
        definition_version=str(dataset.version),
        period_start=days.period_start,
        period_end=days.period_end,
        revision=dataset.revision,
        as_of=dataset.as_of,
        dataset=canonical_json(dataset),
        sha256=digest(dataset),
        built_on=now,
    )


def _publish(issue: Issue, renditions: Renditions) -> None:
    issue.save(force_insert=True)
    Rendition.objects.bulk_create(
        Rendition(
            issue=issue,
            language=language,
            format=kind,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for (language, kind), content in renditions.items()
    )
    Delivery.objects.bulk_create(_deliveries(issue))


def _deliveries(issue: Issue) -> Iterable[Delivery]:
    for user in queries.receivers(issue.schedule):
        yield Delivery(
            issue=issue,
            user=user,
            message_id=f"<report-{issue.number}-{user.pk}@{settings.MAIL_DOMAIN}>",
            retry_after=issue.built_on,
        )


@use_case
def put_off(run: Run, error: Exception, *, now: datetime) -> None:
    """Note why it failed, and free the run for a later attempt or give it up."""
    spent = run.attempts >= rules.ATTEMPTS
    Run.objects.filter(pk=run.pk, lease_token=run.lease_token).update(
        state=RunState.FAILED if spent else RunState.PLANNED,
        retry_after=now + back_off(run.attempts),
        last_error=f"{type(error).__name__}: {error}"[:2000],
        **FREE,
    )


@several_units
def correct(issue: Issue, *, reason: str, by: User | System, now: datetime) -> Issue:
    """Report the period of `issue` once more from today's data, and say what changed.

    The earlier issue stays as it was. Of two simultaneous corrections one is refused.
    """
    queries.may_schedule(by)
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    last = queries.revisions(issue).aggregate(last=Max("revision"))["last"]
    old = from_json(bytes(issue.dataset))
    drawn = queries.draw_up(issue.definition, issue)
    said = text(reason.strip(), reason.strip())
    told: tuple[Text, ...] = (said, *changes(old, drawn))
    dataset = replace(drawn, revision=last + 1, corrections=told)
    return _correct(issue, dataset, reason=reason.strip(), by=by, now=now)


@use_case
def _correct(
    issue: Issue, dataset: Dataset, *, reason: str, by: User | System, now: datetime
) -> Issue:
    number = _number(issue.definition, now)
    made = _issue(issue, number, dataset, now=now)
    made.correction = reason
    _publish(made, _renditions(dataset, number))
    record(made, "correct", by=by, reason=reason, corrects=issue.number)
    return made
