"""The incubator desk, and the overview of a company."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from incubators.models import Carrier, Graduation, Occupancy, Tenancy
from incubators.tenancies import actions
from startups.companies import actions as companies
from startups.support import actions as support
from tests import city
from tests.browsing import as_user, said, text
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

D = Decimal


def an_incubator() -> tuple[Carrier, User]:
    carrier = city.a_carrier(name=f"木棉孵化器{city.serial()}")
    return carrier, city.a_user(Role.OPERATOR, at=carrier)


def a_tenant(carrier: Carrier, an: User, **fields: object) -> Tenancy:
    fields.setdefault("founded_on", date(2025, 1, 1))
    tenancy = actions.apply(carrier, city.a_company(**fields), by=an, at=NOW)
    actions.admit(tenancy, by=an, at=NOW)
    actions.move_in(tenancy, by=an, at=NOW, moved_in_on=date(2026, 3, 2))
    return tenancy


def test_a_company_is_written_down_admitted_and_housed() -> None:
    carrier, an = an_incubator()
    company, client = city.a_company(founded_on=date(2025, 1, 1)), as_user(an)
    unit = city.a_unit(carrier, area="100.00")

    client.post(f"/incubator/{carrier.pk}/", {"uscc": company.uscc.lower()})
    tenancy = Tenancy.objects.get()
    assert company.name in text(client.get("/incubator/"))
    page = f"/incubator/tenancies/{tenancy.pk}/"
    client.post(page, {"verb": "admit"})
    client.post(page, {"verb": "move_in", "move_in-moved_in_on": "2026-03-02"})
    room = {"unit": unit.pk, "area": "40", "starts_on": "2026-03-02"}
    client.post(page, {"verb": "occupy"} | {f"occupy-{k}": v for k, v in room.items()})

    tenancy.refresh_from_db()
    assert (tenancy.status, tenancy.term_ends_on) == ("incubating", date(2030, 3, 2))
    assert "40.00 m²" in text(client.get(page))
    assert "40.0%" in text(client.get("/incubator/units/"))


def test_an_unknown_code_is_explained_where_it_was_typed() -> None:
    carrier, an = an_incubator()

    answer = as_user(an).post(f"/incubator/{carrier.pk}/", {"uscc": city.a_uscc()})

    assert "This company is not registered yet" in text(answer)


def test_a_room_that_is_too_small_is_refused_in_the_form() -> None:
    carrier, an = an_incubator()
    tenancy, unit = a_tenant(carrier, an), city.a_unit(carrier, area="100.00")
    room = {"unit": unit.pk, "area": "100.01", "starts_on": "2026-03-02"}

    answer = as_user(an).post(
        f"/incubator/tenancies/{tenancy.pk}/",
        {"verb": "occupy"} | {f"occupy-{k}": v for k, v in room.items()},
    )

    assert "100.01 m² of this unit would be occupied" in text(answer)
    assert 'value="100.01"' in answer.content.decode()


def test_more_room_than_usual_is_pointed_out_but_given() -> None:
    carrier, an = an_incubator()
    tenancy, unit = a_tenant(carrier, an), city.a_unit(carrier, area="2000.00")
    room = {"unit": unit.pk, "area": "1000.01", "starts_on": "2026-03-02"}

    answer = as_user(an).post(
        f"/incubator/tenancies/{tenancy.pk}/",
        {"verb": "occupy"} | {f"occupy-{k}": v for k, v in room.items()},
    )

    assert "more than is usual" in said(answer)[0]
    assert Occupancy.objects.get().area == D("1000.01")


def test_a_tenant_graduates_gives_room_back_and_moves_out() -> None:
    carrier, an = an_incubator()
    first, second = a_tenant(carrier, an), a_tenant(carrier, an)
    given = actions.occupy(second, city.a_unit(carrier), D(10), by=an, at=NOW)
    client, there = as_user(an), "/incubator/tenancies/{}/".format
    graduation = {"criterion": "hte", "evidence": "GR2026", "graduated_on": str(TODAY)}

    client.post(
        there(first.pk),
        {"verb": "graduate"} | {f"graduate-{k}": v for k, v in graduation.items()},
    )
    client.post(
        there(second.pk),
        {
            "verb": "vacate",
            "vacate-room": given.pk,
            "vacate-ends_on": "2026-07-01",
        },
    )
    left = {"move_out-reason": "to Panyu", "move_out-moved_out_on": "2026-07-02"}
    client.post(there(second.pk), {"verb": "move_out"} | left)

    assert Graduation.objects.get().tenancy == first
    assert "GR2026" in text(client.get(there(first.pk)))
    given.refresh_from_db()
    second.refresh_from_db()
    assert given.ends_on == date(2026, 7, 1)
    assert (second.status, second.moved_out_on) == ("exited", date(2026, 7, 2))


def test_another_house_is_not_there() -> None:
    (carrier, an), (_other, bo) = an_incubator(), an_incubator()
    tenancy = a_tenant(carrier, an)
    stranger = as_user(bo)

    assert stranger.get(f"/incubator/{carrier.pk}/").status_code == 404
    assert stranger.get(f"/incubator/tenancies/{tenancy.pk}/").status_code == 404
    assert tenancy.company.name not in text(stranger.get("/incubator/tenancies/"))


def test_a_district_looks_at_a_house_but_changes_nothing() -> None:
    carrier, _an = an_incubator()
    bureau = as_user(city.a_user(Role.DISTRICT, at=carrier))
    page = f"/incubator/{carrier.pk}/"

    assert carrier.name in text(bureau.get(page))
    assert bureau.post(page, {"uscc": city.a_uscc()}).status_code == 403


def test_the_list_is_filtered_by_name_and_status() -> None:
    carrier, an = an_incubator()
    a_tenant(carrier, an, name="岭南芯片")
    actions.apply(carrier, city.a_company(name="珠江生物"), by=an, at=NOW)
    client = as_user(an)

    assert "珠江生物" not in text(client.get("/incubator/tenancies/?q=岭南"))
    assert "岭南芯片" not in text(client.get("/incubator/tenancies/?status=applied"))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        # user with roles, who waits, whose term ends, count, houses
        ("/incubator/", 5),
        ("/incubator/tenancies/", 3),  # user with roles, count, tenancies
        ("/incubator/units/", 3),  # user with roles, count, units
        # user with roles, house, count, tenancies, units
        ("/incubator/{}/", 5),
    ],
)
def test_the_desks_lists_cost_the_same_for_one_and_for_many(
    page: str, queries: int, count: int, django_assert_num_queries
) -> None:
    carrier, an = an_incubator()
    names = []
    for _ in range(count):
        tenancy = a_tenant(carrier, an)
        actions.occupy(tenancy, city.a_unit(carrier), D(10), by=an, at=NOW)
        names.append(tenancy.company.name)
    client = as_user(an)

    with django_assert_num_queries(queries):
        shown = text(client.get(page.format(carrier.pk)))

    if "tenancies" in page or "{}" in page:
        assert all(name in shown for name in names)


# the company's overview ------------------------------------------------------------


def test_a_company_sees_everything_about_itself_on_one_page() -> None:
    carrier, an = an_incubator()
    tenancy = a_tenant(carrier, an, name="木棉一号")
    company, head = tenancy.company, city.a_user(Role.OFFICER)
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    companies.record_qualification(
        company, by=head, at=NOW, kind="hte", issued_on=date(2026, 1, 1)
    )
    companies.record_name(company, "原名公司", by=head, at=NOW)
    support.plan(company, by=head, at=NOW)
    support.raise_need(company, "FN", by=mei, at=NOW, title="A loan")

    shown = text(as_user(mei).get(f"/company/{company.pk}/"))

    for told in (
        "木棉一号", "high-tech enterprise", "原名公司", carrier.name, "A loan",
        "Raise a need", "Correct the record",
    ):  # fmt: skip
        assert told in shown


def test_a_district_reads_the_page_and_another_does_not_find_it() -> None:
    company = city.a_company()
    bureau = as_user(city.a_user(Role.DISTRICT, at=company))
    elsewhere = as_user(city.a_user(Role.DISTRICT, at=city.a_company("440117")))

    assert "Raise a need" not in text(bureau.get(f"/company/{company.pk}/"))
    assert elsewhere.get(f"/company/{company.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same_however_much_there_is(
    count: int, django_assert_num_queries
) -> None:
    company, head = city.a_company(), city.a_user(Role.OFFICER)
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    support.plan(company, by=head, at=NOW)
    for year in range(2020, 2020 + count):
        company.returns.create(year=year)
        companies.record_name(company, f"name {year}", by=head, at=NOW)
        companies.record_qualification(
            company, by=head, at=NOW, kind="hte", issued_on=date(year, 1, 1)
        )
        support.raise_need(company, "FN", by=mei, at=NOW, title="A loan")
    client = as_user(mei)

    # Who asks, with which roles; then one query for each part of the page.
    with django_assert_num_queries(22):
        assert client.get(f"/company/{company.pk}/").status_code == 200
