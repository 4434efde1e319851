"""Submitting: complete, in time by the database's clock, once, and on record."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM
from foundation.files.actions import check_waiting
from foundation.models import CalendarDay, Message, StoredFile
from foundation.refusals import Refusal
from programs.applications import actions
from programs.letters.actions import issue_missing
from programs.models import Application, Call, Submission
from tests.city import moved
from tests.programs.applications.scene import (
    ANSWERS,
    a_district_officer,
    a_scene,
    an_officer,
    asked_to_correct,
    filled_in,
    in_review,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_an_incomplete_application_is_refused_with_every_gap():
    scene = a_scene()
    actions.save(
        scene.application, {"staff": "0"}, revision=0, by=scene.editor, at=now()
    )

    with pytest.raises(Refusal) as refused:
        actions.submit(scene.application, by=scene.admin, at=now())

    assert refused.value.code == "incomplete"
    for label in ("pitch", "staff", "plan", "truth"):
        assert f"问题 {label}" in refused.value.sentence


def test_only_an_administrator_of_the_company_submits():
    scene = filled_in(a_scene())

    with pytest.raises(PermissionDenied):
        actions.submit(scene.application, by=scene.editor, at=now())


def test_submitting_gives_a_receipt_with_the_time_of_the_database():
    scene = filled_in(a_scene())
    pretended = now() - timedelta(days=3)

    receipt = actions.submit(scene.application, by=scene.admin, at=pretended)

    scene.application.refresh_from_db()
    assert receipt.submitted_at > now() - timedelta(minutes=1)
    assert scene.application.submitted_at == receipt.submitted_at
    assert (scene.application.status, receipt.sequence) == ("submitted", 1)


def test_submitting_again_answers_with_the_same_receipt_and_mails_nothing():
    scene = filled_in(a_scene())

    first = actions.submit(scene.application, by=scene.admin, at=now())
    second = actions.submit(scene.application, by=scene.admin, at=now())

    assert (first, Submission.objects.count()) == (second, 1)
    assert Message.objects.filter(template="application_submitted").count() == 1


def test_what_was_withdrawn_is_not_submitted_again():
    scene = submitted()
    actions.withdraw(scene.application, by=scene.admin, at=now(), reason="later")

    with pytest.raises(Refusal) as refused:
        actions.submit(scene.application, by=scene.admin, at=now())

    assert refused.value.code == "moved_on"
    assert Submission.objects.count() == 1


def test_anyone_can_compute_the_hash_of_a_receipt_again():
    scene = submitted()

    receipt = Submission.objects.get()
    spelled = json.dumps(
        receipt.snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )

    assert hashlib.sha256(spelled.encode()).hexdigest() == receipt.sha256
    assert receipt.snapshot["answers"] == ANSWERS
    assert receipt.snapshot["company"]["uscc"] == scene.company.uscc
    file = StoredFile.objects.get()
    assert receipt.snapshot["attachments"][0]["sha256"] == file.sha256


def test_a_late_submission_is_refused_and_the_draft_stays_whole():
    scene = filled_in(a_scene())
    past = now() - timedelta(seconds=1)
    Call.objects.filter(pk=scene.call.pk).update(closes_at=past)

    with pytest.raises(Refusal) as refused:
        actions.submit(scene.application, by=scene.admin, at=past - timedelta(days=1))

    application = Application.objects.get()
    assert (refused.value.code, application.status) == ("closed", "draft")
    assert application.draft.answers == ANSWERS
    assert not Submission.objects.exists()


def test_a_rejected_file_has_to_be_replaced_before_submitting():
    scene = filled_in(a_scene())
    StoredFile.objects.update(sha256="0" * 64)  # as if the bytes had been changed
    check_waiting(now=now())

    with pytest.raises(Refusal, match=r"计划书\.pdf"):
        actions.submit(scene.application, by=scene.admin, at=now())


def test_what_was_taken_back_can_be_changed_and_submitted_again():
    scene = submitted()

    actions.take_back(scene.application, by=scene.admin, at=now())
    assert scene.application.submitted_at is None
    revision = scene.application.draft.revision + 1
    actions.save(
        scene.application,
        {"staff": "13"},
        revision=revision,
        by=scene.editor,
        at=now(),
    )
    actions.submit(scene.application, by=scene.admin, at=now())

    sheets = Submission.objects.order_by("sequence")
    assert [s.snapshot["answers"]["staff"] for s in sheets] == ["12", "13"]


def test_nothing_is_taken_back_or_returned_when_it_could_not_be_submitted_again():
    scene = submitted()
    later = scene.call.closes_at + timedelta(hours=1)
    Call.objects.filter(pk=scene.call.pk).update(closes_at=now())
    scene.application.refresh_from_db()

    with pytest.raises(Refusal):
        actions.take_back(scene.application, by=scene.admin, at=later)
    with pytest.raises(Refusal):
        actions.send_back(
            scene.application, by=a_district_officer(), at=later, reason="x"
        )


def test_a_district_moves_the_applications_of_its_companies_only():
    scene = submitted()

    with pytest.raises(PermissionDenied):
        actions.recommend(scene.application, by=a_district_officer("440112"), at=now())
    actions.recommend(scene.application, by=a_district_officer(), at=now())

    assert scene.application.status == "recommended"


def test_the_company_is_told_why_an_application_came_back():
    scene = submitted()

    actions.send_back(
        scene.application, by=a_district_officer(), at=now(), reason="缺少盖章"
    )

    message = Message.objects.get(template="application_returned")
    assert (message.user, message.context["reason"]) == (scene.admin, "缺少盖章")


def test_a_correction_has_five_working_days_and_is_asked_for_once():
    scene = in_review()
    asked_to_correct(scene)
    days = CalendarDay.objects.working_days()
    today = now().astimezone().date()
    assert days.between(today, scene.application.due_on) in {5, 6}
    receipt = actions.correct(scene.application, by=scene.admin, at=now())

    assert (receipt.sequence, scene.application.status) == (2, "formal_review")
    with pytest.raises(Refusal) as refused:
        asked_to_correct(scene)
    assert refused.value.code == "once"


def test_a_correction_is_handed_in_after_the_close_of_the_call():
    scene = in_review()
    Call.objects.filter(pk=scene.call.pk).update(closes_at=now())
    asked_to_correct(scene)

    assert actions.correct(scene.application, by=scene.admin, at=now()).sequence == 2


def test_overdue_corrections_are_closed_once_and_not_before_their_day():
    scene = in_review()
    asked_to_correct(scene)
    late = now() + timedelta(days=30)

    closed = [actions.close_overdue(when) for when in (now(), late, late)]

    scene.application.refresh_from_db()
    assert (closed, scene.application.status) == ([0, 1, 0], "ineligible")
    assert issue_missing(now()) == 1
    assert Message.objects.filter(template="letter_issued").count() == 1
    with pytest.raises(Refusal):
        actions.correct(scene.application, by=scene.admin, at=late)


def test_steps_that_the_kind_of_program_skips_are_refused():
    scene = in_review()
    program = scene.call.program
    type(program).objects.filter(pk=program.pk).update(kind="sme-support")
    application = Application.objects.get()
    moved(application, "pass_review", "assign", "conclude_scoring")

    with pytest.raises(Refusal) as refused:
        actions.inspect(application, by=an_officer(), at=now())

    assert refused.value.code == "skipped"
    offered = {move.verb for move in application.moves_for(SYSTEM)}
    assert offered == {"withdraw", "decline"}
