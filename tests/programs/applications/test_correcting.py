"""A correction: once, in time, and only what was asked for."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from foundation.models import Entry, Message
from foundation.outbox import actions as outbox
from foundation.refusals import Refusal
from programs.applications import actions
from programs.applications.queries.corrections import differences
from programs.models import Application, Attachment, Correction, Draft, Submission
from tests.city import broken, sql
from tests.programs.applications.scene import (
    PDF,
    WRONG,
    an_officer,
    asked_to_correct,
    in_review,
    now,
    upload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def save(scene, **answers):
    draft = Draft.objects.get()
    return actions.save(
        scene.application, answers, revision=draft.revision, by=scene.editor, at=now()
    )


def test_a_correction_says_what_is_wrong_with_which_question_and_until_when():
    scene = asked_to_correct()

    kept = Correction.objects.get()

    application = Application.objects.get()
    assert [item["question"] for item in kept.items] == ["staff", "plan"]
    assert kept.questions == set(WRONG)
    assert (kept.due_on, kept.answered_at) == (application.due_on, None)
    assert kept.asked_by.roles == {"officer"}
    assert scene.application.status == "correction"


@pytest.mark.parametrize(
    ("items", "code"),
    [({}, "items"), ({"staff": "  "}, "items"), ({"nonsense": "x"}, "question")],
)
def test_nothing_or_nonsense_is_not_asked_for(items, code):
    with pytest.raises(Refusal) as refused:
        asked_to_correct(items=items)

    assert refused.value.code == code
    assert Application.objects.get().status == "formal_review"


def test_what_was_asked_for_can_be_changed_and_nothing_else():
    scene = asked_to_correct()

    save(scene, staff="13")
    with pytest.raises(Refusal, match="问题 pitch") as refused:
        save(scene, staff="14", pitch="something else")

    assert refused.value.code == "not_asked"
    assert Draft.objects.get().answers["staff"] == "13"


def test_an_answer_that_stays_the_same_is_no_change():
    scene = asked_to_correct()
    pitch = Draft.objects.get().answers["pitch"]

    assert not save(scene, pitch=pitch).conflicts


def test_files_come_and_go_only_where_they_were_asked_for():
    scene = asked_to_correct()
    upload(scene, name="附件.pdf", content=PDF + b"%%EOF\n")
    actions.detach(Attachment.objects.first(), by=scene.editor, at=now())
    other = asked_to_correct(items={"staff": "x"})

    file = other.application.attachments.get()

    with pytest.raises(Refusal) as attached:
        upload(other, content=PDF + b"%%EOF\n%%EOF\n")
    with pytest.raises(Refusal) as removed:
        actions.detach(file, by=other.editor, at=now())

    assert {attached.value.code, removed.value.code} == {"not_asked"}


def test_the_database_refuses_what_was_not_asked_for_whoever_writes():
    asked_to_correct(items={"staff": "x"})
    write = "UPDATE programs_draft SET answers = answers || %s::jsonb"

    refused = [
        broken(lambda: sql(write, '{"pitch": "other"}')),
        broken(lambda: sql(write, '{"revenue": null}')),
        broken(lambda: sql("UPDATE programs_draft SET answers = answers - 'pitch'")),
    ]
    take_out = (
        "UPDATE programs_attachment SET removed_at = now(), "
        "removed_by_id = (SELECT min(id) FROM foundation_user)"
    )
    file = broken(lambda: sql(take_out))

    assert set(refused) == {"draft_correction_keeps_to_what_was_asked"}
    assert file == "attachment_correction_keeps_to_what_was_asked"
    assert broken(lambda: sql(write, '{"staff": "99"}')) == "nothing"


def test_control_a_draft_that_nobody_limits_takes_every_change():
    in_review()
    write = "UPDATE programs_draft SET answers = answers || %s::jsonb"

    assert broken(lambda: sql(write, '{"pitch": "other"}')) == "nothing"


def test_a_correction_is_answered_once_and_never_rewritten():
    scene = asked_to_correct()
    actions.correct(scene.application, by=scene.admin, at=now())

    kept = Correction.objects.get()
    assert (kept.answered_by, kept.answered_at is None) == (scene.admin, False)
    for change in ("items = '[]'", "due_on = due_on + 1", "answered_at = now()"):
        statement = f"UPDATE programs_correction SET {change}"  # noqa: S608  # ours
        assert broken(lambda said=statement: sql(said)) == "correction_is_append_only"
    assert broken(lambda: sql("DELETE FROM programs_correction")) == (
        "correction_is_append_only"
    )


def test_the_new_submission_records_what_changed_and_staff_compare_it(client):
    scene = asked_to_correct()
    save(scene, staff="13")
    upload(scene, name="附件.pdf", content=PDF + b"%%EOF\n")

    receipt = actions.correct(scene.application, by=scene.admin, at=now())

    assert receipt.snapshot["changed"] == ["plan", "staff"]
    assert "changed" not in Submission.objects.get(sequence=1).snapshot
    found = {each.label: each for each in differences(scene.application)}
    assert found["问题 staff"].before.text == "12"
    assert found["问题 staff"].after.text == "13"
    assert len(found["问题 plan"].after.files) == 2
    client.force_login(an_officer())
    page = reverse("admin:programs_application_change", args=[scene.application.pk])
    text = client.get(page).content.decode()
    assert "与社保人数不符" in text
    assert "What has changed since the submission before" in text


def test_a_late_correction_is_refused():
    scene = asked_to_correct()
    late = now() + timedelta(days=30)

    with pytest.raises(Refusal) as refused:
        actions.correct(scene.application, by=scene.admin, at=late)

    assert refused.value.code == "closed"
    assert Correction.objects.get().answered_at is None


def test_the_mail_lists_what_is_wrong_and_until_when():
    scene = asked_to_correct()
    Message.objects.exclude(template="application_correction").delete()
    Message.objects.update(language="en")

    for message in outbox.claim(now()):
        outbox.send(message, now=now())

    [letter] = mail.outbox
    assert str(scene.application.due_on) in letter.subject
    for said in ("1. Staff\n   与社保人数不符", "2. Plan\n   附件缺页", "更正附件二"):
        assert said in letter.body


def test_the_form_shows_the_rest_to_read_only_and_saves_what_was_asked(client):
    scene = asked_to_correct()
    client.force_login(scene.editor)
    address = reverse("application-edit", args=[scene.application.number])

    page = client.get(address)
    form = page.context["form"]
    sent = {
        name: field.value() or ""
        for name, field in ((bound.name, bound) for bound in form)
        if not form.fields[name].disabled and name != "plan"
    }
    answer = client.post(address, sent | {"staff": "21", "go": "save"})

    shut = {name for name, field in form.fields.items() if field.disabled}
    assert shut == {"pitch", "revenue", "founded", "field", "truth"}
    assert "与社保人数不符" in page.content.decode()
    assert answer.status_code == 302
    answers = Draft.objects.get().answers
    assert (answers["staff"], answers["pitch"]) == ("21", "木棉花开\n红满枝头")


def test_the_page_says_what_to_correct_and_by_when(client):
    scene = asked_to_correct()
    client.force_login(scene.admin)

    text = client.get(scene.application.get_absolute_url()).content.decode()

    assert "与社保人数不符" in text
    assert "To correct by the end of" in text


def test_the_api_asks_with_items_and_hands_in_with_a_receipt(client):
    scene = in_review()
    client.force_login(an_officer())
    address = f"/api/v1/applications/{scene.application.pk}"

    bare = client.post(
        f"{address}/ask_correction/", {"reason": "x"}, "application/json"
    )
    told = {"reason": "x", "items": {"staff": "人数不符"}}
    asked = client.post(f"{address}/ask_correction/", told, "application/json")
    client.force_login(scene.admin)
    done = client.post(f"{address}/correct/", {}, "application/json")
    again = client.post(f"{address}/correct/", {}, "application/json")

    assert (bare.status_code, asked.json()["status"]) == (400, "correction")
    assert done.json()["receipt"] == again.json()["receipt"]
    assert done.json()["receipt"]["sequence"] == 2


def test_the_journal_names_who_asked_and_who_corrected():
    scene = asked_to_correct()
    actions.correct(scene.application, by=scene.admin, at=now())

    entries = Entry.objects.filter(verb__in=["ask_correction", "correct"])
    assert {entry.actor_id for entry in entries} == {
        Correction.objects.get().asked_by_id, scene.admin.pk,
    }  # fmt: skip


def test_staff_tick_a_question_and_say_what_is_wrong_or_are_asked_to(client):
    scene = in_review()
    client.force_login(an_officer())
    page = reverse("admin:programs_application_change", args=[scene.application.pk])
    address = page.replace("/change/", "/ask_correction/")

    for half in ({"ask_staff": "on"}, {"wrong_staff": "人数不符"}, {}):
        answer = client.post(address, {"reason": "x"} | half)
        assert answer.status_code == 200
    client.post(address, {"reason": "x", "ask_staff": "on", "wrong_staff": "人数不符"})

    items = Correction.objects.get().items
    assert items == [{"question": "staff", "wrong": "人数不符"}]
