"""Writing a yearly report, handing it in, checking it, confirming it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.applications.rules import fingerprint
from programs.monitoring.models import Filing, ReportFile, SpendingLine, YearReport
from programs.monitoring.queries.reports import content, gaps, spent, spent_before
from programs.monitoring.rules.calendar import again_due
from programs.monitoring.states import EDITABLE, FileKind
from startups.companies.queries import administrators
from startups.indicators.catalog import INDICATORS

MOST_FILES = 20
Spending = Mapping[str, tuple[Decimal, str]]  # amount and note by purpose


def _written(report: YearReport, by: Actor) -> None:
    """Hold the report while something is written, if this person may, and still can."""
    if not by.may(Permission.APPLY, at=report):
        raise PermissionDenied
    rows = YearReport.objects.select_for_update(of=("self",)).filter(pk=report.pk)
    if rows.values_list("status", flat=True).get() not in EDITABLE:
        raise Refusal(
            _("The report has been handed in, so this cannot be changed."),
            code="handed_in",
        )


@use_case
def write(
    report: YearReport,
    *,
    text: str,
    figures: Mapping[str, Decimal | None],
    spending: Spending,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
) -> None:
    """Keep what has been typed so far; a draft may be incomplete."""
    _written(report, by)
    report.text = text.replace("\0", "").strip()
    report.figures = {c: str(v) for c, v in figures.items() if v is not None}
    report.save(update_fields=["text", "figures"])
    report.spending.all().delete()
    SpendingLine.objects.bulk_create(
        SpendingLine(report=report, purpose=purpose, amount=amount, note=note)
        for purpose, (amount, note) in spending.items()
    )
    record(report, "write", by=by)


@use_case
def attach(
    report: YearReport,
    name: str,
    data: IO[bytes],
    *,
    by: Actor,
    at: datetime,
    kind: str = FileKind.OTHER,
) -> ReportFile:
    """Put a voucher, an audit report or a piece of evidence with the report."""
    _written(report, by)
    if report.files.count() >= MOST_FILES:
        raise Refusal(
            _("A report has at most %(most)s files."),
            code="file",
            params={"most": MOST_FILES},
        )
    stored = receive(name, data, by=by, at=at)
    return ReportFile.objects.create(report=report, file=stored, kind=kind)


@use_case
def detach(row: ReportFile, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Take a file out of a report that is still being written."""
    _written(row.report, by)
    record(row.report, "detach", by=by, file=row.file.name)
    row.delete()


@use_case
def open_report(report: YearReport, *, by: Actor, at: datetime) -> None:
    """From 5 January on the company can write it."""
    if city_day(at) < report.opens_on:
        raise Refusal(
            _("This report opens on %(day)s."),
            code="early",
            params={"day": report.opens_on},
        )
    advance(report, "open_report", by=by)


@use_case
def hand_in(report: YearReport, *, by: Actor, at: datetime) -> Filing:
    """Hand the report to the district; what it says now is frozen with its hash.

    Handed in again it is the next version, and looked at from the beginning.
    """
    rows = YearReport.objects.select_for_update(of=("self",))
    report.text, report.figures = rows.values_list("text", "figures").get(pk=report.pk)
    _complete(report)
    again: dict[str, Any] = {"checked_at": None, "checked_by": None}
    again |= {"confirmed_at": None, "confirmed_by": None, "back_on": None}
    signed = stamp("submitted", by=by, at=at)
    advance(report, "hand_in", by=by, **signed, **again)
    told = content(report)
    return Filing.objects.create(
        report=report,
        version=report.filings.count() + 1,
        content=told,
        sha256=fingerprint(told),
        **stamp("handed_in", by=by, at=at),
    )


def _complete(report: YearReport) -> None:
    if not report.text.strip():
        raise Refusal(_("Say what was done and achieved in the year."), code="text")
    if missing := gaps(report):
        labels = ", ".join(str(INDICATORS[code].label) for code in missing)
        raise Refusal(
            _("Please give these figures first: %(figures)s."),
            code="figures",
            params={"figures": labels},
        )
    received, used = report.award.paid, spent_before(report) + spent(report)
    if used > received:
        raise Refusal(
            _(
                "The reports say that %(used)s yuan of the award were spent; "
                "%(received)s yuan have been paid."
            ),
            code="spending",
            params={"used": f"{used:,}", "received": f"{received:,}"},
        )


@use_case
def endorse(report: YearReport, *, by: Actor, at: datetime) -> None:
    """The district has checked the report and passes it on to the city."""
    advance(report, "endorse", by=by, **stamp("checked", by=by, at=at))


@use_case
def send_back(report: YearReport, *, by: Actor, at: datetime, reason: str) -> None:
    """The district asks the company to correct it, within a fortnight."""
    _give_back(report, "send_back", by=by, at=at, reason=reason)


@use_case
def object_to(report: YearReport, *, by: Actor, at: datetime, reason: str) -> None:
    """The city does not confirm it and asks the company to correct it."""
    _give_back(report, "object_to", by=by, at=at, reason=reason)


@use_case
def confirm(report: YearReport, *, by: Actor, at: datetime) -> None:
    """The city takes the report as it was handed in."""
    advance(report, "confirm", by=by, **stamp("confirmed", by=by, at=at))
    _tell(report, "report_confirmed", at=at)


@use_case
def reopen(report: YearReport, *, by: Actor, at: datetime, reason: str) -> None:
    """Let the company correct a confirmed report; possible until 31 May.

    What was confirmed stays readable as its version; conditions that rest on the
    confirmation are shut until it is given again.
    """
    _give_back(report, "reopen", by=by, at=at, reason=reason)


def _give_back(
    report: YearReport, verb: str, *, by: Actor, at: datetime, reason: str
) -> None:
    days = report.days
    again = again_due(report.due_on, days.corrected_until, city_day(at))
    undone = dict.fromkeys(
        ("checked_at", "checked_by", "confirmed_at", "confirmed_by"), None
    )
    advance(report, verb, by=by, reason=reason, back_on=again, **undone)
    _tell(report, "report_returned", at=at, reason=reason, day=again)


def _tell(
    report: YearReport,
    template: str,
    *,
    at: datetime,
    reason: str = "",
    day: date | None = None,
) -> None:
    for user in administrators(report.award.company):
        post(
            template,
            to=user,
            key=f"{template}:{report.pk}:{at.timestamp()}:{user.pk}",
            at=at,
            number=report.award.number,
            year=report.year,
            company=report.award.company.name,
            reason=reason,
            day=day.isoformat() if day else "",
            path=report.get_absolute_url(),
        )
