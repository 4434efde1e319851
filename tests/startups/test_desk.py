"""Companies, returns and support on the staff desk."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.models import Entry
from startups.companies import actions
from startups.indicators import actions as returns
from startups.models import Company, Merge, Need, Plan, Return, ServiceRecord, Visit
from startups.support import actions as support
from tests import city
from tests.browsing import as_user, said, text
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

DESK = "/admin/startups/"
GOOD = "91440101618607269R"


def an_officer() -> User:
    return city.a_user(Role.OFFICER)


def form(company: Company, **changes: str) -> dict[str, str]:
    """The company's form as the desk sends it, with empty inlines."""
    inlines = {
        f"{name}-{part}": "0"
        for name in ("names", "qualifications", "shareholders")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    facts = {
        "uscc": company.uscc,
        "name": company.name,
        "district": company.district_id,
        "registry_state": company.registry_state,
        "founded_on": "2024-01-01",
    }
    return facts | inlines | changes


def test_companies_are_found_by_any_name_and_by_code() -> None:
    company = city.a_company(name="新名有限公司")
    officer = an_officer()
    actions.record_name(company, "旧名公司", by=officer, at=NOW)
    city.a_company(name="别家")
    client = as_user(officer)

    for asked in ("新名", "旧名", company.uscc[:12].lower()):
        shown = text(client.get(f"{DESK}company/", {"q": asked}))
        assert "新名有限公司" in shown
        assert "别家" not in shown or asked == company.uscc[:12].lower()


def test_companies_are_filtered_by_the_title_they_hold_today() -> None:
    holder, officer = city.a_company(name="高企一号"), an_officer()
    city.a_company(name="无证一号")
    actions.record_qualification(
        holder, by=officer, at=NOW, kind="hte", issued_on=date(2026, 1, 1)
    )

    shown = text(as_user(officer).get(f"{DESK}company/?title=hte"))

    assert "高企一号" in shown
    assert "无证一号" not in shown


def test_a_correction_at_the_desk_is_a_use_case() -> None:
    company = city.a_company(founded_on=date(2024, 1, 1))
    page = f"{DESK}company/{company.pk}/change/"
    titles = {
        "qualifications-TOTAL_FORMS": "1",
        "qualifications-0-kind": "hte",
        "qualifications-0-issued_on": "2026-01-01",
        "names-TOTAL_FORMS": "1",
        "names-0-name": "原名公司",
    }

    as_user(an_officer()).post(page, form(company, name="新名", **titles))

    company.refresh_from_db()
    assert company.name == "新名"
    assert company.qualifications.get().kind == "hte"
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["change", "record_name", "record_qualification"]


def test_a_company_is_entered_once_and_its_code_tidied() -> None:
    client, entered = as_user(an_officer()), Company(uscc=" ９1440101618607269r")
    entered.name, entered.district_id = "岭南芯片", "440112"

    client.post(f"{DESK}company/add/", form(entered))
    again = client.post(f"{DESK}company/add/", form(entered))

    assert Company.objects.get().uscc == GOOD
    page = again.content.decode()
    assert "“岭南芯片” is in the registry, but nobody administers it" in page
    assert 'value="岭南芯片"' in page


def test_buttons_verify_and_refuse_with_a_reason() -> None:
    company, client = city.a_company(), as_user(an_officer())
    page = f"{DESK}company/{company.pk}/"

    refused = client.post(f"{page}press/refuse/", {"reason": " "})
    assert "Please give a reason." in said(refused)[0]
    client.post(f"{page}press/refuse/", {"reason": "No license"})
    client.post(f"{page}press/verify/")

    company.refresh_from_db()
    assert company.status == "verified"


def test_look_alikes_lead_to_a_merge() -> None:
    company = city.a_company(name="广州木棉生物科技有限公司")
    twin = city.a_company(name="广州市木棉生物科技有限公司")
    client = as_user(an_officer())

    page = client.get(f"{DESK}company/{company.pk}/change/").content.decode()
    merge = f"{DESK}merge/add/?absorbed={company.pk}&amp;kept={twin.pk}"
    assert merge in page
    assert client.get(merge.replace("&amp;", "&")).status_code == 200
    told = {"absorbed": company.pk, "kept": twin.pk, "reason": "one license"}
    client.post(f"{DESK}merge/add/", told)

    assert Merge.objects.get().kept == twin


def test_only_who_verifies_companies_changes_them_at_the_desk() -> None:
    company = city.a_company()
    leader = as_user(city.a_user(Role.LEADER))
    page = f"{DESK}company/{company.pk}/change/"

    assert leader.get(page).status_code == 200
    assert leader.post(page, form(company, name="?")).status_code == 403
    assert leader.get(f"{DESK}company/add/").status_code == 403
    assert leader.get(f"{DESK}company/{company.pk}/delete/").status_code == 403
    for role in (Role.SYSADMIN, Role.SECADMIN):
        assert as_user(city.a_user(role)).get(page).status_code == 403


def test_returns_are_confirmed_at_the_desk_and_never_edited() -> None:
    company = city.a_company()
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    filed = returns.open_return(company, 2025, by=mei, at=NOW)
    returns.save_values(filed, {"REV": Decimal(900)}, by=mei, at=NOW)
    city.moved(filed, "submit")
    client = as_user(city.a_user(Role.CHECKER))

    assert "900.00 thousand yuan" in text(
        client.get(f"{DESK}return/{filed.pk}/change/")
    )
    client.post(f"{DESK}return/{filed.pk}/press/confirm/")

    filed.refresh_from_db()
    assert filed.status == "confirmed"


def test_support_is_planned_handed_over_and_ended_at_the_desk() -> None:
    company, head = city.a_company(), an_officer()
    first = city.a_user(Role.SERVICE, at=city.a_company())
    second = city.a_user(Role.SERVICE, at=city.a_company())
    client = as_user(head)
    inlines = {
        f"{name}-{part}": "0"
        for name in ("visits", "services")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    told = {"company": company.pk, "officer": first.pk, "starts_on": "2026-01-05"}
    client.post(f"{DESK}plan/add/", told | inlines)
    plan = Plan.objects.get()
    client.post(f"{DESK}plan/{plan.pk}/change/", {"officer": second.pk} | inlines)
    plan.refresh_from_db()
    assert plan.officer == second
    client.post(f"{DESK}plan/{plan.pk}/press/end_plan/", {"reason": "moved away"})

    plan.refresh_from_db()
    assert plan.status == "ended"


def test_service_officers_log_visits_and_services_at_the_desk() -> None:
    officer = city.a_user(name="Officer")
    company = city.a_company()
    plan = support.plan(company, by=an_officer(), at=NOW, officer=officer)
    Plan.objects.filter(pk=plan.pk).update(starts_on=date(2026, 1, 1))
    client = as_user(officer)

    told = {"plan": plan.pk, "visited_on": str(TODAY), "topics": "pilot line"}
    client.post(f"{DESK}visit/add/", told)
    told = {"plan": plan.pk, "kind": "FN", "given_on": str(TODAY), "summary": "bank"}
    client.post(f"{DESK}servicerecord/add/", told)
    told = {"company": company.pk, "kind": "FN", "title": "A loan"}
    client.post(f"{DESK}need/add/", told)

    assert Visit.objects.get().logged_by == officer
    assert ServiceRecord.objects.get().summary == "bank"
    assert Need.objects.get().handler == officer


def test_needs_past_their_time_are_found() -> None:
    company = city.a_company()
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    support.raise_need(company, "FN", by=mei, at=NOW, title="Forgotten")
    client = as_user(an_officer())

    assert "Forgotten" in text(client.get(f"{DESK}need/?clock=late"))
    assert "late" in client.get(f"{DESK}need/").content.decode()


def a_row(model: str, officer: User) -> None:
    """One more row of everything that the desk lists."""
    company = city.a_company()
    actions.record_qualification(
        company, by=officer, at=NOW, kind="hte", issued_on=date(2026, 1, 1)
    )
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    if model == "return":
        Return.objects.create(company=company, year=2025)
    if model in {"plan", "visit", "servicerecord", "need"}:
        carer = city.a_user()
        plan = support.plan(company, by=officer, at=NOW, officer=carer)
        support.log_visit(plan, by=carer, at=NOW, visited_on=TODAY, topics="?")
        support.record_service(
            plan, "FN", by=carer, at=NOW, given_on=TODAY, summary="?"
        )
        support.raise_need(company, "FN", by=mei, at=NOW, title="A loan")
    if model == "merge":
        other = city.a_company()
        actions.merge(other, into=company, by=officer, at=NOW, reason="twice")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        # user with roles, views, count, districts for the filter, companies, titles
        ("company", 6),
        ("merge", 4),  # user with roles, views, count, merges
        ("return", 6),  # user with roles, views, count, years and districts, returns
        ("plan", 6),  # user with roles, views, count, districts and officers, plans
        ("visit", 7),  # as above, and the first and the last day
        ("servicerecord", 5),  # user with roles, views, count, ratings, services
        ("need", 5),  # user with roles, views, count, districts, needs
    ],
)
def test_the_desks_lists_cost_the_same_for_one_and_for_many(
    model: str, queries: int, count: int, django_assert_num_queries
) -> None:
    officer = an_officer()
    for _ in range(count):
        a_row(model, officer)
    client = as_user(officer)
    page = reverse(f"admin:startups_{model}_changelist")

    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
