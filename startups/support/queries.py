"""Reads that the use cases and pages of support share."""

from datetime import date

from django.db.models import Count, Max, Q

from foundation.accounts.models import User
from startups.companies.models import Company, CompanyQuerySet
from startups.companies.queries import served_by
from startups.support.models import Need, Plan
from startups.support.states import NeedStatus, PlanStatus

CLOSED = frozenset({NeedStatus.CONFIRMED, NeedStatus.UNRESOLVED})


def active_plan(company: Company) -> Plan | None:
    plans = Plan.objects.filter(company=company, status=PlanStatus.ACTIVE)
    return plans.select_related("officer", "company").first()


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
