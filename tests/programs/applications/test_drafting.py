"""Drafts: begun once, saved however incomplete, never overwritten in silence."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import StoredFile
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.calls.models import Extension
from programs.models import Application, Attachment, Call, FormVersion
from startups.companies.states import Status as Record
from tests.city import a_company, a_user, moved
from tests.programs.applications.scene import (
    ANSWERS,
    PDF,
    SCHEMA,
    a_scene,
    an_open_call,
    filled_in,
    now,
    submitted,
    upload,
)

pytestmark = pytest.mark.django_db


def close(call: Call) -> None:
    past = now() - timedelta(minutes=1)
    Call.objects.filter(pk=call.pk).update(closes_at=past)
    call.refresh_from_db()


def test_beginning_again_returns_the_same_draft():
    scene = a_scene()

    again = actions.begin(
        scene.call, scene.company, "platform", by=scene.admin, at=now()
    )

    assert again == scene.application
    assert Application.objects.count() == 1
    assert again.number.startswith("BG")


def test_who_withdrew_may_begin_again():
    scene = a_scene()
    actions.withdraw(scene.application, by=scene.admin, at=now(), reason="later")

    again = actions.begin(scene.call, scene.company, "tech", by=scene.admin, at=now())

    assert again != scene.application


def test_nothing_begins_after_the_close_unless_more_time_was_given():
    call, company = an_open_call(), a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    close(call)

    with pytest.raises(Refusal) as refused:
        actions.begin(call, company, "tech", by=admin, at=now())
    Extension.objects.create(
        call=call, company=company, closes_at=now() + timedelta(days=1), reason="停电"
    )

    assert refused.value.code == "closed"
    assert actions.begin(call, company, "tech", by=admin, at=now()).pk


def test_a_company_whose_record_was_refused_does_not_begin():
    company = moved(a_company(), "refuse")
    admin = a_user(Role.COMPANY_ADMIN, at=company)

    with pytest.raises(Refusal) as refused:
        actions.begin(an_open_call(), company, "tech", by=admin, at=now())

    assert (company.status, refused.value.code) == (Record.REFUSED, "company")


def test_a_type_that_the_program_does_not_know_is_refused():
    company = a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)

    with pytest.raises(Refusal) as refused:
        actions.begin(an_open_call(), company, "sme", by=admin, at=now())

    assert refused.value.code == "company_type"


def test_nobody_begins_for_another_company():
    scene = a_scene()

    with pytest.raises(PermissionDenied):
        actions.begin(scene.call, a_company(), "tech", by=scene.admin, at=now())


def test_any_incomplete_answer_is_kept_and_what_is_wrong_with_it_is_said():
    scene = a_scene()

    saved = actions.save(
        scene.application,
        {"pitch": "x" * 101, "staff": "about 12", "revenue": ""},
        revision=0,
        by=scene.editor,
        at=now(),
    )

    draft = scene.application.draft
    draft.refresh_from_db()
    assert draft.answers["staff"] == "about 12"
    assert set(saved.objections) == {"pitch", "staff"}
    assert (draft.saved_by, draft.revision) == (scene.editor, 1)


def test_answers_are_kept_as_text_that_postgresql_can_hold():
    scene = a_scene()

    actions.save(
        scene.application,
        {"pitch": "a\0b\r\nc\ud800", "staff": 12.5, "truth": "on"},
        revision=0,
        by=scene.editor,
        at=now(),
    )

    scene.application.draft.refresh_from_db()
    assert scene.application.draft.answers == {
        "pitch": "ab\nc?",
        "staff": "12.5",
        "truth": True,
    }


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"nothing": "x"}, "question"),
        ({"plan": "x"}, "question"),
        ({"pitch": "x" * 20_001}, "too_long"),
        ({"pitch": ["x"]}, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_saved(answers, code):
    scene = a_scene()

    with pytest.raises(Refusal) as refused:
        actions.save(
            scene.application,
            {"staff": "1", **answers},
            revision=0,
            by=scene.editor,
            at=now(),
        )

    scene.application.draft.refresh_from_db()
    assert (refused.value.code, scene.application.draft.answers) == (code, {})


def test_of_two_savers_each_keeps_what_only_they_changed():
    scene = a_scene()
    application = scene.application

    actions.save(application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now())
    saved = actions.save(
        application,
        {"pitch": "his", "staff": "7"},
        revision=0,
        by=scene.editor,
        at=now(),
    )

    assert saved.conflicts == {"pitch": "hers"}
    assert saved.draft.answers == {"pitch": "hers", "staff": "7"}


def test_saving_what_is_there_already_is_no_conflict():
    scene = a_scene()

    actions.save(scene.application, ANSWERS, revision=0, by=scene.admin, at=now())
    saved = actions.save(
        scene.application, ANSWERS, revision=0, by=scene.editor, at=now()
    )

    assert (saved.conflicts, saved.draft.revision) == ({}, 1)


def test_a_form_that_a_draft_uses_is_frozen():
    scene = a_scene()

    version = FormVersion.objects.get(call=scene.call)

    assert scene.application.draft.form_version == version
    assert version.schema == SCHEMA


def test_what_has_been_handed_in_is_not_changed():
    scene = submitted()

    with pytest.raises(Refusal) as refused:
        actions.save(
            scene.application, {"staff": "1"}, revision=9, by=scene.editor, at=now()
        )

    assert refused.value.code == "handed_in"


def test_a_file_taken_out_of_a_draft_stays_on_record():
    scene = filled_in(a_scene())
    attachment = Attachment.objects.get()

    actions.detach(attachment, by=scene.editor, at=now())
    actions.detach(attachment, by=scene.editor, at=now())

    attachment.refresh_from_db()
    assert attachment.removed_by == scene.editor
    assert queries.kept_files(scene.application) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("page.pdf", b"<html>%PDF-1.7 %%EOF</html>"),
        ("script.pdf", b"%PDF-1.7\n<< /JavaScript (x) >>\n%%EOF"),
        ("cut.pdf", b"%PDF-1.7\n"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("empty.pdf", b""),
        ("book.xlsx", b"PK\x03\x04nothing"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_not_kept(name, content):
    scene = a_scene()

    with pytest.raises(Refusal) as refused:
        upload(scene, name, content)

    assert refused.value.sentence
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_answer_takes_ten_files_at_most():
    scene = a_scene()
    for number in range(10):
        upload(scene, f"{number}.pdf", PDF + b"%" * number)

    with pytest.raises(Refusal) as refused:
        upload(scene, "11.pdf", PDF + b"%more")

    assert refused.value.code == "files"


def test_the_same_file_sent_twice_is_there_once():
    scene = a_scene()

    assert upload(scene) == upload(scene)
    assert Attachment.objects.count() == 1
