"""Files in pieces, from a browser: resumed, limited, checked, and late by a little."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.files.actions import check_waiting
from foundation.models import StoredFile, Upload
from foundation.refusals import Refusal
from programs.applications import actions
from programs.models import Attachment, Call, Incoming, Submission
from tests.browsing import as_user
from tests.city import broken, sql
from tests.foundation.files.making import packed, pdf_with
from tests.programs.applications.scene import (
    ANSWERS,
    PDF,
    Scene,
    a_scene,
    an_open_call,
    now,
    upload,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"
SIZE = len(PDF)
HALF = SIZE // 2


class Sender:
    """The script of one page, without the page."""

    def __init__(self, scene: Scene, by=None) -> None:
        self.scene, self.by = scene, by or scene.editor
        self.client = as_user(self.by)

    def url(self, page: str, *more) -> str:
        return reverse(page, args=[self.scene.application.number, *more])

    def begin(self, name="计划书.pdf", size=SIZE, **more):
        sent = {"user": self.by.pk, "question": "plan", "name": name, "size": size}
        return self.client.post(
            self.url("application-uploads"), json.dumps(sent | more), JSON,
            headers={"Accept": JSON},
        )  # fmt: skip

    def put(self, key: str, offset: int, piece: bytes):
        return self.client.put(
            self.url("application-upload", key), piece, "application/octet-stream",
            headers={"Accept": JSON, "Upload-Offset": str(offset)},
        )  # fmt: skip

    def finish(self, key: str):
        page = self.url("application-upload-finish", key)
        return self.client.post(page, headers={"Accept": JSON})

    def send(self, name="计划书.pdf", content=PDF):
        key = self.begin(name, len(content)).json()["key"]
        self.put(key, 0, content)
        return self.finish(key)


def test_a_file_comes_in_pieces_and_is_attached_under_its_chinese_name():
    sender = Sender(a_scene())
    key = sender.begin().json()["key"]
    assert sender.put(key, 0, PDF[:HALF]).json()["offset"] == HALF
    assert sender.put(key, HALF, PDF[HALF:]).json()["offset"] == len(PDF)

    told = sender.finish(key).json()

    assert Attachment.objects.get().file.name == "计划书.pdf"
    assert "计划书.pdf" in told["files"]["plan"]
    assert told["waiting"]
    assert "plan" not in {gap["question"] for gap in told["gaps"]}


def test_a_piece_again_is_harmless_and_a_wrong_offset_is_told_the_true_one():
    sender = Sender(a_scene())
    key = sender.begin().json()["key"]
    sender.put(key, 0, PDF[:HALF])

    again, ahead = sender.put(key, 0, PDF[:HALF]), sender.put(key, HALF + 9, PDF[HALF:])

    assert [again.status_code, ahead.status_code] == [200, 409]
    assert [again.json()["offset"], ahead.json()["offset"]] == [HALF, HALF]
    asked = sender.client.get(sender.url("application-upload", key))
    assert asked.json()["offset"] == HALF


def test_the_same_file_announced_again_goes_on_where_it_was():
    sender = Sender(a_scene())
    key = sender.begin(modified=9).json()["key"]
    sender.put(key, 0, PDF[:HALF])

    again, other = sender.begin(modified=9), sender.begin(modified=10)

    assert (again.json()["key"], again.json()["offset"]) == (key, HALF)
    assert other.json()["offset"] == 0


def test_finishing_twice_attaches_once():
    sender = Sender(a_scene())
    key = sender.begin().json()["key"]
    sender.put(key, 0, PDF)

    assert [sender.finish(key).status_code for _ in range(2)] == [200, 200]
    assert Attachment.objects.count() == 1


def test_the_same_bytes_under_two_uploads_are_one_attachment():
    sender = Sender(a_scene())

    assert [sender.send(n).status_code for n in ("a.pdf", "b.pdf")] == [200, 200]
    assert Attachment.objects.count() == 1
    assert Incoming.objects.count() == 2


def test_what_is_hostile_is_refused_in_the_readers_language_and_forgotten():
    sender = Sender(a_scene())
    hostile = pdf_with(b"/S /JavaScript /JS (app.alert(1))")

    answer = sender.send(content=hostile)
    sender.client.cookies["django_language"] = "zh-hans"
    macro = packed({
        "[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "",
    })  # fmt: skip
    other = sender.send("申报.docx", macro)

    assert (answer.status_code, answer.json()["code"]) == (409, "file")
    assert "scripts" in answer.json()["said"]
    assert not other.json()["said"].isascii()
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "size"),
    [("a.exe", 9), ("a\u202efdp.exe", 9), ("a.pdf", 51 * 1024**2), ("a.pdf", 0)],
)
def test_what_is_plainly_wrong_is_refused_before_it_is_sent(name, size):
    answer = Sender(a_scene()).begin(name, size)

    assert answer.status_code == 409
    assert answer.json()["said"]


def test_files_on_their_way_count_against_the_limits():
    sender = Sender(a_scene())
    begun = [sender.begin(f"{n}.pdf").status_code for n in range(11)]

    assert begun == [201] * 10 + [409]


def test_the_limits_are_asked_again_when_a_file_is_finished():
    sender = Sender(a_scene())
    key = sender.begin().json()["key"]
    sender.put(key, 0, PDF)
    for number in range(10):
        upload(sender.scene, f"{number}.pdf", PDF + b"%" * number + b"\n%%EOF\n")

    answer = sender.finish(key)

    assert (answer.status_code, answer.json()["code"]) == (409, "files")
    assert Attachment.objects.count() == 10


def test_nobody_goes_on_with_the_upload_of_another():
    scene = a_scene()
    key = Sender(scene).begin().json()["key"]
    colleague, stranger = Sender(scene, scene.admin), Sender(scene, a_scene().editor)

    for other in (colleague, stranger):
        assert other.put(key, 0, PDF).status_code == 404
        assert other.finish(key).status_code == 404
    signed_out = Sender(scene)
    signed_out.client = Client()
    assert signed_out.put(key, 0, PDF).status_code == 401
    assert colleague.begin(user=scene.editor.pk).json()["code"] == "other_user"


def test_an_upload_that_is_given_up_is_forgotten():
    sender = Sender(a_scene())
    key = sender.begin().json()["key"]

    sender.client.delete(sender.url("application-upload", key))

    assert not Upload.objects.exists()


def test_what_the_check_says_is_told_and_a_rejected_file_is_served_to_nobody():
    sender = Sender(a_scene())
    sender.send()
    StoredFile.objects.update(sha256="0" * 64)  # as if the bytes had been changed
    check_waiting(now=now())

    told = sender.client.get(sender.url("application-state")).json()
    file = Attachment.objects.get()
    served = sender.client.get(sender.url("application-file", file.pk))

    assert not told["waiting"]
    assert "rejected" in told["files"]["plan"]
    assert "Replace" in str(told["gaps"])
    assert served.status_code == 302


def test_a_file_is_taken_out_again():
    sender = Sender(a_scene())
    sender.send()
    file = Attachment.objects.get()

    page = sender.url("application-file-remove", file.pk)
    told = sender.client.post(page, headers={"Accept": JSON}).json()

    assert "计划书" not in told["files"]["plan"]
    file.refresh_from_db()
    assert file.removed_at


def test_the_state_is_flat_in_queries(django_assert_num_queries):
    sender = Sender(a_scene())
    page = sender.url("application-state")
    sender.client.get(page)
    for number in (1, 2):
        upload(sender.scene, f"{number}.pdf", PDF + b"%" * number + b"\n%%EOF\n")
        with django_assert_num_queries(4):
            sender.client.get(page)


# The minutes after the close ------------------------------------------------------

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
