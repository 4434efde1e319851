"""Asking to join, naming agents, asking to merge: one company, never twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.models import Entry, Message, RoleGrant, User
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.applications.queries import listed, timeline
from startups.companies import actions as companies
from startups.companies.queries import administrators
from startups.companies.rules import objection_to_uscc
from startups.members import actions
from startups.members.actions import Agency
from startups.members.queries import named, undecided
from startups.merging import actions as merging
from startups.models import (
    Company,
    Delegation,
    JoinRequest,
    Member,
    Merge,
    MergeRequest,
)
from tests import city
from tests.city import at_once, broken, sql
from tests.programs.applications.scene import a_scene, filled_in, now

pytestmark = pytest.mark.django_db


def a_company(*, administered: bool = True) -> tuple[Company, User]:
    company = city.a_company()
    mei = city.a_user(Role.COMPANY_ADMIN, at=company) if administered else city.a_user()
    companies.verify(company, by=city.a_user(Role.OFFICER), at=now())
    return company, mei


def ask(company: Company, by: User, note: str = "财务部张三") -> JoinRequest:
    return actions.ask(company.uscc, note, by=by, at=now())


def test_a_wrong_check_character_says_which_and_what_it_would_be():
    said = objection_to_uscc("91440101618607269P")

    assert "18th character" in said
    assert "would be “R”, but is “P”" in said
    assert "Look at character 2" in objection_to_uscc("9I440101618607269R")
    assert "Look at character 3" in objection_to_uscc("91A40101618607269R")


def test_registering_what_is_registered_leads_to_asking(client):
    company, __ = a_company()
    client.force_login(city.a_user())

    page = client.post(reverse("company-new"), {"uscc": company.uscc, "name": "x"})
    text = page.content.decode()

    assert f"{reverse('company-ask')}?uscc={company.uscc}" in text
    assert company.name in text
    for secret in ("legal", company.district.name, company.contact_email or "@example"):
        assert f"<dd>{secret}" not in text


def test_registering_ones_own_company_again_leads_to_its_page(client):
    company, admin = a_company()
    client.force_login(admin)

    page = client.post(reverse("company-new"), {"uscc": company.uscc, "name": "x"})

    assert page.context["mine"]
    assert "Ask to join" not in page.content.decode()
    assert f'href="{company.get_absolute_url()}"' in page.content.decode()


def test_administrators_are_told_and_let_somebody_in():
    company, mei = a_company()
    lin = city.a_user()
    asked = ask(company, lin)
    told = Message.objects.get(template="join_asked")

    actions.admit(asked, by=mei, at=now())

    assert (told.user, told.context["note"]) == (mei, "财务部张三")
    assert Member.objects.get(user=lin).role == Role.COMPANY_EDITOR
    assert Message.objects.get(template="join_accepted").user == lin


def test_who_is_turned_down_reads_why_and_may_ask_again():
    company, mei = a_company()
    lin = city.a_user()
    asked = ask(company, lin)

    actions.turn_down(asked, by=mei, at=now(), reason="不认识")

    assert Message.objects.get(template="join_refused").context["reason"] == "不认识"
    assert not Member.objects.filter(user=lin).exists()
    assert ask(company, lin).pk != asked.pk


def test_the_commission_decides_only_where_the_company_has_nobody():
    officer = city.a_user(Role.OFFICER)
    (own, __), (bare, ___) = a_company(), a_company(administered=False)
    lin = city.a_user()
    theirs, ours = ask(own, lin), ask(bare, lin)

    assert list(undecided()) == [ours]
    with pytest.raises(Refusal) as refused:
        actions.admit(theirs, by=officer, at=now())
    actions.admit(ours, by=officer, at=now())

    assert refused.value.code == "administrators"
    assert administrators(bare) == [lin]


def test_a_stranger_and_an_editor_decide_nothing():
    company, __ = a_company()
    asked = ask(company, city.a_user())

    for user in (city.a_user(), city.a_user(Role.COMPANY_EDITOR, at=company)):
        with pytest.raises(PermissionDenied):
            actions.admit(asked, by=user, at=now())


def test_nobody_asks_twice_or_without_end():
    lin = city.a_user()
    company, __ = a_company()
    ask(company, lin)

    with pytest.raises(Refusal) as twice:
        ask(company, lin)
    for __ in range(4):
        ask(a_company()[0], lin)
    sixth = a_company()[0]
    with pytest.raises(Refusal) as many:
        ask(sixth, lin)

    assert (twice.value.code, many.value.code) == ("asked", "many")


def test_a_page_of_requests_is_decided_by_form(client):
    company, mei = a_company()
    asked = ask(company, city.a_user(), note="<b>我</b>")
    client.force_login(mei)
    page = reverse("company-members", args=[company.pk])

    text = client.get(page).content.decode()
    address = reverse("company-request", args=[company.pk, asked.pk])
    client.post(address, {"verb": "admit", "role": Role.COMPANY_ADMIN})

    assert "&lt;b&gt;我&lt;/b&gt;" in text
    assert "<b>我" not in text
    assert set(administrators(company)) == {mei, asked.asked_by}


# agents -----------------------------------------------------------------------------


def an_agency(**changed) -> Agency:
    told = {
        "name": "诚信代理有限公司",
        "uscc": city.a_uscc(),
        "until": city_day(now()) + timedelta(days=30),
    } | changed
    return Agency(**told)


def an_agent(company: Company, mei: User, **changed) -> User:
    zhao = city.a_user(name="Zhao")
    actions.appoint(company, zhao.email, an_agency(**changed), by=mei, at=now())
    return zhao


def test_an_agent_fills_in_and_does_not_hand_in():
    scene = filled_in(a_scene())
    zhao = an_agent(scene.company, scene.admin)

    draft = scene.application.draft
    draft.refresh_from_db()
    applications.save(
        scene.application, {"staff": "33"}, revision=draft.revision, by=zhao, at=now()
    )
    with pytest.raises(PermissionDenied):
        applications.submit(scene.application, by=zhao, at=now())

    assert scene.application in listed(zhao)
    assert not zhao.may("manage_members") and not zhao.may("edit_company")  # noqa: PT018  # one thought


def test_an_agent_with_the_power_hands_in_and_is_named_with_the_agency():
    scene = filled_in(a_scene())
    zhao = an_agent(scene.company, scene.admin, may_submit=True)

    receipt = applications.submit(scene.application, by=zhao, at=now())

    told = named(zhao, scene.company, receipt.submitted_at)
    assert "诚信代理有限公司" in told
    assert Delegation.objects.get().agency_uscc in told
    assert Entry.objects.get(verb="submit").actor == zhao
    assert named(scene.admin, scene.company, now()) == str(scene.admin)
    [step, *_] = timeline(scene.application, official=True)
    assert step.by == f"{zhao} (诚信代理有限公司)"


def test_a_delegation_ends_by_itself_and_can_be_given_anew():
    company, mei = a_company()
    zhao = an_agent(company, mei)
    RoleGrant.objects.filter(user=zhao).update(
        granted_at=now() - timedelta(days=9), expires_at=now() - timedelta(seconds=1)
    )
    fresh = User.objects.get(pk=zhao.pk)

    assert not fresh.may("apply", at=company)
    assert not Member.objects.of(company).filter(user=zhao).exists()
    actions.appoint(company, zhao.email, an_agency(), by=mei, at=now())
    assert User.objects.get(pk=zhao.pk).may("apply", at=company)


def test_an_agent_is_let_go_at_any_time():
    company, mei = a_company()
    zhao = an_agent(company, mei)

    actions.end_membership(Member.objects.get(user=zhao), by=mei, at=now())

    assert not User.objects.get(pk=zhao.pk).may("apply")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"uscc": "91440101618607269P"}, "agency_uscc"),
        ({"until": city_day(now()) - timedelta(days=1)}, "until"),
        ({"until": city_day(now()) + timedelta(days=400)}, "until"),
    ],
)
def test_an_agency_is_a_company_of_its_own_and_for_a_time(changed, code):
    company, mei = a_company()

    with pytest.raises(Refusal) as refused:
        an_agent(company, mei, **changed)

    assert refused.value.code == code


def test_the_database_lets_no_agent_act_without_an_end():
    company, mei = a_company()
    an_agent(company, mei)
    statement = "UPDATE foundation_rolegrant SET expires_at = NULL"

    assert broken(lambda: sql(statement)) == "role_grant_of_an_agent_has_an_end"


def test_an_agent_who_has_no_account_gets_an_invitation():
    company, mei = a_company()
    agency = an_agency(may_submit=True)
    actions.appoint(company, "new@agency.example", agency, by=mei, at=now())
    path = Message.objects.get(template="agent_invited").context["path"]
    zhao = User.objects.create(email="new@agency.example", name="Zhao")

    actions.join(path.strip("/").split("/")[-1], by=zhao, at=now())

    assert zhao.roles == {Role.AGENT_SUBMITTER}
    assert Delegation.objects.get().agency_name == agency.name


def test_the_page_names_an_agent_and_lists_agency_code_and_end(client):
    company, mei = a_company()
    zhao, agency = city.a_user(name="Zhao"), an_agency()
    client.force_login(mei)
    told = {
        "email": zhao.email, "agency": agency.name, "agency_uscc": agency.uscc,
        "until": str(agency.until),
    }  # fmt: skip

    client.post(reverse("company-agents", args=[company.pk]), told)
    text = client.get(reverse("company-members", args=[company.pk])).content.decode()

    for said in (str(zhao), agency.name, agency.uscc):
        assert said in text


# merging ----------------------------------------------------------------------------


def test_the_commission_confirms_a_merge_and_both_histories_stay():
    (double, mei), (kept, __) = a_company(), a_company()
    lin = city.a_user()
    waiting = ask(double, lin)
    asked = merging.ask(double, kept.uscc, "换证", by=mei, at=now())

    officer = city.a_user(Role.OFFICER)
    merging.confirm(asked, by=officer, at=now(), reason="档案一致")

    double.refresh_from_db()
    waiting.refresh_from_db()
    assert (double.merged_into, Merge.objects.get().kept) == (kept, kept)
    assert waiting.company == kept
    assert Message.objects.filter(template="merge_confirmed", user=mei).exists()
    assert kept.names.filter(name=double.name).exists()


def test_a_merge_is_turned_down_with_a_reason():
    (double, mei), (kept, __) = a_company(), a_company()
    asked = merging.ask(double, kept.uscc, "换证", by=mei, at=now())

    merging.turn_down(asked, by=city.a_user(Role.OFFICER), at=now(), reason="并非同一")

    double.refresh_from_db()
    assert double.status == "verified"
    assert Message.objects.get(template="merge_refused").context["reason"] == "并非同一"


def test_only_who_administers_asks_and_only_the_commission_confirms():
    (double, mei), (kept, other) = a_company(), a_company()

    with pytest.raises(PermissionDenied):
        merging.ask(double, kept.uscc, "x", by=other, at=now())
    asked = merging.ask(double, kept.uscc, "x", by=mei, at=now())
    with pytest.raises(PermissionDenied):
        merging.confirm(asked, by=mei, at=now(), reason="x")
    with pytest.raises(Refusal) as again:
        merging.ask(double, kept.uscc, "x", by=mei, at=now())

    assert again.value.code == "asked"
    assert MergeRequest.objects.get().status == "open"


def test_agents_do_not_go_over_with_a_merge():
    (double, mei), (kept, __) = a_company(), a_company()
    zhao = an_agent(double, mei)
    asked = merging.ask(double, kept.uscc, "x", by=mei, at=now())

    merging.confirm(asked, by=city.a_user(Role.OFFICER), at=now(), reason="x")

    assert not User.objects.get(pk=zhao.pk).may("apply")
    assert mei in administrators(kept)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins():
    company, mei = a_company()
    lin = city.a_user()
    asked = ask(company, lin)
    rows = [JoinRequest.objects.get(pk=asked.pk) for __ in range(2)]

    outcomes = at_once(
        lambda: actions.admit(rows[0], by=mei, at=now()),
        lambda: actions.turn_down(rows[1], by=mei, at=now(), reason="x"),
    )

    assert sum(isinstance(each, Refusal) for each in outcomes) == 1
    accepted = JoinRequest.objects.get().status == "accepted"
    assert Member.objects.filter(user=lin).exists() == accepted


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    company, mei = a_company()
    for __ in range(count):
        an_agent(company, mei)
        ask(company, city.a_user())
    client.force_login(mei)

    with django_assert_num_queries(4):
        client.get(reverse("company-members", args=[company.pk]))
