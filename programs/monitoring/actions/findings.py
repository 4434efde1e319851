"""Findings: what is amiss with an award, until when, and how it was settled."""

from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.awards.models import Award
from programs.monitoring.models import Finding
from startups.companies.queries import administrators


@use_case
def open_finding(
    award: Award, *, text: str, due_on: date, by: Actor, at: datetime, basis: str = ""
) -> Finding:
    """Write down what was found; what waits for no open finding waits from now on."""
    if not by.may(Permission.OPEN_FINDING, at=award):
        raise PermissionDenied
    if due_on <= city_day(at):
        raise Refusal(_("Give the company a day to come."), code="due_on")
    finding = Finding.objects.create(
        award=award,
        text=text.strip(),
        basis=basis.strip(),
        due_on=due_on,
        **stamp("opened", by=by, at=at),
    )
    record(finding, "open_finding", by=by, due=str(due_on))
    _tell(finding, "finding_opened", at=at)
    return finding


@use_case
def answer(
    finding: Finding,
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    evidence: tuple[str, IO[bytes]] | None = None,
) -> None:
    """The company says what it has put right."""
    if not by.may(Permission.FILE_REPORT, at=finding):
        raise PermissionDenied
    if not text.strip():
        raise Refusal(_("Say what was put right."), code="text")
    stored = None
    if evidence is not None:
        name, data = evidence
        stored = receive(name, data, by=by, at=at)
    signed = stamp("answered", by=by, at=at)
    told: dict[str, Any] = {"answer": text.strip(), "evidence": stored}
    advance(finding, "answer", by=by, **told, **signed)


@use_case
def insist(finding: Finding, *, by: Actor, at: datetime, reason: str) -> None:
    """The answer does not settle it; the company reads why and answers again."""
    advance(finding, "insist", by=by, reason=reason)
    _tell(finding, "finding_opened", at=at, reason=reason)


@use_case
def close(finding: Finding, *, by: Actor, at: datetime, reason: str) -> None:
    """The matter is settled, and how is written down."""
    signed = stamp("closed", by=by, at=at)
    outcome = reason.strip()
    advance(finding, "close", by=by, reason=reason, outcome=outcome, **signed)
    _tell(finding, "finding_closed", at=at, reason=reason)


def _tell(finding: Finding, template: str, *, at: datetime, reason: str = "") -> None:
    for user in administrators(finding.award.company):
        post(
            template,
            to=user,
            key=f"{template}:{finding.pk}:{at.timestamp()}:{user.pk}",
            at=at,
            number=finding.award.number,
            company=finding.award.company.name,
            text=finding.text,
            due=finding.due_on.isoformat(),
            reason=reason,
            path=reverse("award-obligations", args=[finding.award.number]),
        )
