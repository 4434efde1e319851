"""The check in the city: what is gathered, who may look, and what handing in keeps."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.applications import actions
from programs.eligibility.queries import assessed
from programs.models import Application, Screening, Submission
from startups.models import Company, Qualification, Return, Value
from tests.city import (
    a_call,
    a_carrier,
    a_company,
    a_place,
    a_program,
    a_tenancy,
    a_user,
    an_application,
    an_award,
    an_sme_program,
    broken,
    give,
    moved,
    sql,
)
from tests.programs.applications.scene import a_scene, filled_in, in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOW = datetime.now(UTC)
LAST = NOW.year - 1


def report(company: Company, year: int, **amounts) -> Return:
    filed = Return.objects.create(company=company, year=year)
    for code, amount in amounts.items():
        Value.objects.create(
            filed=filed, company=company, year=year, indicator=code, amount=amount
        )
    return moved(filed, "submit")


def answers(call, company) -> dict[str, tuple[str, str]]:
    found = assessed(call, company, now=NOW)
    every = [*found.general, *(a for t in found.types for a in t.answers)]
    return {a.condition.code: (str(a.finding.outcome), a.finding.known) for a in every}


def test_what_the_city_knows_is_gathered_and_quoted():
    company = a_company(founded_on=date(2015, 5, 4))
    call = a_call()
    for ago, revenue in ((3, 5000), (2, 7000), (1, 9000)):
        year = NOW.year - ago
        amounts = {"REV_MAIN": revenue, "REV": revenue, "RD_EXP": 600, "PROFIT": 1}
        report(company, year, **{k: Decimal(v) for k, v in amounts.items()})
    a_tenancy(a_carrier(name="Kapok Park", operator=company))

    known = answers(call, company)

    assert known["growth"][0] == "pass"
    assert "34.16%" in known["growth"][1]
    assert f"{LAST}, declared by the company" in known["growth"][1]
    by_year = f"{LAST - 2}: 12.00%, {LAST - 1}: 8.57%, {LAST}: 6.67%"
    said = f"Over three years 8.57% of revenue; by year {by_year}."
    assert known["intensity"] == ("pass", said)
    assert "Kapok Park (1 tenants)" in known["platform"][1]
    assert known["founded"][0] == "pass"


def test_support_of_this_program_bars_and_of_another_asks_for_evidence():
    program, company = a_program(), a_company()
    an_award(program, company)
    call, other = a_call(program), a_call(an_sme_program())

    assert answers(call, company)["not_chosen"][0] == "fail"
    assert answers(other, company)["not_chosen"][0] == "pass"
    assert answers(other, company)["double_funding"][0] == "needs_evidence"


def test_a_place_counts_like_an_award():
    program, company = an_sme_program(), a_company()
    a_place(program, company)

    assert answers(a_call(program), company)["not_chosen"][0] == "fail"


def test_an_application_of_the_same_call_is_named():
    application = an_application()

    outcome, said = answers(application.call, application.company)["once"]

    assert (outcome, application.number in said) == ("pass", True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_check_costs_the_same_however_much_is_known(
    count, django_assert_num_queries
):
    call, company = a_call(), a_company()
    for ago in range(1, count + 1):
        report(company, NOW.year - ago, REV=Decimal(1), REV_MAIN=Decimal(1))
        an_award(a_program(), company)
        an_application(a_call(), company)
        a_carrier(operator=company)
        kind = {"kind": "hte", "issued_on": date(2020 + ago, 1, 1)}
        Qualification.objects.create(company=company, **kind)
    company = Company.objects.select_related("district").get(pk=company.pk)

    # Returns, support and grants, platforms, applications.
    with django_assert_num_queries(4):
        assessed(call, company, now=NOW)


def page_of(client, call, user, company=None):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    address = reverse("call-eligibility", args=[call.slug])
    return client.get(f"{address}?company={company.pk}" if company else address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_company_and_for_several(
    client, count, django_assert_num_queries
):
    call, user = a_call(), a_user()
    companies = [a_company() for each in range(count)]
    for company in companies:
        give(user, Role.COMPANY_EDITOR, company)
    client.force_login(user)
    address = reverse("call-eligibility", args=[call.slug])

    # Person, roles, call, companies, and the five of the check.
    with django_assert_num_queries(7):
        answer = client.get(f"{address}?company={companies[0].pk}")

    assert answer.context["assessment"]


def test_somebody_with_several_companies_chooses_one(client):
    call, user = a_call(), a_user()
    for _each in range(2):
        give(user, Role.COMPANY_EDITOR, a_company())

    answer = page_of(client, call, user)

    assert (answer.context["company"], len(answer.context["companies"])) == (None, 2)


def test_nobody_asks_about_somebody_elses_company(client):
    call, other = a_call(), a_company()
    user = a_user(Role.COMPANY_ADMIN, at=a_company())

    assert page_of(client, call, user, other).status_code == 404


def test_a_stranger_signs_in_first_and_whoever_has_no_company_is_told_how(client):
    call = a_call()
    address = reverse("call-eligibility", args=[call.slug])

    assert client.get(address).status_code == 302
    told = page_of(client, call, a_user()).content.decode()
    assert "Register your company" in told


def test_a_call_that_is_being_prepared_is_not_checked_against(client):
    call = a_call()
    moved(call, "withdraw")
    user = a_user(Role.COMPANY_ADMIN, at=a_company())

    assert page_of(client, call, user).status_code == 404


def test_handing_in_keeps_the_check_beside_the_snapshot():
    scene = filled_in(a_scene())

    receipt = actions.submit(scene.application, by=scene.admin, at=NOW)

    kept = Screening.objects.get()
    rows = {row["code"]: row for row in kept.findings}
    assert kept.submission == receipt
    assert kept.rule_version == scene.call.program.rule_version
    assert rows["intensity"]["outcome"] == "needs_evidence"  # which refuses nothing
    assert rows["once"]["outcome"] == "pass"  # the application itself is no rival
    assert set(rows["company"]["known"]) == {"zh-hans", "en"}
    assert not {"growth", "platform"} & rows.keys()  # of other types


def test_a_clear_bar_refuses_in_its_own_words_and_the_draft_stays():
    scene = filled_in(a_scene())
    Company.objects.filter(pk=scene.company.pk).update(registry_state="abnormal")

    with pytest.raises(Refusal) as refused:
        actions.submit(scene.application, by=scene.admin, at=NOW)

    assert refused.value.code == "ineligible"
    assert "In operation: The registry says" in refused.value.sentence
    scene.application.refresh_from_db()
    assert (scene.application.status, Submission.objects.count()) == ("draft", 0)
    assert scene.application.draft.answers


def test_a_correction_is_checked_and_left_to_the_formal_review():
    scene = in_review()
    by = a_user(Role.OFFICER)
    actions.ask_correction(
        scene.application, by=by, at=NOW, reason="盖章", items={"pitch": "太短"}
    )
    Company.objects.filter(pk=scene.company.pk).update(registry_state="abnormal")

    actions.correct(scene.application, by=scene.admin, at=NOW)

    outcomes = [
        {row["code"]: row["outcome"] for row in each.findings}["operation"]
        for each in Screening.objects.order_by("submission__sequence")
    ]
    assert outcomes == ["pass", "fail"]


def test_a_kept_check_is_never_changed_or_removed():
    scene = filled_in(a_scene())
    actions.submit(scene.application, by=scene.admin, at=NOW)
    name = "screening_is_append_only"

    assert broken(lambda: sql("UPDATE programs_screening SET findings = '[]'")) == name
    assert broken(lambda: sql("DELETE FROM programs_screening")) == name
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("TRUNCATE programs_screening")
    assert Application.objects.count() == 1


def test_the_desk_reads_the_kept_check_beside_what_was_handed_in(client):
    scene = filled_in(a_scene())
    actions.submit(scene.application, by=scene.admin, at=NOW)
    client.force_login(a_user(Role.OFFICER))
    client.cookies["django_language"] = "en"
    page = reverse("admin:programs_application_change", args=[scene.application.pk])

    said = client.get(page).content.decode()

    assert "Eligibility when it was handed in" in said
    assert f"The code {scene.company.uscc} is that of a company." in said
