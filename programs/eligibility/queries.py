"""What the city knows of a company, gathered in a number of queries that never grows.

Awards, places and applications are reached through the company, since their slices
stand above this one.
"""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from foundation.moves import Actor
from foundation.periods import city_day
from incubators.carriers.states import Status as CarrierStatus
from incubators.tenancies.states import ACTIVE
from programs.calls.models import Call
from programs.catalogue.rules import (
    Facts,
    Figure,
    Platform,
    Reads,
    Rival,
    Support,
    Title,
)
from programs.eligibility.rules import Assessment, assess, findings, reads_of
from startups.companies.models import Company, CompanyQuerySet
from startups.indicators.models import Return
from startups.indicators.states import Status as ReturnStatus

YEARS = 6  # of figures that any condition goes back
MOST = 20  # of other support and other applications that a check looks at
ENDED_BADLY = {"revoked", "waived"}  # awards and places that do not count any more

# Three tables with nothing in common but this, told as one.
SUPPORT = """
(SELECT p.name, c.decided_on, c.program_id, c.status FROM (
    SELECT program_id, decided_on, status FROM programs_award
    WHERE company_id = %(company)s
    UNION ALL
    SELECT program_id, decided_on, status FROM programs_place
    WHERE company_id = %(company)s
) AS c JOIN programs_program p ON p.id = c.program_id
ORDER BY c.decided_on DESC LIMIT %(most)s)
UNION ALL
(SELECT to_jsonb(title), awarded_on, NULL, '' FROM programs_publishedgrant
WHERE company_id = %(company)s ORDER BY awarded_on DESC LIMIT %(most)s)
"""


def own_companies(user: Actor, permission: str) -> CompanyQuerySet:
    """Those that this person can ask for, with what a check reads of the record."""
    mine = Company.objects.live().within(user, permission)
    return mine.select_related("district").order_by("name")


def assessed(call: Call, company: Company, *, now: datetime) -> Assessment:
    """Every condition of every type, as a company reads it before it begins."""
    kind = call.program.rules
    conditions = [*kind.conditions, *(c for t in kind.types for c in t.conditions)]
    facts = gather(call, company, reads=reads_of(conditions), on=city_day(now))
    return assess(kind, facts)


def examined(application: Any, *, at: datetime) -> list[dict[str, Any]]:
    """What handing in keeps: the conditions of the type that was chosen."""
    call = application.call
    conditions = list(call.program.rules.conditions_of(application.company_type))
    facts = gather(
        call,
        application.company,
        reads=reads_of(conditions),
        on=city_day(at),
        but=application.pk,
    )
    return findings(conditions, facts)


def gather(
    call: Call,
    company: Company,
    *,
    reads: Collection[Reads],
    on: date,
    but: int | None = None,
) -> Facts:
    """The facts that are read, and no others; `but` is the application that asks."""
    opens = city_day(call.opens_at)
    given: dict[str, Any] = {}
    if Reads.TITLES in reads:
        given["titles"] = _titles(company)
    if Reads.RETURNS in reads:
        given |= _figures(company, opens.year)
    if Reads.SUPPORT in reads:
        given["support"] = _support(company)
    if Reads.PLATFORMS in reads:
        given["platforms"] = _platforms(company)
    if Reads.APPLICATIONS in reads:
        given["rivals"] = _rivals(company, call, but)
    return Facts(
        on=on,
        opens_on=opens,
        closes_on=city_day(call.closes_at),
        program=call.program_id,
        uscc=company.uscc,
        record=company.status,
        registry_state=company.registry_state,
        district=company.district.name,
        in_city=company.district.current,
        founded_on=company.founded_on,
        size=company.size,
        **given,
    )


def _titles(company: Company) -> tuple[Title, ...]:
    columns = ("kind", "number", "issued_on", "valid_until")
    rows = company.qualifications.order_by("-issued_on").values_list(*columns)
    return tuple(Title(*row) for row in rows)


def _figures(company: Company, opened: int) -> dict[str, Any]:
    """Figures of the last years, and how far the returns of those years have come."""
    years = range(opened - YEARS, opened + 1)
    filed = Return.objects.filter(company=company, year__in=years)
    told = ("values__indicator", "values__amount", "values__verification")
    rows = list(filed.values_list("year", "status", *told))
    return {
        "returns": {year: status for year, status, *_ in rows},
        "figures": {
            (code, year): Figure(amount, verification, status != ReturnStatus.OPEN)
            for year, status, code, amount, verification in rows
            if code
        },
    }


def _support(company: Company) -> tuple[Support, ...]:
    """The newest of each: what the city has chosen it for, what others have given."""
    with connection.cursor() as cursor:
        cursor.execute(SUPPORT, {"company": company.pk, "most": MOST})
        rows = cursor.fetchall()
    return tuple(
        Support(json.loads(name), on, program, status not in ENDED_BADLY)
        for name, on, program, status in rows
    )


def _platforms(company: Company) -> tuple[Platform, ...]:
    run = company.operated_carriers.exclude(status=CarrierStatus.DELISTED)
    housed = Count("tenancies", filter=Q(tenancies__status__in=ACTIVE))
    counted = run.annotate(tenants=housed).order_by("name")
    return tuple(Platform(*row) for row in counted.values_list("name", "tenants"))


def _rivals(company: Company, call: Call, but: int | None) -> tuple[Rival, ...]:
    """Its other applications; one that nothing can move any more is decided."""
    rows = company.applications.exclude(status="withdrawn").exclude(pk=but or 0)
    told = rows.order_by("-id").values_list("number", "call__title", "call", "status")
    moves_on = rows.model.lifecycle.open_to
    return tuple(
        Rival(number, title, same_call=of == call.pk, decided=not moves_on(status))
        for number, title, of, status in told[:MOST]
    )
