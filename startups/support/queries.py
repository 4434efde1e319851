"""Reads that the use cases and pages of support share."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import pgettext

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Role
from foundation.journal.models import Entry
from startups.companies.models import Company, CompanyQuerySet
from startups.companies.queries import served_by
from startups.support.models import (
    Need,
    OfCompanyQuerySet,
    OfPlanQuerySet,
    Plan,
    ServiceRecord,
    Visit,
)
from startups.support.states import NEED_LIFECYCLE, NeedStatus, PlanStatus

CLOSED = frozenset({NeedStatus.CONFIRMED, NeedStatus.UNRESOLVED})


def active_plan(company: Company) -> Plan | None:
    plans = Plan.objects.filter(company=company, status=PlanStatus.ACTIVE)
    return plans.select_related("officer", "company").first()


def open_plans() -> OfCompanyQuerySet[Plan]:
    plans = Plan.objects.filter(status=PlanStatus.ACTIVE)
    return plans.select_related("company__district", "officer")


def caretakers() -> models.QuerySet[User]:
    """Whoever can be put in charge of a company."""
    roles = [Role.SERVICE, Role.OFFICER]
    held = RoleGrant.objects.live().filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def my_companies(officer: User) -> CompanyQuerySet:
    """The companies of a service officer: last visit first forgotten, open needs."""
    plan = Q(plans__status=PlanStatus.ACTIVE)
    waiting = Q(needs__isnull=False) & ~Q(needs__status__in=CLOSED)
    return (
        served_by(officer)
        .select_related("district")
        .annotate(
            last_visit=Max("plans__visits__visited_on"),
            supported=Count("plans", filter=plan, distinct=True),
            open_needs=Count("needs", filter=waiting, distinct=True),
        )
        .order_by("last_visit", "name")
    )


def is_late(need: Need, today: date) -> bool:
    """Whether the clock of a need has run out."""
    if need.status == NeedStatus.NEW:
        return today > need.accept_by_day
    return need.closed_on is None and today > need.close_by_day


def visits_to(company: Company) -> OfPlanQuerySet[Visit]:
    """All visits to a company, under whichever plan, the latest first."""
    return Visit.objects.filter(plan__company=company).select_related("logged_by")


def services_for(company: Company) -> OfPlanQuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(plan__company=company)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a need's story, as a timeline shows it."""

    at: datetime
    title: str
    by: str
    text: str
    state: str


def need_story(need: Need) -> list[Step]:
    """What happened to a need, the latest first, as its journal has it."""
    said = Entry.objects.filter(
        subject_type=Need._meta.label_lower, subject_id=str(need.pk)
    )
    return [_step(entry) for entry in said.select_related("actor")]


def _step(entry: Entry) -> Step:
    known = entry.verb in NEED_LIFECYCLE
    title = NEED_LIFECYCLE[entry.verb].label if known else pgettext("need", "Raised")
    state = entry.target or NeedStatus.NEW
    return Step(entry.at, str(title), str(entry.actor or ""), entry.reason, state)
