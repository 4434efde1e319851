"""The pages of companies, districts and service officers."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.models import Message
from startups.indicators import actions as returns
from startups.indicators.queries import figures_of
from startups.indicators.states import Status
from startups.models import Company, Member, Need, Plan, Return, Visit
from startups.support import actions as support
from tests import city
from tests.browsing import as_user, said, text
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

GOOD = "91440101618607269R"
FACTS = {
    "uscc": " 91440101618607269r",
    "name": "岭南芯片有限公司",
    "district": "440112",
    "industry": "6520",
    "founded_on": "2024-05-01",
}


def a_pair(**fields: object) -> tuple[Company, User]:
    company = city.a_company(**fields)
    return company, city.a_user(Role.COMPANY_ADMIN, at=company)


def a_supported_company() -> tuple[Company, User, User]:
    """A company, its administrator, and the service officer who looks after it."""
    (company, mei), officer = a_pair(), city.a_user(name="Officer")
    head = city.a_user(Role.OFFICER)
    started = date(2026, 1, 1)
    support.plan(company, by=head, at=NOW, officer=officer, starts_on=started)
    return company, mei, officer


# registering and correcting --------------------------------------------------------


def test_a_newcomer_is_led_to_register_and_then_to_the_company() -> None:
    mei = city.a_user()
    client = as_user(mei)
    assert "Register a company" in text(client.get("/company/"))

    answer = client.post("/company/new/", FACTS)

    company = Company.objects.get(uscc=GOOD)
    assert answer.url == f"/company/{company.pk}/"
    fresh = as_user(User.objects.get(pk=mei.pk))
    assert fresh.get("/company/").url == answer.url
    assert "岭南芯片有限公司" in text(fresh.get(answer.url))


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() -> None:
    client = as_user(city.a_user())

    answer = client.post("/company/new/", {**FACTS, "uscc": "9144", "industry": "65x"})

    page = answer.content.decode()
    assert "The code has 4 characters; it needs 18." in page
    assert "The code has three or four digits." in page
    assert 'value="岭南芯片有限公司"' in page


def test_an_industry_is_told_by_its_name_and_one_that_is_none_is_refused() -> None:
    client = as_user(city.a_user())

    wrong = client.post("/company/new/", {**FACTS, "industry": "9999"})
    done = client.post("/company/new/", {**FACTS, "industry": "3973"})

    assert "no industry that begins with 99" in wrong.content.decode()
    fresh = as_user(User.objects.get(pk=client.session["_auth_user_id"]))
    page = fresh.get(done.url).content.decode()
    assert "3973</span> Manufacture of computers" in page


def test_a_company_that_is_known_is_not_entered_twice() -> None:
    a_pair(uscc=GOOD, name="岭南芯片")

    answer = as_user(city.a_user()).post("/company/new/", FACTS)

    assert "“岭南芯片” is registered. Ask one of its administrators" in text(answer)
    assert Company.objects.count() == 1


def test_an_administrator_corrects_the_record() -> None:
    company, mei = a_pair(name="木棉", industry="6513", founded_on=date(2024, 1, 1))
    given = {"name": "木棉", "district": "440106", "founded_on": "2024-01-01"}

    answer = as_user(mei).post(
        f"/company/{company.pk}/edit/", {**given, "address": "天河路1号"}
    )

    assert answer.url == f"/company/{company.pk}/"
    company.refresh_from_db()
    assert (company.address, company.industry) == ("天河路1号", "")


def test_who_a_verified_company_is_stays_even_when_typed_over() -> None:
    company, mei = a_pair(name="木棉", founded_on=date(2024, 1, 1))
    city.moved(company, "verify")
    given = {"name": "别名", "district": "440117", "founded_on": "2025-01-01"}

    as_user(mei).post(f"/company/{company.pk}/edit/", {**given, "address": "新址"})

    company.refresh_from_db()
    assert (company.name, company.district_id) == ("木棉", "440106")
    assert company.address == "新址"


def test_an_editor_corrects_nothing_and_a_stranger_finds_nothing() -> None:
    company, _mei = a_pair()
    editor = as_user(city.a_user(Role.COMPANY_EDITOR, at=company))
    stranger = as_user(city.a_user(Role.COMPANY_ADMIN, at=city.a_company()))
    pages = [f"/company/{company.pk}/{part}" for part in ("", "edit/", "members/")]

    assert editor.get(pages[1]).status_code == 403
    assert [stranger.get(page).status_code for page in pages] == [404, 404, 404]
    assert as_user(None).get(pages[0]).status_code == 302


# people ----------------------------------------------------------------------------


def test_people_are_invited_listed_and_let_go() -> None:
    company, mei = a_pair()
    lin, client, page = city.a_user(), as_user(mei), f"/company/{company.pk}/members/"

    client.post(page, {"email": lin.email, "role": "company_editor"})
    assert lin.email in text(client.get(page))
    seat = Member.objects.get(user=lin)
    answer = client.post(f"{page}{seat.pk}/end/")

    assert said(answer)[-1] == f"{lin} acts for the company no more."
    assert not Member.objects.of(company).filter(user=lin).exists()


def test_the_last_administrator_stays_and_is_told_why() -> None:
    company, mei = a_pair()
    seat = Member.objects.get(user=mei)

    answer = as_user(mei).post(f"/company/{company.pk}/members/{seat.pk}/end/")

    assert "is the only administrator" in said(answer)[0]


def test_following_an_invitation_takes_a_button() -> None:
    company, mei = a_pair()
    as_user(mei).post(
        f"/company/{company.pk}/members/",
        {"email": "new@example.org", "role": "company_editor"},
    )
    path = Message.objects.get().context["path"]
    lin = User.objects.create(email="new@example.org", name="Lin")

    assert "You are signed in as new@example.org" in text(as_user(lin).get(path))
    assert not Member.objects.filter(user=lin).exists()
    assert as_user(lin).post(path).url == f"/company/{company.pk}/"
    assert Member.objects.filter(user=lin).exists()


# yearly returns --------------------------------------------------------------------


def test_a_return_is_filled_in_saved_and_handed_in() -> None:
    company, mei = a_pair()
    client = as_user(mei)
    page = client.post(f"/company/{company.pk}/returns/", {"year": "2025"}).url

    client.post(page, {"REV": "52,000", "REV_MAIN": "60000", "go": "save"})
    assert "A part cannot be more than its total." in text(client.get(page))
    answer = client.post(page, {"REV": "52000", "EMP": "12", "go": "submit"})
    assert "look at these figures first" in said(answer)[-1]
    client.post(page, {"REV": "52000", "EMP": "12", "RD_EXP": "900", "go": "submit"})

    filed = Return.objects.get()
    assert filed.status == Status.SUBMITTED
    assert figures_of(company, 2025)["REV"] == Decimal(52000)
    assert "52,000" in text(client.get(page))


def test_what_is_not_a_number_is_shown_again_and_nothing_is_saved() -> None:
    company, mei = a_pair()
    filed = returns.open_return(company, 2025, by=mei, at=NOW)

    answer = as_user(mei).post(
        f"/company/{company.pk}/returns/2025/", {"REV": "many", "EMP": "5"}
    )

    assert 'value="many"' in answer.content.decode()
    assert figures_of(filed.company, 2025) == {}


def test_a_district_finds_its_returns_and_sends_one_back() -> None:
    (company, mei), (other, _lin) = a_pair(), a_pair(district="440117")
    for each in (company, other):
        city.moved(Return.objects.create(company=each, year=2025), "submit")
    bureau = as_user(city.a_user(Role.DISTRICT, at=company))

    listed = text(bureau.get("/district/returns/"))
    assert company.name in listed
    assert other.name not in listed
    assert bureau.get(f"/company/{other.pk}/returns/2025/").status_code == 404
    page = f"/company/{company.pk}/returns/2025/"
    assert "Return to the company" in text(bureau.get(page))
    bureau.post(f"{page}check/", {"verb": "send_back", "reason": "R&D is missing"})

    assert "R&amp;D is missing" in text(as_user(mei).get(page))
    assert bureau.post(page, {"REV": "1"}).status_code == 200  # shown, not written
    assert figures_of(company, 2025) == {}


# needs and services ----------------------------------------------------------------


def test_a_need_is_raised_and_worked_on_from_its_page() -> None:
    company, mei, officer = a_supported_company()
    answer = as_user(mei).post(
        f"/company/{company.pk}/needs/new/", {"kind": "FN", "title": "A loan"}
    )
    need = Need.objects.get()
    assert answer.url == f"/company/needs/{need.number}/"

    carer = as_user(officer)
    assert "A loan" in text(carer.get("/service/"))
    carer.post(answer.url, {"verb": "accept"})
    carer.post(answer.url, {"verb": "work"})
    carer.post(answer.url, {"verb": "resolve", "reason": "The bank agreed"})
    assert "The bank agreed" in text(as_user(mei).get(answer.url))
    as_user(mei).post(answer.url, {"verb": "confirm"})

    need.refresh_from_db()
    assert need.status == "confirmed"
    assert carer.post(answer.url, {"verb": "delete"}).status_code == 404


def test_a_visit_is_logged_on_the_road() -> None:
    company, _mei, officer = a_supported_company()
    client = as_user(officer)
    assert company.name in text(client.get("/service/"))

    wrong = client.post(f"/service/{company.pk}/visit/", {"visited_on": "2030-01-01"})
    assert wrong.status_code == 200
    told = {"visited_on": str(TODAY), "topics": "pilot line", "on_site": "on"}
    assert client.post(f"/service/{company.pk}/visit/", told).url == "/service/"

    assert Visit.objects.get().logged_by == officer
    assert client.get(f"/service/{city.a_company().pk}/visit/").status_code == 404


def test_a_company_confirms_the_service_that_reached_it() -> None:
    company, mei, officer = a_supported_company()
    told = {"kind": "FN", "given_on": str(TODAY), "summary": "bank introduced"}
    as_user(officer).post(f"/service/{company.pk}/service/", told)
    given = Plan.objects.get().services.get()

    assert "bank introduced" in text(as_user(mei).get("/company/support/"))
    as_user(mei).post(f"/company/services/{given.pk}/confirm/", {"rating": "5"})

    given.refresh_from_db()
    assert (given.rating, given.confirmed_on is not None) == (5, True)


# lists -----------------------------------------------------------------------------


def a_full_company(bureau: str = "440106") -> Company:
    company = city.a_company(bureau)
    company.qualifications.create(kind="hte", issued_on=date(2025, 1, 1))
    city.moved(Return.objects.create(company=company, year=2025), "submit")
    return company


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/district/companies/", 4),  # user with roles, count, companies, titles
        ("/district/returns/", 3),  # user with roles, count, returns
    ],
)
def test_a_districts_lists_cost_the_same_for_one_and_for_many(
    page: str, queries: int, count: int, django_assert_num_queries
) -> None:
    companies = [a_full_company() for _ in range(count)]
    client = as_user(city.a_user(Role.DISTRICT, at=companies[0]))

    with django_assert_num_queries(queries):
        shown = text(client.get(page))

    assert all(company.name in shown for company in companies)


@pytest.mark.parametrize("count", [1, 3])
def test_an_officers_list_costs_the_same_for_one_and_for_many(
    count: int, django_assert_num_queries
) -> None:
    officer, head = city.a_user(), city.a_user(Role.OFFICER)
    for _ in range(count):
        company = city.a_company()
        support.plan(company, by=head, at=NOW, officer=officer)
        mei = city.a_user(Role.COMPANY_ADMIN, at=company)
        support.raise_need(company, "FN", by=mei, at=NOW, title="A loan")
    client = as_user(officer)

    with django_assert_num_queries(4):  # user with roles, needs, count, companies
        shown = text(client.get("/service/"))

    assert shown.count("1 open need") == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/company/returns/", 4),  # user with roles, companies, count, returns
        # user with roles, count of needs, needs, services, companies
        ("/company/support/", 5),
    ],
)
def test_a_companys_lists_cost_the_same_for_one_and_for_many(
    page: str, queries: int, count: int, django_assert_num_queries
) -> None:
    company, mei, officer = a_supported_company()
    plan = company.plans.get()
    for year in range(2020, 2020 + count):
        returns.open_return(company, year, by=mei, at=NOW)
        support.raise_need(company, "FN", by=mei, at=NOW, title="A loan")
        support.record_service(
            plan, "FN", by=officer, at=NOW, given_on=TODAY, summary="done"
        )
    client = as_user(mei)

    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
