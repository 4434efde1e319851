"""Supporting a company: the plan, visits, services, and the needs it raises."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give, take_back
from foundation.accounts.models import RoleGrant, System, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from startups.companies.models import Company
from startups.companies.queries import administrators
from startups.support.models import Need, Plan, ServiceRecord, Visit
from startups.support.queries import active_plan
from startups.support.states import PlanStatus, ServiceKind

By = User | System

ACCEPT_WITHIN = 1  # working days (D§4.8)
CLOSE_WITHIN = 15
DAY = timedelta(days=1)


@use_case
def plan(
    company: Company,
    *,
    by: By,
    at: datetime,
    officer: User | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    goals: str = "",
) -> Plan:
    """Begin to support a company; its service officer gets to see it."""
    if not by.may(Permission.PLAN_SUPPORT, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    opened = Plan.objects.create(
        company=company,
        starts_on=starts_on or city_day(at),
        ends_on=ends_on,
        officer=officer,
        goals=goals,
    )
    record(opened, "plan", by=by, officer=officer.pk if officer else None)
    _put_in_charge(officer, company, by=by, at=at)
    return opened


@use_case
def hand_over(opened: Plan, officer: User | None, *, by: By, at: datetime) -> None:
    """Give the company to another service officer; the former one's access ends."""
    if not by.may(Permission.PLAN_SUPPORT, at=opened):
        raise PermissionDenied
    opened = Plan.objects.select_for_update(of=("self",)).get(pk=opened.pk)
    _refuse_ended(opened)
    former = opened.officer
    if former == officer:
        return
    opened.officer = officer
    opened.save(update_fields=["officer"])
    _relieve(former, opened.company, by=by, at=at)
    _put_in_charge(officer, opened.company, by=by, at=at)
    pks = [user.pk if user else None for user in (former, officer)]
    record(opened, "hand_over", by=by, officers=pks)


@use_case
def change_plan(opened: Plan, *, by: By, at: datetime, **facts: Any) -> None:  # noqa: ARG001  # every move is told when
    """Set goals or days anew."""
    if not by.may(Permission.PLAN_SUPPORT, at=opened):
        raise PermissionDenied
    before = {field: str(getattr(opened, field)) for field in facts}
    for field, value in facts.items():
        setattr(opened, field, value)
    opened.save(update_fields=list(facts))
    after = {field: str(value) for field, value in facts.items()}
    record(opened, "change_plan", by=by, before=before, after=after)


def _put_in_charge(
    officer: User | None, company: Company, *, by: By, at: datetime
) -> None:  # fmt: skip
    if officer is None:
        return
    if not officer.may(Permission.LOG_VISIT, at=company):
        here = ScopeKind.COMPANY
        give(officer, Role.SERVICE, by=by, at=at, scope=here, scope_id=company.pk)
    _write(officer, "plan_opened", company, at=at)


def _relieve(officer: User | None, company: Company, *, by: By, at: datetime) -> None:
    if officer is None or not isinstance(by, User):
        return
    held = RoleGrant.objects.live().at(ScopeKind.COMPANY, company.pk)
    for grant in held.filter(user=officer, role=Role.SERVICE):
        take_back(grant, by=by, at=at)


@use_case
def end_plan(opened: Plan, *, by: By, at: datetime, reason: str) -> None:
    """End the support; what was done stays, and the officer's access ends with it."""
    last = max(city_day(at), opened.starts_on + DAY)
    advance(opened, "end_plan", by=by, reason=reason, ends_on=last)
    _relieve(opened.officer, opened.company, by=by, at=at)


def _refuse_ended(opened: Plan) -> None:
    if opened.status != PlanStatus.ACTIVE:
        raise Refusal(_("This support plan has ended."), code="ended")


@use_case
def log_visit(
    opened: Plan, *, by: User, at: datetime, visited_on: date, topics: str, **facts: Any
) -> Visit:  # fmt: skip
    """Write down a visit that has taken place."""
    if not by.may(Permission.LOG_VISIT, at=opened):
        raise PermissionDenied
    _refuse_ended(opened)
    _refuse_future(visited_on, at)
    if visited_on < opened.starts_on:
        raise Refusal(
            _("The support began on %(day)s; a visit cannot be earlier."),
            code="period",
            params={"day": opened.starts_on},
        )
    visit = Visit.objects.create(
        plan=opened,
        visited_on=visited_on,
        topics=topics,
        logged_at=at,
        logged_by=by,
        **facts,
    )
    record(visit, "log_visit", by=by, company=opened.company_id, on=str(visited_on))
    return visit


def _refuse_future(day: date, at: datetime) -> None:
    if day > city_day(at):
        raise Refusal(_("This day is still to come."), code="future")


@use_case
def record_service(
    opened: Plan,
    kind: ServiceKind,
    *,
    by: By,
    at: datetime,
    given_on: date,
    summary: str,
) -> ServiceRecord:
    """Write down a service that was given; the company is asked to confirm it."""
    if not by.may(Permission.HANDLE_NEED, at=opened):
        raise PermissionDenied
    _refuse_ended(opened)
    _refuse_future(given_on, at)
    given = ServiceRecord.objects.create(
        plan=opened, kind=kind, given_on=given_on, summary=summary
    )
    record(given, "record_service", by=by, kind=str(kind))
    for user in administrators(opened.company):
        _write(user, "service_given", opened.company, at=at, summary=summary)
    return given


@use_case
def confirm_service(
    given: ServiceRecord, *, by: User, at: datetime, rating: int | None = None
) -> None:  # fmt: skip
    """The company says that a service reached it, and perhaps how good it was."""
    if not by.may(Permission.CONFIRM_SUPPORT, at=given):
        raise PermissionDenied
    waiting = ServiceRecord.objects.filter(pk=given.pk, confirmed_on=None)
    given.confirmed_on, given.rating = city_day(at), rating
    if not waiting.update(confirmed_on=given.confirmed_on, rating=rating):
        raise Refusal(_("This service is confirmed already."), code="confirmed")
    record(given, "confirm_service", by=by, rating=rating)


@use_case
def raise_need(
    company: Company,
    kind: ServiceKind,
    *,
    by: User,
    at: datetime,
    title: str,
    description: str = "",
) -> Need:
    """Say what a company needs; from now on the clock of working days runs."""
    if not by.may(Permission.RAISE_NEED, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    today, calendar = city_day(at), working_days()
    supported = active_plan(company)
    need = Need.objects.create(
        number=next_number("XQ", today.year),
        company=company,
        kind=kind,
        title=title,
        description=description,
        raised_on=today,
        accept_by_day=calendar.after(today, ACCEPT_WITHIN),
        close_by_day=calendar.after(today, CLOSE_WITHIN),
        handler=supported.officer if supported else None,
    )
    record(need, "raise_need", by=by, number=need.number, kind=str(kind))
    if need.handler:
        _write_of(need, need.handler, "need_raised", at=at)
    return need


@use_case
def accept(need: Need, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Take a need on; who accepts it handles it, unless it was somebody's already."""
    taken = need.handler_id or by.pk
    advance(need, "accept", by=by, handler_id=taken)


@use_case
def work(need: Need, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    advance(need, "work", by=by)


@use_case
def coordinate(need: Need, *, by: By, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """Wait for others; the clock runs on."""
    advance(need, "coordinate", by=by, reason=reason)


@use_case
def resume(need: Need, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    advance(need, "resume", by=by)


@use_case
def resolve(need: Need, *, by: By, at: datetime, reason: str) -> None:
    """Say how it was solved; the company confirms or reopens."""
    advance(
        need, "resolve", by=by, reason=reason, resolution=reason, closed_on=city_day(at)
    )
    for user in administrators(need.company):
        _write_of(need, user, "need_resolved", at=at, how=reason)


@use_case
def give_up(need: Need, *, by: By, at: datetime, reason: str) -> None:
    """Close a need that cannot be met, and say why not."""
    advance(
        need, "give_up", by=by, reason=reason, resolution=reason, closed_on=city_day(at)
    )


@use_case
def confirm(need: Need, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """The company says that it was helped."""
    advance(need, "confirm", by=by)


@use_case
def reopen(need: Need, *, by: By, at: datetime, reason: str) -> None:
    """The company says that it was not helped; the first deadline still holds."""
    advance(need, "reopen", by=by, reason=reason, resolution="", closed_on=None)
    if need.handler:
        _write_of(need, need.handler, "need_reopened", at=at, why=reason)


def _write_of(
    need: Need, user: User, template: str, *, at: datetime, **told: str
) -> None:  # fmt: skip
    page = reverse("need-detail", args=[need.number])
    told |= {"need": str(need), "path": page}
    _write(user, template, need.company, at=at, **told)


def _write(
    user: User, template: str, company: Company, *, at: datetime, **told: str
) -> None:  # fmt: skip
    told = {"company": company.name, "path": company.get_absolute_url()} | told
    key = f"{template}:{company.pk}:{user.pk}:{at.timestamp()}"
    post(template, to=user, key=key, at=at, **told)
