"""Reads that the use cases and pages of tenancies share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.journal.models import Entry
from incubators.carriers.models import Carrier, CarrierQuerySet, Unit, in_force
from incubators.carriers.queries import AREA, units_of, with_area, with_areas
from incubators.tenancies.models import Occupancy, Tenancy, TenancyQuerySet
from incubators.tenancies.states import ACTIVE, LIFECYCLE, Status, TenantClass
from startups.companies.models import Company, Member
from startups.companies.queries import companies_of
from startups.support.queries import active_plan, services_for, visits_to

HOUSED = (Status.INCUBATING, Status.EXTENDED)


def tenancies_of(company: Company) -> TenancyQuerySet:
    """Where a company has been housed, the latest first; told to its own people."""
    mine = Tenancy.objects.filter(company=company).select_related("carrier")
    return mine.order_by(F("moved_in_on").desc(nulls_first=True), "-pk")


def room_of(tenancy: Tenancy, day: date) -> Decimal:
    """What a tenant occupies on `day`."""
    rows = Occupancy.objects.filter(in_force(day), tenancy=tenancy)
    return rows.aggregate(total=Sum("area"))["total"] or Decimal(0)


def with_room(tenancies: TenancyQuerySet, *, on: date) -> TenancyQuerySet:
    """Each tenancy with the `room` that it occupies on that day."""
    rows = Occupancy.objects.filter(in_force(on), tenancy=OuterRef("pk")).order_by()
    sums = rows.values("tenancy").annotate(total=Sum("area")).values("total")
    room = Coalesce(Subquery(sums, output_field=AREA), Decimal(0), output_field=AREA)
    return tenancies.annotate(room=room)


def occupied_units(carrier: Carrier, day: date) -> QuerySet[Unit]:
    """The units of a carrier with their area and what of it is occupied on `day`."""
    return _with_use(units_of(carrier), day)


def _with_use(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    rows = Occupancy.objects.filter(in_force(day), unit=OuterRef("pk")).order_by()
    sums = rows.values("unit").annotate(total=Sum("area")).values("total")
    taken = Coalesce(Subquery(sums, output_field=AREA), Decimal(0), output_field=AREA)
    return with_area(units, day).annotate(occupied=taken)


def occupied_units_of(carriers: CarrierQuerySet, day: date) -> QuerySet[Unit]:
    """The same of several carriers, in the order of their names."""
    units = Unit.objects.filter(building__carrier__in=carriers)
    units = units.select_related("building__carrier")
    by_place = ("building__carrier__name", "building__name", "floor", "number")
    return _with_use(units, day).order_by(*by_place)


def with_occupancy(carriers: CarrierQuerySet, *, on: date) -> CarrierQuerySet:
    """Each carrier with its areas, what is occupied of them, and its tenants."""
    rows = Occupancy.objects.filter(
        in_force(on), unit__building__carrier=OuterRef("pk")
    ).order_by()
    sums = rows.values(carrier=F("unit__building__carrier"))
    sums = sums.annotate(total=Sum("area"))
    occupied = Subquery(sums.values("total"), output_field=AREA)
    return with_areas(carriers, on=on).annotate(
        occupied_area=Coalesce(occupied, Decimal(0), output_field=AREA),
        tenants=_counted(Q(tenant_class=TenantClass.TENANT)),
        residents=_counted(Q(tenant_class=TenantClass.RESIDENT)),
        overdue=_counted(Q(term_ends_on__lte=on)),
    )


def _counted(which: Q) -> Coalesce:
    rows = Tenancy.objects.filter(which, status__in=HOUSED, carrier=OuterRef("pk"))
    counts = rows.order_by().values("carrier").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def in_order_of_work(tenancies: TenancyQuerySet) -> TenancyQuerySet:
    """First whoever waits for an answer, then who is housed, then who has left."""
    rank = Case(
        When(status=Status.APPLIED, then=Value(0)),
        When(status=Status.ADMITTED, then=Value(1)),
        When(status__in=HOUSED, then=Value(2)),
        default=Value(3),
    )
    return tenancies.order_by(rank, F("term_ends_on").asc(nulls_last=True), "-pk")


def pending(carrier: Carrier, company: Company) -> Tenancy | None:
    """The tenancy of the company here that has not ended."""
    rows = Tenancy.objects.filter(carrier=carrier, company=company)
    return rows.filter(status__in=[Status.APPLIED, *ACTIVE]).first()


SOON = timedelta(days=183)


def awaiting(tenancies: TenancyQuerySet) -> TenancyQuerySet:
    """Who waits for an answer, or was admitted and has not come yet."""
    rows = tenancies.filter(status__in=[Status.APPLIED, Status.ADMITTED])
    return rows.select_related("company", "carrier").order_by("applied_on", "pk")


def ending(tenancies: TenancyQuerySet, *, on: date) -> TenancyQuerySet:
    """Whose term ends within half a year, or has ended."""
    rows = tenancies.filter(status__in=HOUSED, term_ends_on__lte=on + SOON)
    return rows.select_related("company", "carrier").order_by("term_ends_on", "pk")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a tenancy's story, as a timeline shows it."""

    at: datetime
    title: str
    by: str
    text: str
    state: str


OTHER_STEPS = {
    "apply": _("Asked for a place"),
    "occupy": _("Room given"),
    "vacate": _("Room given back"),
}


def story(tenancy: Tenancy) -> list[Step]:
    """What happened in a tenancy, the latest first, as its journal has it."""
    said = Entry.objects.filter(
        subject_type=Tenancy._meta.label_lower, subject_id=str(tenancy.pk)
    )
    return [_step(entry) for entry in said.select_related("actor")]


def _step(entry: Entry) -> Step:
    known = entry.verb in LIFECYCLE
    title = LIFECYCLE[entry.verb].label if known else OTHER_STEPS.get(entry.verb)
    room = " ".join(filter(None, map(entry.details.get, ("unit", "area", "until"))))
    return Step(
        entry.at,
        str(title or entry.verb),
        str(entry.actor or ""),
        entry.reason or room,
        entry.target,
    )


def overview(company: Company, *, to: User, today: date) -> dict[str, Any]:
    """Everything that a company's page shows, as far as `to` may see it."""
    plan = active_plan(company)
    sees_support = to.may(Permission.READ_SUPPORT, at=company)
    acts = companies_of(to).filter(pk=company.pk).exists()
    return {
        "company": company,
        "acts": acts,
        "edits": to.may(Permission.EDIT_COMPANY, at=company),
        "files": to.may(Permission.FILE_RETURN, at=company),
        "asks": to.may(Permission.RAISE_NEED, at=company),
        "sees_support": sees_support,
        "names": list(company.names.order_by("-until")),
        "absorbed": list(company.absorbed.all()),
        "titles": list(company.qualifications.all()),
        "members": list(Member.objects.of(company).order_by("granted_at")),
        "returns": list(company.returns.order_by("-year")[:5]),
        "plan": plan if sees_support else None,
        "needs": list(company.needs.all()[:10]) if sees_support else [],
        "visits": visits_to(company)[:10] if sees_support else [],
        "services": services_for(company)[:10] if sees_support else [],
        "tenancies": list(with_room(tenancies_of(company), on=today)),
        "today": today,
    }
