"""Filing a yearly return: opening, saving, submitting, and what is said about it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import System, User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from startups.companies.models import Company
from startups.companies.queries import administrators
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import Return, Value
from startups.indicators.queries import (
    Objection,
    figures_of,
    missing,
    oddities,
    size_by_return,
)
from startups.indicators.states import Status

By = User | System
Entered = Mapping[str, Decimal | None]  # None clears a figure


@use_case
def open_return(company: Company, year: int, *, by: By, at: datetime) -> Return:
    """Begin the return for a year that has ended; opening it twice gives the same."""
    if not by.may(Permission.FILE_RETURN, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    if year >= city_day(at).year:
        raise Refusal(
            _("The year %(year)s has not ended yet."),
            code="year",
            params={"year": year},
        )
    filed, new = Return.objects.get_or_create(company=company, year=year)
    if new:
        record(filed, "open_return", by=by)
    return filed


@use_case
def save_values(
    filed: Return, figures: Entered, *, by: By, at: datetime  # noqa: ARG001  # every move is told when
) -> list[Objection]:  # fmt: skip
    """Keep what has been typed so far, and say what is odd about it.

    A draft may be wrong and incomplete; only what changed is written and journaled.
    """
    if not by.may(Permission.FILE_RETURN, at=filed):
        raise PermissionDenied
    if unknown := figures.keys() - INDICATORS.keys():
        raise Refusal(
            _("There is no indicator called %(code)s."),
            code="indicator",
            params={"code": ", ".join(sorted(unknown))},
        )
    _hold_open(filed)
    before = figures_of(filed.company, filed.year)
    changed = {c: v for c, v in figures.items() if v != before.get(c)}
    _write(filed, changed)
    if changed:
        told = {
            code: [_told(before.get(code)), _told(v)] for code, v in changed.items()
        }
        record(filed, "save_values", by=by, figures=told)
    return oddities(filed)


def _hold_open(filed: Return) -> None:
    """Lock the return, so that nothing is written into one that was just submitted."""
    rows = Return.objects.select_for_update().filter(pk=filed.pk)
    if rows.values_list("status", flat=True).get() != Status.OPEN:
        raise Refusal(
            _("This return was submitted; ask for it to be returned to change it."),
            code="submitted",
        )


def _write(filed: Return, changed: Entered) -> None:
    kept = Value.objects.filter(company=filed.company, year=filed.year)
    kept.filter(indicator__in=[c for c, v in changed.items() if v is None]).delete()
    Value.objects.bulk_create(
        [
            Value(
                filed=filed,
                company=filed.company,
                year=filed.year,
                indicator=code,
                amount=amount,
            )
            for code, amount in changed.items()
            if amount is not None
        ],
        update_conflicts=True,
        unique_fields=["company", "indicator", "year"],
        update_fields=["amount", "filed"],
    )


def _told(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


@use_case
def submit(filed: Return, *, by: By, at: datetime) -> None:
    """Hand the return in, unless a figure is missing or cannot be right."""
    list(Return.objects.select_for_update().filter(pk=filed.pk))  # savers wait
    figures = figures_of(filed.company, filed.year)
    serious = [o for o in oddities(filed) if o.serious]
    if wrong := [*missing(figures), *serious]:
        labels = {o.indicator: str(INDICATORS[o.indicator].label) for o in wrong}
        raise Refusal(
            _("Please look at these figures first: %(figures)s."),
            code="figures",
            params={"figures": ", ".join(labels.values())},
        )
    advance(filed, "submit", by=by, submitted_on=city_day(at))
    _rate_size(filed.company)


def _rate_size(company: Company) -> None:
    """The size class follows the latest return."""
    company.size = size_by_return(company) or ""
    company.save(update_fields=["size"])


@use_case
def send_back(filed: Return, *, by: By, at: datetime, reason: str) -> None:
    """Ask the company to correct its return; it reads what and why."""
    advance(filed, "send_back", by=by, reason=reason, submitted_on=None)
    _rate_size(filed.company)
    for user in administrators(filed.company):
        post(
            "return_sent_back",
            to=user,
            key=f"return_sent_back:{filed.pk}:{user.pk}:{at.timestamp()}",
            at=at,
            company=filed.company.name,
            year=filed.year,
            reason=reason,
            path=reverse("return-detail", args=[filed.company_id, filed.year]),
        )


@use_case
def endorse(filed: Return, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The district has checked the return."""
    advance(filed, "endorse", by=by)


@use_case
def confirm(filed: Return, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The city takes the figures as they are."""
    advance(filed, "confirm", by=by)
    _rate_size(filed.company)
