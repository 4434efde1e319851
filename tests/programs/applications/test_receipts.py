"""The receipt to keep: printed alike every time, in both languages, and enclosed."""

import hashlib
import io
import re

import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.outbox import actions as outbox
from programs.applications import actions
from programs.models import Application, Submission
from programs.receipts.queries import page
from programs.receipts.rendering.pdf import render_apart, render_pdf
from tests.city import a_company, a_user
from tests.programs.applications.scene import (
    ANSWERS,
    a_district_officer,
    a_scene,
    filled_in,
    now,
    submitted,
)

pytestmark = pytest.mark.django_db
LONG = "木棉花开红满枝头。" * 400
UNBROKEN = "https://example.org/" + "x" * 300


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"[\s\u200b]", "", "".join(each.extract_text() for each in pages))


def a_receipt(**answers: str) -> Submission:
    scene = submitted()
    receipt = Submission.objects.get()
    receipt.snapshot["answers"] |= answers  # as if it had been handed in like this
    receipt.application = Application.objects.get(pk=scene.application.pk)
    return receipt


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_receipt_prints_the_same_bytes_and_says_everything(language):
    receipt = a_receipt(pitch=f"{LONG}\n{UNBROKEN}")
    told = page(receipt, language)

    pdf = render_pdf(told)

    assert pdf == render_pdf(told) == render_apart(told)
    text = words(pdf)
    company = receipt.snapshot["company"]
    [file] = receipt.snapshot["attachments"]
    expected = (
        receipt.snapshot["number"], company["name"], company["uscc"], receipt.sha256,
        file["sha256"], file["name"], UNBROKEN, str(receipt.submitted_by),
    )  # fmt: skip
    for fact in expected:
        assert re.sub(r"\s", "", fact) in text
    assert text.count("枝") == 400


def test_the_time_on_the_receipt_is_the_citys_to_the_second():
    receipt = a_receipt()

    facts = {term: value for term, value, _ in page(receipt, "en")["facts"]}

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\+8", facts["Handed in"])
    assert facts["Handed in"][11:13] != f"{receipt.submitted_at:%H}"


def test_markup_and_letters_of_no_font_are_only_text():
    told = page(
        a_receipt(pitch="#panic() $x$ *b* <script> \u202e\U0001f600 & 晟䶮"), "en"
    )

    assert "#panic()$x$*b*<script>〓&晟䶮" in words(render_pdf(told))


def test_those_who_see_the_application_get_the_receipt_and_nobody_else(client):
    scene = submitted()
    address = reverse("receipt-pdf", args=[scene.application.number])

    for user in (scene.admin, scene.editor, a_district_officer()):
        client.force_login(user)
        answer = client.get(address, {"language": "en"})
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))
    assert client.get(address).status_code == 404


def test_a_draft_has_no_receipt(client):
    scene = filled_in(a_scene())
    client.force_login(scene.admin)

    assert (
        client.get(f"/applications/{scene.application}/receipt.pdf").status_code == 404
    )


def test_the_record_has_the_hash_that_the_receipt_names(client):
    scene = submitted()
    client.force_login(scene.admin)
    address = reverse("receipt-record", args=[scene.application.number])

    record = client.get(address, {"submission": "1"}).content

    assert hashlib.sha256(record).hexdigest() == Submission.objects.get().sha256
    for unknown in ("2", "x", "²", "9" * 9):
        assert client.get(address, {"submission": unknown}).status_code == 404


def test_an_earlier_receipt_stays_to_be_had(client):
    scene = submitted()
    actions.take_back(scene.application, by=scene.admin, at=now())
    scene.application.refresh_from_db()
    draft = scene.application.draft
    actions.save(
        scene.application, ANSWERS | {"staff": "99"}, revision=draft.revision,
        by=scene.editor, at=now(),
    )  # fmt: skip
    actions.submit(scene.application, by=scene.admin, at=now())
    client.force_login(scene.admin)
    address = reverse("receipt-record", args=[scene.application.number])

    staff = [
        client.get(address, {"submission": n}).json()["answers"]["staff"]
        for n in ("1", "2", "")
    ]

    assert staff == ["12", "99", "99"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_mail_brings_the_receipt_in_the_readers_language(language):
    submitted()
    Message.objects.update(language=language)

    for message in outbox.claim(now()):
        assert outbox.send(message, now=now())

    [letter] = mail.outbox
    [(name, content, media)] = letter.attachments
    assert (content[:5], media) == (b"%PDF-", "application/pdf")
    assert name.endswith("-1.pdf")
    assert ("申报" in letter.body) == (language == "zh-hans")
    assert letter.extra_headers["Message-ID"] == Message.objects.get().message_id


def test_a_sender_killed_before_its_note_sends_the_same_letter_again():
    submitted()
    [message] = outbox.claim(now())
    outbox.send(message, now=now())
    Message.objects.update(sent_at=None, lease_until=None, lease_token=None)

    [message] = outbox.claim(now())
    outbox.send(message, now=now())

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.attachments == second.attachments


def test_a_letter_that_cannot_be_written_is_put_off_and_keeps_nobody_back():
    submitted()
    context = Message.objects.get().context
    Message.objects.update(context=context | {"sequence": 7})  # no such submission
    [message] = outbox.claim(now())

    assert outbox.send(message, now=now()) is False

    kept = Message.objects.get()
    assert (kept.sent_at, "DoesNotExist" in kept.last_error) == (None, True)
    assert not mail.outbox


def test_submitting_again_by_page_and_api_answers_with_the_same_receipt(client):
    scene = submitted()
    client.force_login(scene.admin)
    number = scene.application.number

    page_ = client.post(reverse("application-edit", args=[number]), {"go": "submit"})
    address = f"/api/v1/applications/{scene.application.pk}/submit/"
    api = client.post(address, {}, "application/json")

    assert page_.headers["Location"] == reverse("application-receipt", args=[number])
    assert (api.status_code, api.json()["status"]) == (200, "submitted")
    assert api.json()["receipt"]["sha256"] == Submission.objects.get().sha256


def test_a_table_is_printed_whole_with_its_totals():
    receipt = a_receipt()
    text = {"en": "Item", "zh-hans": "科目"}
    cost = {"id": "cost", "kind": "money", "label": {"en": "Cost", "zh-hans": "金额"},
            "total": True}  # fmt: skip
    table = {
        "id": "budget", "kind": "table", "label": {"en": "Budget", "zh-hans": "预算"},
        "columns": [{"id": "item", "kind": "text", "label": text}, cost],
    }  # fmt: skip
    receipt.form_version.schema["sections"][0]["questions"].append(table)
    receipt.snapshot["answers"]["budget"] = [
        {"item": f"科目{n}", "cost": f"{n}000.50"} for n in range(1, 61)
    ]

    pdf = render_pdf(page(receipt, "zh-hans"))

    said = words(pdf)
    assert said.count("科目") == 60 + len(re.findall("科目金额", said))
    assert "60,000.50" in said
    assert "1,830,030.00" in said
