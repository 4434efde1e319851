"""Signing for the company, countersigning for the city, and what is never signed."""

from datetime import datetime
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.files.actions import receive
from foundation.files.states import Check
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.agreements.actions.issuing import tell
from programs.agreements.models import Agreement
from programs.agreements.queries import signed
from programs.agreements.rules import reminder_due
from programs.agreements.states import Status
from programs.awards import actions as awards
from programs.awards.states import Status as AwardStatus

File = tuple[str, IO[bytes]]  # its name, and what it contains
EXPIRED = _("The agreement was not signed in time.")


@use_case
def sign(agreement: Agreement, *, copy: File, by: Actor, at: datetime) -> None:
    """Sign for the company: confirm the text and hand in the copy with seal."""
    today = city_day(at)
    if today > agreement.expires_on:
        raise Refusal(
            _("It could be signed until %(day)s. Please write to your officer."),
            code="expired",
            params={"day": f"{agreement.expires_on:%Y-%m-%d}"},
        )
    advance(
        agreement,
        "sign",
        by=by,
        signed_copy=receive(*copy, by=by, at=at),
        signed_at=at if by.pk else None,
        signed_by_id=by.pk,
    )


@use_case
def countersign(agreement: Agreement, *, by: Actor, at: datetime) -> None:
    """Sign for the city: it is in force, and the award active."""
    copy = agreement.signed_copy
    if copy is not None and copy.state != Check.AVAILABLE:
        raise Refusal(_("The signed copy has not been released yet."), code="file")
    before = signed(agreement.award)
    if before is not None:
        replace(before, by=by, at=at)
    advance(
        agreement,
        "countersign",
        by=by,
        countersigned_at=at if by.pk else None,
        countersigned_by_id=by.pk,
    )
    if agreement.award.status == AwardStatus.APPROVED:
        awards.sign(agreement.award, by=by, at=at)
    tell(agreement, "agreement_in_force", at=at)


@use_case
def replace(agreement: Agreement, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """A later version takes its place."""
    advance(agreement, "replace", by=by)


@use_case
def expire(agreement: Agreement, *, by: Actor, at: datetime) -> None:
    """The company did not sign in time: it gives the award up, as it was told.

    Of a later version that is not signed, the one in force goes on.
    """
    advance(agreement, "expire", by=by)
    award = agreement.award
    if award.status == AwardStatus.APPROVED:
        awards.waive(award, by=by, at=at, reason=str(EXPIRED))
        tell(agreement, "agreement_expired", at=at)


@several_units
def expire_due(now: datetime) -> int:
    """Let expire what the company can sign no more, each by itself."""
    done = 0
    for agreement in _unsigned().filter(expires_on__lt=city_day(now)):
        try:
            expire(agreement, by=SYSTEM, at=now)
        except Refusal:  # signed or withdrawn in the meantime
            continue
        done += 1
    return done


@several_units
def remind_due(now: datetime) -> int:
    """Say beforehand that an unsigned agreement expires; each step once."""
    today, told = city_day(now), 0
    for agreement in _unsigned().filter(expires_on__gte=today):
        step = reminder_due((agreement.expires_on - today).days, agreement.window)
        if step is not None:
            tell(agreement, "agreement_reminder", at=now, step=str(step))
            told += 1
    return told


def _unsigned() -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(status=Status.ISSUED)
    found: QuerySet[Agreement] = rows.select_related("award__company", "award__program")
    return found
