"""The checklist: what rules fill, what people answer, and four eyes over the result."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.formal import actions, queries
from programs.formal.rules import ITEMS
from programs.models import Checklist, ChecklistItem, Letter
from tests.city import (
    a_user,
    advance,
    an_application,
    at_once,
    broken,
    give,
    moved,
    sql,
)
from tests.programs.applications.scene import (
    a_district_officer,
    an_officer,
    asked_to_correct,
    in_review,
    now,
    submitted,
)
from tests.races.crowd import won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def a_checker():
    return a_user(Role.CHECKER)


def begun(scene=None, *, by=None):
    scene = scene or in_review()
    return actions.begin(scene.application, by=by or an_officer(), at=now())


def all_met(checklist, **otherwise):
    """Every answer that makes it eligible, but for what is said otherwise."""
    given = {item.code: ("met", "见材料") for item in checklist.items.all()}
    return given | otherwise


def gone_through(checklist=None, *, by=None, **otherwise):
    checklist, by = checklist or begun(), by or an_officer()
    actions.answer(checklist, all_met(checklist, **otherwise), by=by, at=now())
    actions.conclude(checklist, by=by, at=now())
    return checklist


def item(checklist, code):
    return checklist.items.get(code=code)


# What the rules fill in -------------------------------------------------------------


def test_the_checklist_has_the_items_of_the_field_in_their_order():
    checklist = begun()

    codes = list(queries.items(checklist).values_list("code", flat=True))

    assert codes == [each.code for each in ITEMS]
    assert len(codes) == 14


def test_a_rule_answers_what_the_data_allow_and_says_what_it_read():
    checklist = begun()

    entity = item(checklist, "entity")
    assert (entity.found, entity.answer, entity.answered_by) == ("pass", "met", None)
    assert "Registered in" in entity.read["en"]
    assert set(entity.read) == {"en", "zh-hans"}
    assert entity.read["en"] != entity.read["zh-hans"]
    assert item(checklist, "commitment").answer == "met"


def test_what_needs_eyes_is_left_open():
    checklist = begun()

    for code in ("accounts", "tax", "ip", "vc", "legibility", "bars", "uscc"):
        assert item(checklist, code).answer == "", code
    assert "计划书.pdf" in item(checklist, "legibility").read["zh-hans"]


def test_the_opinion_of_the_district_is_read():
    scene = submitted()
    by = a_district_officer()
    applications.recommend(scene.application, by=by, at=now(), opinion="经核查属实")

    checklist = begun(scene)

    read = item(checklist, "district")
    assert (read.found, read.answer) == ("pass", "met")
    assert "经核查属实" in read.read["en"]
    scene.application.refresh_from_db()
    assert scene.application.status == "formal_review"


def test_a_bar_found_by_the_registry_is_not_met_until_somebody_says_why():
    scene = in_review()
    company = scene.company
    type(company).objects.filter(pk=company.pk).update(registry_state="abnormal")
    checklist, officer = begun(scene), an_officer()
    found = item(checklist, "uscc")

    bare = actions.answer(checklist, {"uscc": ("met", "")}, by=officer, at=now())
    told = actions.answer(checklist, {"uscc": ("met", "已移出")}, by=officer, at=now())

    assert (found.found, found.answer) == ("fail", "not_met")
    assert "rules find" in bare[0]
    assert told == []
    assert item(checklist, "uscc").answered_by == officer


def test_the_database_wants_the_reason_as_well():
    begun()
    change = (
        "UPDATE programs_checklistitem SET answer = %s, found = %s WHERE code = 'ip'"
    )

    assert (
        broken(lambda: sql(change, "not_met", "needs_evidence"))
        == "checklist_item_says_what_is_not_met"
    )
    assert (
        broken(lambda: sql(change, "met", "fail"))
        == "checklist_item_says_why_a_rule_is_overruled"
    )


def test_whoever_begins_second_gets_the_same_checklist():
    scene = in_review()

    assert begun(scene) == begun(scene)
    assert Checklist.objects.count() == 1


def test_only_what_somebody_changed_bears_their_name():
    checklist, officer = begun(), an_officer()
    given = {each.code: (each.answer, each.note) for each in checklist.items.all()}

    actions.answer(checklist, given | {"ip": ("met", "")}, by=officer, at=now())

    signed = checklist.items.exclude(answered_by=None)
    assert [(each.code, each.answered_by) for each in signed] == [("ip", officer)]
    entry = Entry.objects.get(subject_type="programs.checklist", verb="answer")
    assert entry.details["items"] == ["ip"]


# The result, and four eyes ----------------------------------------------------------


def test_it_is_not_handed_over_with_an_item_open():
    checklist = begun()

    with pytest.raises(Refusal) as refused:
        actions.conclude(checklist, by=an_officer(), at=now())

    assert refused.value.code == "items"
    assert "still open" in refused.value.sentence


def test_a_second_person_makes_it_eligible():
    checklist = gone_through()

    actions.confirm(checklist, by=a_checker(), at=now())

    checklist.application.refresh_from_db()
    assert checklist.application.status == "eligible"
    assert (checklist.status, checklist.outcome) == ("confirmed", "eligible")


def test_itemized_reasons_reach_the_company():
    checklist = gone_through(
        tax=("not_met", "缺2025年完税证明"), ip=("not_met", "专利年费逾期")
    )

    actions.confirm(checklist, by=a_checker(), at=now())

    application = checklist.application
    application.refresh_from_db()
    entry = Entry.objects.get(verb="fail_review", subject_id=str(application.pk))
    letter = Letter.objects.get(application=application)
    assert application.status == "ineligible"
    assert entry.reason.splitlines() == [
        "1. Certificates of tax and social insurance: 缺2025年完税证明",
        "2. Certificates of intellectual property: 专利年费逾期",
    ]
    assert letter.outcome == "ineligible"
    assert "专利年费逾期" in str(letter.content)


def test_whoever_checked_is_not_the_second_checker():
    officer = an_officer()
    checklist = gone_through(by=officer)

    with pytest.raises(Refusal) as refused:
        actions.confirm(checklist, by=officer, at=now())

    assert refused.value.code == "four_eyes"


def test_neither_is_whoever_has_answered_an_item():
    first, other = an_officer(), an_officer()
    checklist = begun()
    actions.answer(checklist, {"ip": ("met", "")}, by=other, at=now())
    rest = all_met(checklist, ip=("met", ""))
    actions.answer(checklist, rest, by=first, at=now())
    actions.conclude(checklist, by=first, at=now())

    with pytest.raises(Refusal) as refused:
        actions.confirm(checklist, by=other, at=now())

    assert refused.value.code == "four_eyes"


def test_raw_sql_cannot_sign_twice_either():
    officer = an_officer()
    checklist = gone_through(by=officer)
    change = (
        "UPDATE programs_checklist SET confirmed_at = now(), confirmed_by_id = %s, "
        "status = 'confirmed' WHERE id = %s"
    )

    assert broken(lambda: sql(change, officer.pk, checklist.pk)) in {
        "checklist_confirmed_by_another",
        "checklist_second_checker_answered_nothing",
    }


def test_given_back_it_is_open_again_and_says_why():
    checklist = gone_through()

    actions.give_back(checklist, by=a_checker(), at=now(), reason="附件二再看一遍")

    assert (checklist.status, checklist.outcome) == ("open", "")
    assert queries.given_back(checklist) == "附件二再看一遍"


def test_what_was_handed_over_stands_still():
    checklist = gone_through()

    change = "UPDATE programs_checklistitem SET note = 'x' WHERE code = 'ip'"
    assert broken(lambda: sql(change)) == "checklist_items_stand_once_concluded"
    with pytest.raises(Refusal) as refused:
        actions.answer(checklist, {"ip": ("met", "y")}, by=an_officer(), at=now())
    assert refused.value.code == "concluded"


def test_a_result_that_the_items_do_not_come_to_is_refused():
    checklist = begun()
    all_of_them = all_met(checklist, ip=("not_met", "x"))
    actions.answer(checklist, all_of_them, by=an_officer(), at=now())

    wrong = lambda: advance(checklist, "conclude", by=an_officer(), outcome="eligible")  # noqa: E731  # one line

    assert broken(wrong) == "checklist_result_follows_its_items"


@pytest.mark.parametrize("verb", ["pass_review", "fail_review"])
def test_no_application_is_decided_without_a_confirmed_checklist(verb):
    scene = in_review()
    gone_through(begun(scene))
    more = {"reason": "x"} if verb == "fail_review" else {}

    with pytest.raises(Refusal) as refused:
        getattr(applications, verb)(
            scene.application, by=an_officer(), at=now(), **more
        )

    assert refused.value.code == "checklist"


def test_a_checklist_of_the_other_result_does_not_do():
    checklist = gone_through()
    advance(checklist, "confirm", by=a_checker())

    with pytest.raises(Refusal):
        applications.fail_review(
            checklist.application, by=an_officer(), at=now(), reason="x"
        )


def test_a_stranger_a_company_and_whoever_acts_for_it_do_not_check():
    scene = in_review()
    officer = an_officer()
    give(officer, Role.COMPANY_EDITOR, scene.company)

    for user in (scene.admin, a_user(Role.FINANCE)):
        with pytest.raises(PermissionDenied):
            begun(scene, by=user)
    with pytest.raises(Refusal) as refused:
        begun(scene, by=officer)
    assert refused.value.code == "own"


# Corrections ------------------------------------------------------------------------


def test_a_correction_gets_a_checklist_of_its_own_and_keeps_what_was_seen():
    officer = an_officer()
    scene = in_review()
    first = begun(scene, by=officer)
    seen = {"tax": ("met", "齐全"), "ip": ("not_met", "缺证书")}
    actions.answer(first, seen, by=officer, at=now())
    asked_to_correct(scene)
    applications.save(
        scene.application, {"staff": "15"}, revision=1, by=scene.editor, at=now()
    )
    applications.correct(scene.application, by=scene.admin, at=now())

    second = begun(scene, by=an_officer())

    first.refresh_from_db()
    assert first.status == "superseded"
    assert second.submission.sequence == 2
    assert (item(second, "tax").answer, item(second, "tax").answered_by) == (
        "met",
        officer,
    )
    assert item(second, "ip").answer == ""
    gone_through(second)
    actions.confirm(second, by=a_checker(), at=now())
    scene.application.refresh_from_db()
    assert scene.application.status == "eligible"


def test_no_result_by_the_checklist_of_what_has_been_corrected_since():
    scene = in_review()
    first = gone_through(begun(scene))
    asked_to_correct(scene)

    with pytest.raises(Refusal):
        actions.confirm(first, by=a_checker(), at=now())


def test_a_correction_that_does_not_come_closes_the_case_without_a_checklist():
    scene = asked_to_correct()
    begun_before = Checklist.objects.count()

    closed = applications.close_overdue(now() + timedelta(days=30))

    scene.application.refresh_from_db()
    assert (closed, begun_before, scene.application.status) == (1, 0, "ineligible")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_second_checkers_one_decides():
    checklist = gone_through()
    people = [a_checker(), a_checker()]

    outcomes = at_once(
        *(
            lambda by=by: actions.confirm(
                Checklist.objects.get(pk=checklist.pk), by=by, at=now()
            )
            for by in people
        )
    )

    assert won(outcomes) == 1
    assert Entry.objects.filter(verb="pass_review").count() == 1


# The desk ---------------------------------------------------------------------------


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

    # user with grants, rows, checklists with their items; choices of two filters
    with django_assert_num_queries(5):
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
