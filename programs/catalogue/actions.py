"""Starting and ending programs, and changing what they may choose and spend."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.catalogue.models import BudgetAdjustment, BudgetLine, Program

LIMITS = {
    "quota": Permission.EDIT_PROGRAM,
    "ceiling": Permission.EDIT_PROGRAM,
    "budget": Permission.EDIT_BUDGET,
    # not those who sign payments
    "second_approval_from": Permission.EDIT_PROGRAM,
}


@use_case
def start(
    slug: str, *, kind: str, name: Texts, by: Actor, at: datetime, **facts: Any
) -> Program:
    """Start a program; `facts` are the other columns that people fill in."""
    facts.setdefault("rule_version", str(city_day(at).year))
    program = Program(slug=slug, kind=kind, name=name, **facts)
    if not by.may(Permission.EDIT_PROGRAM, at=program):
        raise PermissionDenied
    program.full_clean(validate_unique=False, validate_constraints=False)
    program.save(force_insert=True)
    record(program, "start", by=by, quota=program.quota, budget=str(program.budget))
    return program


@use_case
def describe(program: Program, *, by: Actor, **facts: Any) -> None:
    """Correct how a program is called and described; limits have a way of their own."""
    if not by.may(Permission.EDIT_PROGRAM, at=program):
        raise PermissionDenied
    if LIMITS.keys() & facts.keys():
        raise TypeError("limits are changed through change_limits")
    for field, value in facts.items():
        setattr(program, field, value)
    program.full_clean(validate_unique=False, validate_constraints=False)
    program.save(update_fields=list(facts))
    record(program, "describe", by=by, fields=sorted(facts))


@use_case
def change_limits(
    program: Program, *, by: Actor, reason: str, **limits: Decimal | int
) -> None:
    """Set quota, ceiling or budget; the database refuses less than is taken already."""
    if not all(by.may(LIMITS[name], at=program) for name in limits):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    if any(value < 0 for value in limits.values()):
        raise Refusal(_("A limit cannot be less than zero."), code="negative")
    before = {name: str(getattr(program, name)) for name in limits}
    Program.objects.filter(pk=program.pk).update(**limits)
    program.refresh_from_db(fields=list(limits))
    after = {name: str(value) for name, value in limits.items()}
    record(program, "change_limits", by=by, reason=reason, before=before, after=after)


@use_case
def end(program: Program, *, by: Actor, at: datetime, reason: str) -> None:
    """End a program; when that is earlier than planned, its last day moves with it."""
    today = city_day(at)
    early = program.starts_on < today < program.ends_on
    changes = {"ends_on": today} if early else {}
    advance(program, "end", by=by, reason=reason, **changes)


@use_case
def set_line(
    program: Program, *, year: int, source: str, amount: Decimal, by: Actor
) -> BudgetLine:
    """Enter what a source may spend in a year; what is approved is adjusted later."""
    if not by.may(Permission.EDIT_BUDGET, at=program):
        raise PermissionDenied
    line, new = BudgetLine.objects.get_or_create(
        program=program, year=year, source=source, defaults={"amount": amount}
    )
    if not new and line.amount != amount:
        raise Refusal(
            _("This budget line stands; adjust it with a reason and a document."),
            code="adjusted",
        )
    what = f"{year} {source}"
    record(program, "set_line", by=by, line=what, after=str(amount))
    return line


@use_case
def adjust_line(
    line: BudgetLine,
    *,
    amount: Decimal,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    effective_on: date | None = None,
) -> BudgetAdjustment:
    """More (or less, with a minus) for a budget line; never below what is committed."""
    if not by.may(Permission.EDIT_BUDGET, at=line):
        raise PermissionDenied
    BudgetLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    adjustment = BudgetAdjustment.objects.create(
        line=line,
        amount=amount,
        reason=reason.strip(),
        document=document.strip(),
        effective_on=effective_on or city_day(at),
        adjusted_at=at if by.pk else None,
        adjusted_by_id=by.pk,
    )
    before = str(line.amount)
    line.refresh_from_db(fields=["amount"])
    told = {"before": before, "after": str(line.amount), "document": document}
    record(line, "adjust_line", by=by, reason=reason, **told)
    return adjustment
