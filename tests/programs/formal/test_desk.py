"""The formal review at the desk."""

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.applications import actions as applications
from programs.formal import actions, queries
from programs.models import Checklist, ChecklistItem
from tests.city import a_user, an_application, moved
from tests.programs.applications.scene import (
    a_district_officer,
    an_officer,
    asked_to_correct,
    now,
    submitted,
)
from tests.programs.formal.scene import a_checker, begun, gone_through, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def page(name="change", *args):
    return reverse(f"admin:programs_formalcase_{name}", args=args)


@pytest.fixture
def desk(client):
    client.cookies["django_language"] = "en"
    return client


def test_from_the_recommendation_to_the_result_through_pages(desk):
    scene = submitted()
    applications.recommend(scene.application, by=a_district_officer(), at=now())
    officer, checker, pk = an_officer(), a_checker(), scene.application.pk
    desk.force_login(officer)

    waiting = desk.get(page("changelist"), {"stage": "begin"}).content.decode()
    desk.post(page("press", pk, "begin"))
    shown = desk.get(page("change", pk)).content.decode()
    sent = {
        f"answer_{each.code}": each.answer or "met"
        for each in ChecklistItem.objects.all()
    }
    desk.post(page("answers", pk), sent | {"then": "conclude"})
    own = desk.post(page("press", pk, "confirm"), follow=True).content.decode()
    desk.force_login(checker)
    offered = desk.get(page("change", pk)).content.decode()
    desk.post(page("press", pk, "confirm"))

    assert scene.application.number in waiting
    assert "Attachments can be read" in shown
    assert "cannot be its second checker" in own
    assert "Confirm the result" in offered
    scene.application.refresh_from_db()
    assert scene.application.status == "eligible"


def test_many_are_begun_and_confirmed_from_the_list(desk):
    scenes = [submitted(), submitted()]
    for scene in scenes:
        applications.recommend(scene.application, by=a_district_officer(), at=now())
    rows = [scene.application.pk for scene in scenes]
    desk.force_login(an_officer())
    desk.post(page("changelist"), {"action": "begin", "_selected_action": rows})
    for checklist in Checklist.objects.all():
        gone_through(checklist)
    desk.force_login(a_checker())

    answer = desk.post(
        page("changelist"), {"action": "confirm", "_selected_action": rows}, follow=True
    )

    assert answer.content.decode().count(": eligible") == 2
    assert set(Checklist.objects.values_list("status", flat=True)) == {"confirmed"}


def test_an_answer_without_its_reason_is_told_and_the_others_are_kept(desk):
    checklist = begun()
    pk = checklist.application_id
    desk.force_login(an_officer())
    sent = {"answer_ip": "not_met", "answer_tax": "met", "then": "conclude"}
    sent |= {
        f"answer_{e.code}": e.answer
        for e in checklist.items.exclude(code__in=["ip", "tax"])
    }

    answer = desk.post(page("answers", pk), sent, follow=True)

    checklist.refresh_from_db()
    assert "say what is not met" in answer.content.decode()
    assert item(checklist, "tax").answer == "met"
    assert (item(checklist, "ip").answer, checklist.status) == ("", "open")


def test_a_correction_is_asked_for_with_what_was_found(desk):
    checklist = begun()
    found = {"ip": ("not_met", "专利证书缺页")}
    actions.answer(checklist, found, by=an_officer(), at=now())
    desk.force_login(an_officer())
    change = page("change", checklist.application_id)

    shown = desk.get(change).content.decode()
    errand = page("ask_correction", checklist.application_id)
    form = desk.get(errand).content.decode()
    told = {"reason": "见下", "ask_staff": "on", "wrong_staff": "人数不符"}
    desk.post(errand, told)

    assert errand in shown
    assert "专利证书缺页" in form
    checklist.application.refresh_from_db()
    assert checklist.application.status == "correction"


def test_whoever_only_reads_gets_no_form_and_no_button(desk):
    checklist = begun()
    desk.force_login(a_user(Role.LEADER))
    pk = checklist.application_id

    shown = desk.get(page("change", pk)).content.decode()

    assert "answer_ip" not in shown
    assert desk.post(page("answers", pk), {}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    desk, count, django_assert_num_queries
):
    for __ in range(count):
        begun()
    desk.force_login(an_officer())

    # user with grants, views, count, rows, checklists, items; choices of two filters
    with django_assert_num_queries(7):
        listing = desk.get(page("changelist"))
    assert len(listing.context["cl"].result_list) == count


def test_cases_are_found_by_what_they_wait_for():
    waiting = moved(an_application(), "submit", "recommend")
    checking = begun()
    second = gone_through()
    asked = asked_to_correct().application
    rows = queries.cases(queries.FormalCase.objects.all())

    found = {
        stage: list(queries.in_stage(rows, stage).values_list("pk", flat=True))
        for stage in ("begin", "open", "second", "correction", "done")
    }

    assert found == {
        "begin": [waiting.pk],
        "open": [checking.application_id],
        "second": [second.application_id],
        "correction": [asked.pk],
        "done": [],
    }
    assert {queries.stage_of(case) for case in rows} == set(found) - {"done"}


def test_the_list_shows_what_waits_until_somebody_asks_for_all(desk):
    waiting, done = begun().application, gone_through().application
    actions.confirm(queries.checklist_of(done), by=a_checker(), at=now())
    desk.force_login(an_officer())

    def found(**asked):
        rows = desk.get(page("changelist"), asked).context["cl"].result_list
        return {case.pk for case in rows}

    assert found() == {waiting.pk}
    assert found(stage="every") == {waiting.pk, done.pk}
    assert found(q=done.number) == {done.pk}
