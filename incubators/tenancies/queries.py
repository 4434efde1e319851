"""Reads that the use cases and pages of tenancies share."""

from datetime import date
from decimal import Decimal

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

from incubators.carriers.models import Carrier, CarrierQuerySet, Unit, in_force
from incubators.carriers.queries import AREA, units_on, with_areas
from incubators.tenancies.models import Occupancy, Tenancy, TenancyQuerySet
from incubators.tenancies.states import ACTIVE, Status, TenantClass
from startups.companies.models import Company

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
    rows = Occupancy.objects.filter(in_force(day), unit=OuterRef("pk")).order_by()
    sums = rows.values("unit").annotate(total=Sum("area")).values("total")
    taken = Coalesce(Subquery(sums, output_field=AREA), Decimal(0), output_field=AREA)
    return units_on(carrier, day).annotate(occupied=taken)


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
