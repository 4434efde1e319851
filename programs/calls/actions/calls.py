"""Preparing, publishing and withdrawing calls, and giving one company more time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import CITY_TIME
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.calls.models import Call, Extension, FormVersion
from programs.calls.rules import years_later
from programs.calls.states import Status
from programs.catalogue.models import Program
from startups.companies.models import Company
from startups.companies.queries import administrators

COPIED = ("summary", "guideline", "contact", "upload_grace")


@use_case
def draft(
    program: Program, *, slug: str, title: Texts, by: Actor, **facts: Any
) -> Call:
    """Prepare a call that nobody outside sees; `facts` are its other columns."""
    call = Call(program=program, slug=slug, title=title, **facts)
    _may(Permission.EDIT_CALL, call, by)
    call.year = facts.get("year") or call.opens_at.astimezone(CITY_TIME).year
    call.full_clean(validate_unique=False, validate_constraints=False)
    call.save(force_insert=True)
    record(call, "draft", by=by)
    return call


@use_case
def revise(call: Call, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Change a call; once it is published, its close only moves to later."""
    _may(Permission.EDIT_CALL, call, by)
    kept = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if kept.status == Status.WITHDRAWN:
        raise Refusal(_("This call has been withdrawn."), code="withdrawn")
    if kept.status == Status.PUBLISHED:
        _keeps_its_word(kept, facts, at)
    before = {name: str(getattr(kept, name)) for name in facts}
    for name, value in facts.items():
        setattr(call, name, value)
    call.full_clean(validate_unique=False, validate_constraints=False)
    call.save(update_fields=list(facts))
    after = {name: str(getattr(call, name)) for name in facts}
    changed = sorted(name for name in facts if before[name] != after[name])
    record(
        call,
        "revise",
        by=by,
        before=_only(before, changed),
        after=_only(after, changed),
    )


def _keeps_its_word(call: Call, facts: Mapping[str, Any], at: datetime) -> None:
    """People plan by what was published: no earlier close, no reopening afterwards."""
    closes = facts.get("closes_at", call.closes_at)
    opens = facts.get("opens_at", call.opens_at)
    if closes < call.closes_at or (opens > call.opens_at and at >= call.opens_at):
        raise Refusal(
            _("A published call may close later than announced, but not earlier."),
            code="announced",
        )
    if facts.get("program", call.program) != call.program or (
        facts.get("slug", call.slug) != call.slug
    ):
        raise Refusal(
            _("Program and address of a published call stay as they are."),
            code="announced",
        )


def _only(facts: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {name: facts[name] for name in names}


@use_case
def clone(call: Call, *, slug: str, year: int, by: Actor) -> Call:
    """Prepare a call like an earlier one: its texts, its newest form, its dates.

    Dates move by as many years as lie between the calls.
    """
    _may(Permission.EDIT_CALL, call, by)
    if Call.objects.filter(slug=slug).exists():
        raise Refusal(_("There is a call at this address already."), code="slug")
    years = year - call.year
    made = Call(
        program=call.program,
        slug=slug,
        year=year,
        opens_at=years_later(call.opens_at, years),
        closes_at=years_later(call.closes_at, years),
        **{name: getattr(call, name) for name in COPIED},
    )
    made.title = {
        language: title.replace(str(call.year), str(year))
        for language, title in call.title.items()
    }
    made.full_clean(validate_unique=False, validate_constraints=False)
    made.save(force_insert=True)
    if form := call.form_versions.first():
        FormVersion.objects.create(call=made, number=1, schema=form.schema)
    record(made, "clone", by=by, call=call.slug)
    return made


@use_case
def publish(call: Call, *, by: Actor, at: datetime) -> None:
    if not call.form_versions.exists():
        raise Refusal(_("The call needs a form before it is published."), code="form")
    if call.closes_at <= at:
        raise Refusal(_("The call would be closed already."), code="closed")
    advance(call, "publish", by=by)


@use_case
def withdraw(call: Call, *, by: Actor, at: datetime, reason: str) -> None:
    """Take a published call back, and tell whoever has begun an application in it."""
    advance(call, "withdraw", by=by, reason=reason)
    for company in Company.objects.filter(applications__call=call).distinct():
        for user in administrators(company):
            post(
                "application_call_withdrawn",
                to=user,
                key=f"call-{call.pk}-withdrawn-{user.pk}",
                at=at,
                call=call.title,
                reason=reason,
            )


@use_case
def extend(
    call: Call,
    company: Company,
    *,
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> Extension:
    """Give one company more time than the others, on record with the reason."""
    _may(Permission.EXTEND_DEADLINE, call, by)
    if until <= max(call.closes_at, at):
        raise Refusal(
            _("An extension ends after the close of the call, and in the future."),
            code="extension",
        )
    given = Extension.objects.create(
        call=call,
        company=company,
        closes_at=until,
        reason=reason.strip(),
        granted_at=at if by.pk else None,
        granted_by_id=by.pk,
    )
    record(call, "extend", by=by, reason=reason, company=company.pk, until=str(until))
    local = until.astimezone(CITY_TIME)
    for user in administrators(company):
        post(
            "application_extended",
            to=user,
            key=f"extension-{given.pk}-{user.pk}",
            at=at,
            call=call.title,
            slug=call.slug,
            company=company.name,
            until=f"{local:%Y-%m-%d %H:%M}",
        )
    return given


def _may(permission: str, call: Call, by: Actor) -> None:
    if not by.may(permission, at=call):
        raise PermissionDenied
