"""Four eyes over the result of a checklist, and corrections after it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.applications import actions as applications
from programs.formal import actions, queries
from programs.models import Checklist, Letter
from tests.city import a_user, advance, at_once, broken, give, sql
from tests.programs.applications.scene import (
    an_officer,
    asked_to_correct,
    in_review,
    now,
)
from tests.programs.formal.scene import a_checker, all_met, begun, gone_through, item
from tests.races.crowd import won

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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
