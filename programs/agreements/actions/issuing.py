"""Issuing an agreement about an award: numbered, frozen, in both languages."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.agreements.models import Agreement
from programs.agreements.queries import changes_since, frozen, signed, unwritten
from programs.agreements.states import OPEN, SERIES
from programs.applications.rules import fingerprint
from programs.awards.models import Award
from programs.awards.states import RUNNING
from startups.companies.queries import administrators

DAYS_TO_SIGN = 30
MOST_DAYS = 180


@use_case
def issue(
    award: Award,
    *,
    by: Actor,
    at: datetime,
    change: str = "",
    days: int = DAYS_TO_SIGN,
) -> Agreement:
    """Put the paper before the company; a later version says what changes.

    The version in force stays so until the later one is countersigned. One that waits
    for a signature, and does not say what was approved since, is withdrawn.
    """
    if not by.may(Permission.ISSUE_AGREEMENT, at=award):
        raise PermissionDenied
    award = _locked(award)
    before = signed(award)
    change = change.replace("\0", "").strip()
    _refuse_issuing(award, before, change, days)
    _withdraw_outdated(award, by=by, at=at)
    agreement = _written(award, before, change, days, by=by, at=at)
    record(agreement, "issue", by=by, sha256=agreement.sha256, change=change)
    tell(agreement, "agreement_issued", at=at)
    return agreement


def _locked(award: Award) -> Award:
    rows = Award.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("program", "company__district").get(pk=award.pk)


def _refuse_issuing(
    award: Award, before: Agreement | None, change: str, days: int
) -> None:
    if award.status not in RUNNING:
        raise Refusal(_("Nothing is agreed any more about this award."), code="status")
    if before is not None and not change and not changes_since(before):
        raise Refusal(
            _("An agreement is in force. Say what the new version changes."),
            code="change",
        )
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(
            _("Give between 1 and %(most)s days to sign."),
            code="days",
            params={"most": MOST_DAYS},
        )


def _withdraw_outdated(award: Award, *, by: Actor, at: datetime) -> None:
    since = list(unwritten().filter(award=award).order_by("decided_at"))
    if not since:
        return
    reason = "; ".join(f"{each.number}: {each.get_kind_display()}" for each in since)
    for stale in award.agreements.filter(status__in=OPEN):
        withdraw(stale, by=by, at=at, reason=reason)


def _written(  # the facts of one row
    award: Award,
    before: Agreement | None,
    change: str,
    days: int,
    *,
    by: Actor,
    at: datetime,
) -> Agreement:
    paper, today = award.program.rules.paper, city_day(at)
    number = next_number(SERIES[paper], today.year)
    expires_on = today + timedelta(days=days)
    content = frozen(
        award, number=number, at=at, expires_on=expires_on, before=before, change=change
    )
    return Agreement.objects.create(
        award=award,
        version=award.agreements.count() + 1,
        paper=paper,
        number=number,
        amends=before,
        change=change,
        content=content,
        sha256=fingerprint(content),
        dated_on=at,
        expires_on=expires_on,
        issued_at=at if by.pk else None,
        issued_by_id=by.pk,
    )


@several_units
def issue_missing(awards: Iterable[Award], *, by: Actor, at: datetime) -> int:
    """Issue for each award that has none; one that is refused keeps back no other."""
    done = 0
    for award in awards:
        try:
            issue(award, by=by, at=at)
        except Refusal:  # somebody issued it in the meantime
            continue
        done += 1
    return done


@use_case
def withdraw(agreement: Agreement, *, by: Actor, at: datetime, reason: str) -> None:
    """Take a paper back before it is in force; another version can be issued."""
    advance(agreement, "withdraw", by=by, reason=reason)
    tell(agreement, "agreement_withdrawn", at=at, reason=reason)


@several_units  # rows of the caller's unit of work
def tell(agreement: Agreement, template: str, *, at: datetime, **told: str) -> None:
    """Tell the company's administrators, each once."""
    award = agreement.award
    step = told.pop("step", "")
    for user in administrators(award.company):
        post(
            template,
            to=user,
            key=f"{template}:{agreement.pk}:{step}:{user.pk}",
            at=at,
            number=agreement.number,
            award=award.number,
            company=award.company.name,
            until=f"{agreement.expires_on:%Y-%m-%d}",
            path=agreement.get_absolute_url(),
            amends=agreement.amends.number if agreement.amends else "",
            **told,
        )
