"""The one page of a company: how everything stands, the most urgent first."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.applications.actions import begin
from programs.calls.actions import extend
from programs.messages import actions as messages
from programs.overview.rules import years_owed
from startups.indicators.actions import open_return
from startups.members import actions as members
from startups.members.actions import Agency
from tests import city
from tests.city import (
    a_company,
    a_finding,
    a_milestone,
    a_report,
    a_tranche,
    a_user,
    an_award,
    serial,
)
from tests.programs.applications.scene import (
    a_scene,
    an_officer,
    an_open_call,
    asked_to_correct,
    in_review,
    now,
    submitted,
)
from tests.programs.stages import awarded, planned

pytestmark = pytest.mark.django_db


def page_of(client, company, user):
    client.force_login(user)
    return client.get(company.get_absolute_url(), headers={"accept-language": "en"})


def tasks(answer) -> list[str]:
    return [str(task.title) for task, _late in answer.context["tasks"]]


def test_the_most_urgent_comes_first(client):
    scene = asked_to_correct()  # due in five working days
    soon = an_open_call(closes_at=now() + timedelta(hours=3))
    late = an_open_call(closes_at=now() + timedelta(days=60))
    for call in (late, soon):
        begin(call, scene.company, "tech", by=scene.editor, at=now())
    messages.write(scene.application, "请尽快", by=an_officer(), at=now())

    answer = page_of(client, scene.company, scene.admin)

    dues = [task.due for task, _ in answer.context["tasks"]]
    assert tasks(answer) == [
        "Complete and hand in", "Correct the application", "Complete and hand in",
        "1 new message from the commission",
    ]  # fmt: skip
    assert dues[:3] == sorted(dues[:3])
    assert dues[3] is None


def test_each_application_is_told_in_plain_words(client):
    scene = submitted()

    answer = page_of(client, scene.company, scene.admin)

    text = answer.content.decode()
    assert "Your district decides whether to recommend it to the city." in text
    assert reverse("application-receipt", args=[scene.application.number]) in text
    assert reverse("application-messages", args=[scene.application.number]) in text
    [case] = answer.context["cases"]
    assert case.due is not None


def test_what_an_award_owes_is_on_the_list(client):
    year = now().year
    award = an_award(decided_on=date(year - 2, 6, 15))
    finding = a_finding(award)
    far, near = now().date() + timedelta(days=200), now().date() + timedelta(days=60)
    for due_on in (far, near):
        a_milestone(award, due_on=due_on)
    a_report(award, until="open_report")
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    editor = a_user(Role.COMPANY_EDITOR, at=award.company)

    owed = [
        task for task, _late in page_of(client, award.company, admin).context["tasks"]
        if award.number in task.subject or award.number in task.url
    ]  # fmt: skip

    assert [(str(task.title), task.due and task.due.date()) for task in owed] == [
        (f"Hand in the yearly report of {year - 1}", date(year, 4, 1)),
        ("Put right what was found, and answer", finding.due_on + timedelta(days=1)),
        ("Show that a milestone is reached", near + timedelta(days=1)),
    ]
    assert all(client.get(task.url).status_code == 200 for task in owed)
    theirs = tasks(page_of(client, award.company, editor))
    assert f"Hand in the yearly report of {year - 1}" in theirs
    assert "Put right what was found, and answer" not in theirs


def test_more_time_shows_on_the_draft(client):
    scene = a_scene()
    until = scene.call.closes_at + timedelta(days=3)
    extend(
        scene.call, scene.company, until=until, reason="x", by=an_officer(), at=now()
    )

    answer = page_of(client, scene.company, scene.admin)

    assert [task.due for task, _ in answer.context["tasks"]] == [until]


def test_an_award_says_what_is_next_and_what_it_waits_for(client):
    award = planned()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)

    answer = page_of(client, award.company, admin)
    text = answer.content.decode()

    [money] = answer.context["money"]
    assert "The commission prepares the agreement" in str(money.follows)
    assert money.upcoming is not None
    assert money.shut
    assert award.number in text
    assert answer.context["cases"][0].notice is not None


def test_figures_that_a_supported_company_owes_are_on_the_list(client):
    before = now().year - 1
    award = an_award(decided_on=date(before, 3, 1))
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)

    answer = page_of(client, award.company, admin)

    assert f"Hand in the figures of {before}" in tasks(answer)
    task, late = answer.context["tasks"][0]
    assert (task.due.month, late) == (4, task.due <= now())


def test_a_return_that_was_begun_is_on_the_list(client):
    company = a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    open_return(company, now().year - 1, by=admin, at=now())

    assert tasks(page_of(client, company, admin)) == [
        f"Hand in the figures of {now().year - 1}"
    ]
    assert years_owed([], [], date(2026, 1, 1)) == []


def test_staff_and_district_see_no_draft_and_no_list_of_tasks(client):
    scene = a_scene()
    in_review(a_scene(scene.call, "440106"))

    for user in (an_officer(), a_user(Role.AUDITOR)):
        answer = page_of(client, scene.company, user)
        assert answer.context["cases"] == []
        assert "tasks" not in answer.context


def test_an_agent_sees_forms_and_no_money(client):
    award = awarded()
    admin, zhao = a_user(Role.COMPANY_ADMIN, at=award.company), a_user()
    agency = Agency("诚信代理", city.a_uscc(), now().date() + timedelta(days=9))
    members.appoint(award.company, zhao.email, agency, by=admin, at=now())

    answer = page_of(client, award.company, zhao)

    assert answer.context["money"] == []
    assert len(answer.context["cases"]) == 1
    assert "诚信代理" in answer.content.decode()


def test_another_companys_page_does_not_exist(client):
    stranger = a_user(Role.COMPANY_ADMIN, at=a_company())

    assert page_of(client, a_company(), stranger).status_code == 404


def test_who_acts_for_two_companies_changes_between_them(client):
    one, two = a_company(), a_company()
    user = a_user(Role.COMPANY_ADMIN, at=one)
    city.give(user, Role.COMPANY_ADMIN, two)

    page_of(client, two, user)
    there = client.get(reverse("company-members", args=[two.pk])).content.decode()
    chosen = client.get(reverse("companies-members"))

    assert reverse("company-members", args=[one.pk]) in there
    assert chosen.headers["Location"] == reverse("company-members", args=[two.pk])


def test_who_acts_for_one_has_nothing_to_choose(client):
    company = a_company()
    user = a_user(Role.COMPANY_ADMIN, at=company)

    assert not list(page_of(client, company, user).context["company_choices"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
):
    company = a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    for __ in range(count):
        scene = submitted(a_scene(company=company))
        messages.write(scene.application, "x", by=an_officer(), at=now())
        a_tranche(an_award(company=company))
        members.ask(company.uscc, "x", by=a_user(name=f"N{serial()}"), at=now())
    client.force_login(admin)
    client.get(company.get_absolute_url())  # the session notes which company

    with django_assert_num_queries(30):  # with reports, findings and milestones owed
        client.get(company.get_absolute_url())
