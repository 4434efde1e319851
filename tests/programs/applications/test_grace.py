"""A file that was on its way at the close may still arrive, and only that (I12)."""

from datetime import timedelta

import pytest

from foundation.models import Upload
from foundation.refusals import Refusal
from programs.applications import actions
from programs.models import Call, Incoming, Submission
from tests.browsing import as_user
from tests.city import broken, sql
from tests.programs.applications.scene import (
    ANSWERS,
    PDF,
    Scene,
    a_scene,
    an_open_call,
    now,
    upload,
)
from tests.programs.applications.test_uploads import HALF, Sender

pytestmark = pytest.mark.django_db


LATE = "submission_before_the_close"


@pytest.fixture
def closing():
    """Complete but for the plan, of which a half has arrived when the call closes."""
    scene = a_scene()
    actions.save(scene.application, ANSWERS, revision=0, by=scene.editor, at=now())
    sender = Sender(scene)
    key = sender.begin().json()["key"]
    sender.put(key, 0, PDF[:HALF])
    close(scene)
    return sender, key


def close(scene: Scene, ago: timedelta = timedelta(0)) -> None:
    """The call closes now, or has closed some time ago."""
    sql(
        "UPDATE programs_call SET opens_at = opens_at - interval '9 days', "
        "closes_at = clock_timestamp() - %s WHERE id = %s",
        ago,
        scene.call.pk,
    )
    scene.application.call.refresh_from_db()


def finished(sender: Sender, key: str) -> None:
    assert sender.put(key, HALF, PDF[HALF:]).status_code == 200
    assert sender.finish(key).status_code == 200


def hand_in(scene: Scene) -> Submission:
    return actions.submit(scene.application, by=scene.admin, at=now())


def insert(scene: Scene) -> None:
    """As anyone with a connection could."""
    form = scene.call.form_versions.get()
    sql(
        "INSERT INTO programs_submission (application_id, sequence, form_version_id, "
        "snapshot, sha256, submitted_at, submitted_by_id) "
        "VALUES (%s, 1, %s, '{}', %s, now() - interval '1 year', %s)",
        scene.application.pk, form.pk, "0" * 64, scene.admin.pk,
    )  # fmt: skip


def test_i12_a_file_that_was_on_its_way_may_still_arrive_and_be_handed_in(closing):
    sender, key = closing
    finished(sender, key)

    receipt = hand_in(sender.scene)

    assert receipt.submitted_at > sender.scene.application.closes_at()


def test_i12_a_file_begun_after_the_close_gives_no_grace():
    scene = a_scene()
    actions.save(scene.application, ANSWERS, revision=0, by=scene.editor, at=now())
    close(scene)
    sender = Sender(scene)
    assert sender.begin().json()["code"] == "closed"

    late = Upload.objects.create(
        owner=scene.editor, name="a.pdf", size=9, expires_on=now() + timedelta(1)
    )
    sql("UPDATE foundation_upload SET received = 9")
    sql("UPDATE foundation_upload SET finished_on = now()")
    Incoming.objects.create(
        application=scene.application,
        question="plan",
        upload=late,
        attachment=upload(scene),
    )
    assert broken(lambda: insert(scene)) == LATE


def test_i12_without_any_upload_there_is_no_grace():
    scene = a_scene()
    actions.save(scene.application, ANSWERS, revision=0, by=scene.editor, at=now())
    upload(scene)
    close(scene)

    assert broken(lambda: hand_in(scene)) == LATE


def test_i12_a_file_that_arrived_before_the_close_gives_no_grace():
    scene = a_scene()
    actions.save(scene.application, ANSWERS, revision=0, by=scene.editor, at=now())
    Sender(scene).send()
    close(scene)

    assert broken(lambda: insert(scene)) == LATE


def test_i12_an_upload_that_never_ends_gives_no_grace(closing):
    sender, _key = closing
    upload(sender.scene)

    assert broken(lambda: insert(sender.scene)) == LATE


def test_i12_an_answer_changed_after_the_close_ends_the_grace(closing):
    sender, key = closing
    finished(sender, key)
    sql('UPDATE programs_draft SET answers = answers || \'{"pitch": "later"}\'')

    assert broken(lambda: insert(sender.scene)) == LATE


def test_i12_another_file_added_after_the_close_ends_the_grace(closing):
    sender, key = closing
    finished(sender, key)
    upload(sender.scene, "other.pdf", PDF + b"%\n%%EOF\n")

    assert broken(lambda: insert(sender.scene)) == LATE


def test_i12_the_grace_is_short_and_the_calls(closing):
    sender, key = closing
    finished(sender, key)
    Call.objects.filter(pk=sender.scene.call.pk).update(upload_grace=0)
    assert broken(lambda: insert(sender.scene)) == LATE

    Call.objects.filter(pk=sender.scene.call.pk).update(upload_grace=1)
    insert(sender.scene)
    assert broken(lambda: Call.objects.update(upload_grace=61)) == (
        "call_upload_grace_is_short"
    )


def test_i12_the_grace_is_over_when_it_is_over(closing):
    sender, _key = closing
    close(sender.scene, ago=timedelta(minutes=16))

    assert sender.put(_key, HALF, PDF[HALF:]).status_code == 200
    assert sender.finish(_key).json()["code"] == "closed"
    assert broken(lambda: insert(sender.scene)) == LATE


def test_i12_a_file_that_is_not_needed_gives_no_grace():
    call = an_open_call()
    form = call.form_versions.get()
    for part in form.schema["sections"]:
        for question in part["questions"]:
            question.pop("required", None)
    form.save()
    scene = a_scene(call)
    sender = Sender(scene)
    key = sender.begin().json()["key"]
    sender.put(key, 0, PDF[:HALF])
    close(scene)
    finished(sender, key)

    assert broken(lambda: insert(scene)) == LATE


def test_in_the_grace_the_answers_are_shown_and_stay_as_they_are(closing):
    sender, key = closing
    scene = sender.scene

    page = sender.client.get(sender.url("application-edit"))
    form = page.context["form"]

    assert "may still arrive" in page.content.decode()
    assert form.fields["pitch"].disabled
    assert not form.fields["plan"].disabled
    with pytest.raises(Refusal) as refused:
        actions.save(
            scene.application, {"pitch": "later"}, revision=1, by=scene.admin, at=now()
        )
    assert refused.value.code == "closed"
    finished(sender, key)
    admin = as_user(scene.admin)
    shown = admin.get(sender.url("application-edit")).context["form"]
    hidden = {name: shown[name].value() for name in ("_revision", "_version", "_base")}
    answer = admin.post(sender.url("application-edit"), hidden | {"go": "submit"})
    assert answer["Location"] == sender.url("application-receipt")


def test_without_a_file_on_its_way_the_page_says_that_it_is_over():
    scene = a_scene()
    close(scene)

    page = as_user(scene.admin).get(Sender(scene).url("application-edit"))

    assert "no longer be handed in" in page.content.decode()
    assert not page.context["form"].fields["pitch"].disabled
