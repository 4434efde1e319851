"""Tenancies: moving in, room, graduating, moving out, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from incubators.models import Carrier, Graduation, Occupancy, Tenancy
from incubators.tenancies import actions
from incubators.tenancies.queries import occupied_units, room_of, with_occupancy
from incubators.tenancies.states import Criterion, Status, TenantClass
from startups.models import Company
from tests import city
from tests.city import NOW, TODAY, at_once

pytestmark = pytest.mark.django_db

D = Decimal
DAY = date(2026, 3, 2)


def an_incubator() -> tuple[Carrier, User]:
    carrier = city.a_carrier()
    return carrier, city.a_user(Role.OPERATOR, at=carrier)


def admitted(carrier: Carrier, an: User, **company: object) -> Tenancy:
    tenancy = actions.apply(carrier, city.a_company(**company), by=an, at=NOW)
    actions.admit(tenancy, by=an, at=NOW)
    return tenancy


def a_tenant(carrier: Carrier, an: User, **company: object) -> Tenancy:
    company.setdefault("founded_on", date(2025, 1, 1))
    tenancy = admitted(carrier, an, **company)
    actions.move_in(tenancy, by=an, at=NOW, moved_in_on=DAY)
    return tenancy


# coming ----------------------------------------------------------------------------


def test_a_company_stands_once_on_an_incubators_list() -> None:
    carrier, an = an_incubator()
    company = city.a_company(name="木棉")
    actions.apply(carrier, company, by=an, at=NOW)

    with pytest.raises(Refusal, match="“木棉” is on this incubator's list already"):
        actions.apply(carrier, company, by=an, at=NOW)


def test_whoever_was_refused_may_ask_again() -> None:
    carrier, an = an_incubator()
    company = city.a_company()
    first = actions.apply(carrier, company, by=an, at=NOW)

    actions.refuse(first, by=an, at=NOW, reason="full")

    assert actions.apply(carrier, company, by=an, at=NOW).status == Status.APPLIED


@pytest.mark.parametrize(
    ("founded", "industry", "kind", "term"),
    [
        (date(2024, 3, 2), "6513", TenantClass.TENANT, date(2030, 3, 2)),
        (date(2024, 3, 2), "2760", TenantClass.TENANT, date(2031, 3, 2)),
        (date(2024, 3, 1), "6513", TenantClass.RESIDENT, None),
        (None, "6513", TenantClass.RESIDENT, None),
    ],
)
def test_age_says_the_class_and_field_the_term(
    founded: date | None, industry: str, kind: TenantClass, term: date | None
) -> None:
    carrier, an = an_incubator()
    tenancy = admitted(carrier, an, founded_on=founded, industry=industry)

    actions.move_in(tenancy, by=an, at=NOW, moved_in_on=DAY)

    tenancy.refresh_from_db()
    assert (tenancy.tenant_class, tenancy.term_ends_on) == (kind, term)


def test_nobody_moves_in_tomorrow_or_twice() -> None:
    carrier, an = an_incubator()
    tenancy = admitted(carrier, an)

    with pytest.raises(Refusal, match="still to come"):
        actions.move_in(tenancy, by=an, at=NOW, moved_in_on=date(2026, 6, 16))
    actions.move_in(tenancy, by=an, at=NOW)
    with pytest.raises(Refusal, match="moved on"):
        actions.move_in(tenancy, by=an, at=NOW)


def test_a_company_lives_in_one_incubator_at_a_time() -> None:
    carrier, an = an_incubator()
    there, company = a_tenant(carrier, an), city.a_company()
    other, bo = an_incubator()
    again = actions.apply(other, there.company, by=bo, at=NOW)
    actions.admit(again, by=bo, at=NOW)

    with pytest.raises(Refusal, match="is a tenant already"):
        actions.move_in(again, by=bo, at=NOW)
    assert not Tenancy.objects.filter(company=company).exists()


def test_an_operator_rules_only_its_own_house() -> None:
    (carrier, _an), (_other, bo) = an_incubator(), an_incubator()

    with pytest.raises(PermissionDenied):
        actions.apply(carrier, city.a_company(), by=bo, at=NOW)
    tenancy = city.a_tenancy(carrier)
    with pytest.raises(PermissionDenied):
        actions.occupy(tenancy, city.a_unit(carrier), D(1), by=bo, at=NOW)
    assert not Tenancy.objects.all().visible_to(bo).exists()


# room ------------------------------------------------------------------------------


def test_room_is_given_and_taken_back() -> None:
    carrier, an = an_incubator()
    unit, tenancy = city.a_unit(carrier, area="100.00"), a_tenant(carrier, an)

    given = actions.occupy(tenancy, unit, D(60), by=an, at=NOW, starts_on=DAY)
    assert room_of(tenancy, TODAY) == D(60)
    assert occupied_units(carrier, TODAY).get().occupied == D(60)
    actions.vacate(given, by=an, at=NOW)

    assert room_of(tenancy, TODAY) == 0
    with pytest.raises(Refusal, match="given back already"):
        actions.vacate(given, by=an, at=NOW)


def test_no_unit_is_fuller_than_it_is() -> None:
    carrier, an = an_incubator()
    unit, tenancy = city.a_unit(carrier, area="100.00"), a_tenant(carrier, an)
    actions.occupy(tenancy, unit, D(60), by=an, at=NOW)

    with pytest.raises(Refusal, match=r"100.01 m² of this unit would be occupied"):
        actions.occupy(a_tenant(carrier, an), unit, D("40.01"), by=an, at=NOW)


def test_room_begins_with_the_tenancy_and_in_the_same_house() -> None:
    carrier, an = an_incubator()
    unit, tenancy = city.a_unit(carrier), a_tenant(carrier, an)

    with pytest.raises(Refusal, match="moved in on 2026-03-02"):
        actions.occupy(tenancy, unit, D(1), by=an, at=NOW, starts_on=date(2026, 1, 1))
    with pytest.raises(Refusal, match="belongs to another incubator"):
        actions.occupy(tenancy, city.a_unit(), D(1), by=an, at=NOW)
    with pytest.raises(Refusal, match="has moved in gets room"):
        actions.occupy(admitted(carrier, an), unit, D(1), by=an, at=NOW)


# going -----------------------------------------------------------------------------


def test_a_term_is_extended_once_by_a_year() -> None:
    carrier, an = an_incubator()
    tenancy = a_tenant(carrier, an)

    with pytest.raises(Refusal, match="runs until 2030-03-02 already"):
        actions.extend(tenancy, by=an, at=NOW, reason="-", until=date(2029, 1, 1))
    actions.extend(tenancy, by=an, at=NOW, reason="trials take longer")

    assert tenancy.term_ends_on == date(2031, 3, 2)
    with pytest.raises(Refusal, match="moved on"):
        actions.extend(tenancy, by=an, at=NOW, reason="again")


def test_a_resident_has_no_term_and_does_not_graduate() -> None:
    carrier, an = an_incubator()
    tenancy = a_tenant(carrier, an, founded_on=date(2010, 1, 1))

    with pytest.raises(Refusal, match="no incubation term"):
        actions.extend(tenancy, by=an, at=NOW, reason="-")
    with pytest.raises(Refusal, match="Only an incubated company graduates"):
        graduate(tenancy, an)


def graduate(tenancy: Tenancy, by: User, evidence: str = "GR202644000001") -> None:
    actions.graduate(tenancy, by=by, at=NOW, criterion=Criterion.HTE, evidence=evidence)


def test_a_graduate_leaves_its_rooms_and_names_its_evidence() -> None:
    carrier, an = an_incubator()
    tenancy = a_tenant(carrier, an)
    actions.occupy(tenancy, city.a_unit(carrier), D(50), by=an, at=NOW, starts_on=DAY)

    with pytest.raises(Refusal, match="A graduation names its evidence"):
        graduate(tenancy, an, evidence="  ")
    tenancy.refresh_from_db()
    graduate(tenancy, an)

    assert (tenancy.status, tenancy.moved_out_on) == (Status.GRADUATED, TODAY)
    assert room_of(tenancy, TODAY) == 0
    assert Graduation.objects.get().recorded_by == an


def test_moving_out_ends_what_is_occupied_and_forgets_what_never_began() -> None:
    carrier, an = an_incubator()
    tenancy, unit = a_tenant(carrier, an), city.a_unit(carrier)
    actions.occupy(tenancy, unit, D(50), by=an, at=NOW, starts_on=DAY)
    later = date(2026, 9, 1)
    actions.occupy(tenancy, unit, D(20), by=an, at=NOW, starts_on=later)

    actions.move_out(tenancy, by=an, at=NOW, reason="moved to Panyu")

    assert tenancy.moved_out_on == TODAY
    assert Occupancy.objects.get().ends_on == TODAY


def test_whoever_never_moved_in_has_no_day_of_moving_out() -> None:
    carrier, an = an_incubator()
    tenancy = admitted(carrier, an)

    actions.move_out(tenancy, by=an, at=NOW, reason="changed its mind")

    assert (tenancy.status, tenancy.moved_out_on) == (Status.EXITED, None)


def test_a_house_counts_its_people_and_its_room() -> None:
    carrier, an = an_incubator()
    unit = city.a_unit(carrier, area="100.00")
    tenant = a_tenant(carrier, an)
    a_tenant(carrier, an, founded_on=date(2010, 1, 1))
    actions.occupy(tenant, unit, D(25), by=SYSTEM, at=NOW)

    found = with_occupancy(Carrier.objects.all(), on=TODAY).get()

    assert (found.tenants, found.residents, found.overdue) == (1, 1, 0)
    assert (found.lettable_area, found.occupied_area) == (D(100), D(25))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_applications_at_once_one_is_written_down() -> None:
    carrier, an = an_incubator()
    company: Company = city.a_company()

    at_once(
        lambda: actions.apply(carrier, company, by=an, at=NOW),
        lambda: actions.apply(carrier, company, by=an, at=NOW),
    )

    assert Tenancy.objects.count() == 1
