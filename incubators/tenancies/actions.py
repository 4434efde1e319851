"""A company in a carrier: applying, moving in, growing, graduating, moving out."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import System, User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import advance, stamp
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from incubators.carriers.models import Carrier, Unit
from incubators.carriers.states import Status as CarrierStatus
from incubators.tenancies.models import Graduation, Occupancy, Tenancy
from incubators.tenancies.queries import HOUSED, pending
from incubators.tenancies.rules import (
    EXTENSION,
    months_later,
    tenant_class,
    term_months,
)
from incubators.tenancies.states import Criterion, TenantClass
from startups.companies.models import Company

By = User | System


@use_case
def apply(carrier: Carrier, company: Company, *, by: By, at: datetime) -> Tenancy:
    """A company asks for a place; the operator writes it down."""
    if not by.may(Permission.MANAGE_TENANCIES, at=carrier):
        raise PermissionDenied
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    company.refuse_if_merged()
    if carrier.status == CarrierStatus.DELISTED:
        raise Refusal(_("This incubator is not on the register."), code="delisted")
    if there := pending(carrier, company):
        raise Refusal(
            _("“%(company)s” is on this incubator's list already: %(status)s."),
            code="tenancy",
            params={"company": company.name, "status": there.get_status_display()},
        )
    asked = Tenancy.objects.create(
        carrier=carrier, company=company, applied_on=city_day(at)
    )
    record(asked, "apply", by=by, carrier=carrier.pk, company=company.pk)
    return asked


@use_case
def admit(tenancy: Tenancy, *, by: By, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    advance(tenancy, "admit", by=by)


@use_case
def refuse(tenancy: Tenancy, *, by: By, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    advance(tenancy, "refuse", by=by, reason=reason)


@use_case
def move_in(
    tenancy: Tenancy, *, by: By, at: datetime, moved_in_on: date | None = None
) -> None:  # fmt: skip
    """Begin the tenancy: the company's age says its class, its field the term."""
    day = moved_in_on or city_day(at)
    _refuse_future(day, at)
    company = tenancy.company
    kind = tenant_class(company.founded_on, day)
    incubated = kind == TenantClass.TENANT
    term = months_later(day, term_months(company.industry)) if incubated else None
    advance(
        tenancy,
        "move_in",
        by=by,
        moved_in_on=day,
        tenant_class=kind,
        term_ends_on=term,
    )


def _refuse_future(day: date, at: datetime) -> None:
    if day > city_day(at):
        raise Refusal(_("This day is still to come."), code="future")


@use_case
def occupy(
    tenancy: Tenancy,
    unit: Unit,
    area: Decimal,
    *,
    by: By,
    at: datetime,
    starts_on: date | None = None,
) -> Occupancy:
    """Give a tenant room; the database holds that no unit is fuller than it is."""
    _may_manage(tenancy, by)
    if tenancy.status not in HOUSED or tenancy.moved_in_on is None:
        raise Refusal(_("Only a company that has moved in gets room."), code="status")
    day = starts_on or city_day(at)
    if day < tenancy.moved_in_on:
        raise Refusal(
            _("The company moved in on %(day)s; its room cannot begin earlier."),
            code="period",
            params={"day": tenancy.moved_in_on},
        )
    given = Occupancy.objects.create(
        tenancy=tenancy, unit=unit, area=area, starts_on=day
    )
    told = {"unit": str(unit), "area": str(area), "since": str(day)}
    record(tenancy, "occupy", by=by, occupancy=given.pk, **told)
    return given


@use_case
def vacate(
    given: Occupancy, *, by: By, at: datetime, ends_on: date | None = None
) -> None:  # fmt: skip
    """Take room back from a day on; the tenancy itself goes on."""
    _may_manage(given.tenancy, by)
    day = ends_on or city_day(at)
    if not _still_open(given, day).update(ends_on=day):
        raise Refusal(_("This room was given back already."), code="vacated")
    given.ends_on = day
    record(given.tenancy, "vacate", by=by, occupancy=given.pk, until=str(day))


def _still_open(given: Occupancy, day: date) -> QuerySet[Occupancy]:
    rows = Occupancy.objects.filter(pk=given.pk)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=day))


def _may_manage(tenancy: Tenancy, by: By) -> None:
    if not by.may(Permission.MANAGE_TENANCIES, at=tenancy):
        raise PermissionDenied


@use_case
def extend(
    tenancy: Tenancy, *, by: By, at: datetime, reason: str, until: date | None = None  # noqa: ARG001  # every move is told when
) -> None:  # fmt: skip
    """Give an incubated company more time, a year unless `until` says otherwise."""
    if tenancy.term_ends_on is None:
        raise Refusal(
            _("A resident company has no incubation term to extend."), code="term"
        )
    later = until or months_later(tenancy.term_ends_on, EXTENSION)
    if later <= tenancy.term_ends_on:
        raise Refusal(
            _("The term runs until %(day)s already."),
            code="term",
            params={"day": tenancy.term_ends_on},
        )
    advance(tenancy, "extend", by=by, reason=reason, term_ends_on=later)


@use_case
def graduate(
    tenancy: Tenancy,
    *,
    by: By,
    at: datetime,
    criterion: Criterion,
    evidence: str,
    graduated_on: date | None = None,
) -> Graduation:
    """Let a company go because it has grown out of incubation; the paper is named."""
    day = graduated_on or city_day(at)
    _refuse_future(day, at)
    if tenancy.tenant_class != TenantClass.TENANT:
        raise Refusal(_("Only an incubated company graduates."), code="class")
    _leave_rooms(tenancy, day)
    advance(tenancy, "graduate", by=by, reason=evidence, moved_out_on=day)
    return Graduation.objects.create(
        tenancy=tenancy,
        criterion=criterion,
        evidence=evidence.strip(),
        graduated_on=day,
        **stamp("recorded", by=by, at=at),
    )


@use_case
def move_out(
    tenancy: Tenancy,
    *,
    by: By,
    at: datetime,
    reason: str,
    moved_out_on: date | None = None,
) -> None:
    """End a tenancy for another reason; whoever never moved in has no day of it."""
    day = moved_out_on or city_day(at)
    _refuse_future(day, at)
    _leave_rooms(tenancy, day)
    left = day if tenancy.moved_in_on else None
    advance(tenancy, "move_out", by=by, reason=reason, moved_out_on=left)


def _leave_rooms(tenancy: Tenancy, day: date) -> None:
    """End what is occupied; what would only have begun later never begins."""
    rooms = Occupancy.objects.filter(tenancy=tenancy)
    rooms.filter(starts_on__gte=day).delete()
    rooms.filter(Q(ends_on=None) | Q(ends_on__gt=day)).update(ends_on=day)
