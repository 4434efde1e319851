"""Files in pieces, from a browser: resumed, limited, checked, and late by a little."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from foundation.files.actions import check_waiting
from foundation.models import StoredFile, Upload
from programs.models import Attachment, Incoming
from tests.browsing import as_user
from tests.foundation.files.making import packed, pdf_with
from tests.programs.applications.scene import PDF, Scene, a_scene, now, upload

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
