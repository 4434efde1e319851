"""A form changed while people answer it: every answer stays, and they are told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.outbox.actions import claim, send
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.applications.actions import carry_over, carry_over_waiting
from programs.calls import actions as calls
from programs.models import Attachment, Call, Draft, FormVersion, Submission
from startups.models import Return, Value
from tests.city import SYSTEM, a_call, a_company, a_user, advance, at_once
from tests.programs.applications.scene import a_scene, now, upload
from tests.programs.calls.schemas import TABLE, asks, column, form, option

pytestmark = pytest.mark.django_db
DRAFTS = 20
FIRST = form(
    asks("pitch", "text", required=True),
    asks("team", "long_text"),
    asks("field", "choice", options=[option("it"), option("bio")]),
    TABLE,
    asks("plan", "file"),
)
SECOND = form(
    asks("pitch", "text", required=True),
    asks("patents", "number", required=True),
    asks("field", "text"),
    {**TABLE, "columns": TABLE["columns"][:1]},
)
ROWS = [{"item": "水泵", "amount": "1200.50", "staff": "2", "until": "2026-12-31"}]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def a_call_that_asks(schema=FIRST, **fields) -> Call:
    call = a_call(**fields)
    FormVersion.objects.filter(call=call).update(schema=schema)
    return call


def answers(number: int) -> dict:
    return {
        "pitch": f"木棉 {number}",
        "team": f"团队 {number}",
        "field": "bio",
        "budget": ROWS,
    }


def a_draft(call, number=1):
    scene = a_scene(call)
    actions.save(
        scene.application, answers(number), revision=0, by=scene.editor, at=now()
    )
    upload(scene, content=b"%PDF-1.7\n" + str(number).encode() + b"\n%%EOF\n")
    return scene


def issue(call, schema=SECOND, *, carries_over=True) -> FormVersion:
    officer = a_user(Role.OFFICER)
    revision = call.sketch.revision if hasattr(call, "sketch") else 0
    calls.edit_form(call, schema, revision=revision, by=officer, at=now())
    return calls.issue_form(
        call, revision=revision + 1, carries_over=carries_over, by=officer, at=now()
    )


def read(draft) -> str:
    """Everything that a draft shows, of what is asked and of what is not any more."""
    files = queries.kept_files(draft.application)
    schema = draft.form_version.schema
    parts = queries.readable(schema, draft.answers, files, draft.known)
    shown = [
        *(a for p in parts for a in p.answers),
        *queries.no_longer_asked(draft, files),
    ]
    return "\n".join(
        f"{one.label}: {one.text} {' '.join(f.file.name for f in one.files)}"
        for one in shown
    )


def test_a_form_changed_under_twenty_drafts_loses_nothing_and_everyone_is_told():
    call = a_call_that_asks()
    scenes = [a_draft(call, number) for number in range(DRAFTS)]

    version = issue(call)
    done = carry_over_waiting(now())

    assert (version.number, done) == (2, DRAFTS)
    for number, scene in enumerate(scenes):
        draft = Draft.objects.get(application=scene.application)
        told = read(draft)
        assert draft.form_version == version
        assert draft.answers["pitch"] == f"木棉 {number}"
        for said in (
            f"木棉 {number}",
            f"团队 {number}",
            "BIO",
            "水泵",
            "1,200.50",
            "计划书.pdf",
        ):
            assert said in told
        mails = Message.objects.filter(template="form_changed")
        told_to = set(mails.values_list("user", flat=True))
        assert {scene.admin.pk, scene.editor.pk} <= told_to
    assert carry_over_waiting(now()) == 0


def test_the_mail_and_the_form_say_what_changed_until_somebody_saves(client):
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    carry_over_waiting(now())
    page = reverse("application-edit", args=[scene.application.number])
    client.force_login(scene.editor)
    client.cookies["django_language"] = "en"

    first = client.get(page)
    text = first.content.decode()
    for message in claim(now()):
        send(message, now=now())
    actions.save(
        scene.application,
        {},
        revision=first.context["form"].data["_revision"],
        by=scene.editor,
        at=now(),
    )
    later = client.get(page).content.decode()

    for said in (
        "The city has changed this form",
        "Patents",
        "Team",
        "No longer asked",
    ):
        assert said in text
    assert "The city has changed this form" not in later
    assert "团队 1" in later


def test_the_mail_names_the_questions(mailoutbox):
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    carry_over_waiting(now())

    for message in claim(now()):
        send(message, now=now())

    mail = next(m for m in mailoutbox if scene.admin.email in m.to)
    assert "问题 patents" in mail.body
    assert "问题 team" in mail.body
    assert f"/applications/{scene.application.number}/edit/" in mail.body


def test_news_that_nobody_has_read_add_up_over_versions():
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    carry_over_waiting(now())
    third = form(*SECOND["sections"][0]["questions"], asks("extra", "date"))
    call = Call.objects.get(pk=scene.call.pk)
    issue(call, third)
    carry_over_waiting(now())

    draft = Draft.objects.get(application=scene.application)
    assert (draft.news["from"], draft.news["to"]) == (1, 3)
    assert [one["id"] for one in draft.news["added"]] == ["patents", "extra"]


def test_a_question_that_comes_back_has_its_answer_again():
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    carry_over_waiting(now())
    issue(Call.objects.get(pk=scene.call.pk), FIRST)
    carry_over_waiting(now())

    draft = Draft.objects.get(application=scene.application)
    assert draft.answers["team"] == "团队 1"
    assert draft.answers["field"] == "bio"
    assert [kept["question"]["id"] for kept in draft.set_aside] == ["budget"]
    assert Attachment.objects.get(removed_at=None).question == "plan"


def test_drafts_stay_with_their_form_unless_they_are_to_follow():
    scene = a_draft(a_call_that_asks())

    issue(scene.call, carries_over=False)

    assert carry_over_waiting(now()) == 0
    assert Draft.objects.get(application=scene.application).form_version.number == 1


def test_what_was_handed_in_is_not_carried_over():
    scene = a_draft(a_call_that_asks())
    actions.submit(scene.application, by=scene.admin, at=now())

    issue(scene.call)

    assert carry_over_waiting(now()) == 0
    assert Submission.objects.get().form_version.number == 1


def test_only_who_edits_calls_carries_drafts_over():
    scene = a_draft(a_call_that_asks())
    issue(scene.call)

    with pytest.raises(PermissionDenied):
        carry_over(scene.application, by=scene.admin, at=now())


def test_what_is_typed_on_a_page_of_the_old_form_is_kept_as_well():
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    carry_over_waiting(now())
    typed = {"pitch": "neu", "team": "late words", "field": "it", "budget": ROWS * 2}

    saved = actions.save(
        scene.application, typed, revision=1, version=1, by=scene.editor, at=now()
    )

    draft = Draft.objects.get(application=scene.application)
    assert not saved.conflicts
    assert draft.answers["pitch"] == "neu"
    assert draft.answers["budget"] == [{"item": "水泵"}, {"item": "水泵"}]
    aside = {kept["question"]["id"]: kept["answer"] for kept in draft.set_aside}
    assert aside["team"] == "late words"
    assert aside["field"] == "it"
    assert aside["budget"] == ROWS * 2
    assert draft.news, "a page of the old form cannot have shown what changed"


def test_a_single_answer_to_a_question_that_is_gone_is_set_aside():
    scene = a_scene(a_call_that_asks())
    actions.save(
        scene.application, {"pitch": "x"}, revision=0, by=scene.editor, at=now()
    )
    issue(scene.call)
    carry_over_waiting(now())

    actions.save(
        scene.application, {"team": "never saved before"}, revision=1,
        by=scene.editor, at=now(),
    )  # fmt: skip

    draft = Draft.objects.get(application=scene.application)
    assert "never saved before" in read(draft)
    with pytest.raises(Refusal) as refused:
        actions.save(
            scene.application, {"x": "y"}, revision=2, by=scene.editor, at=now()
        )
    assert refused.value.code == "question"


SOURCED = form(
    asks("name", "text", source={"of": "company.name"}),
    asks("boss", "text", source={"of": "company.legal_representative"}),
    asks("revenue", "money", source={"of": "return.REV", "year": -1}),
    asks("staff", "number", source={"of": "return.EMP", "year": -1}),
)


def a_return(company, year, *, submitted=True, **figures):
    filed = Return.objects.create(company=company, year=year)
    for code, amount in figures.items():
        Value.objects.create(
            filed=filed, company=company, year=year, indicator=code, amount=amount
        )
    if submitted:
        advance(filed, "submit", by=SYSTEM, submitted_on=date(2026, 3, 1))


def test_what_the_city_knows_is_filled_in_and_marked():
    call, company = a_call_that_asks(SOURCED), a_company(legal_representative="何创始")
    a_return(company, 2025, REV="5000", EMP="12")
    editor = a_user(Role.COMPANY_EDITOR, at=company)

    application = actions.begin(call, company, "tech", by=editor, at=now())

    draft = application.draft
    assert draft.answers == {
        "name": company.name,
        "boss": "何创始",
        "revenue": "5000000",
        "staff": "12",
    }
    assert draft.known["revenue"]["year"] == 2025
    assert "from the registry" in told_of(draft, "boss")
    assert "yearly return of 2025" in told_of(draft, "revenue")

    actions.save(
        application,
        {"revenue": "1.00", "boss": "新人"},
        revision=0,
        by=editor,
        at=now(),
    )

    draft.refresh_from_db()
    assert "differs from “何创始”" in told_of(draft, "boss")
    assert "differs from “5,000,000 yuan”" in told_of(draft, "revenue")


def told_of(draft, name) -> str:
    schema = draft.form_version.schema
    parts = queries.readable(schema, draft.answers, [], draft.known)
    return next(a.origin for p in parts for a in p.answers if a.question == name)


def test_a_return_that_was_not_handed_in_is_not_known():
    call, company = a_call_that_asks(SOURCED), a_company()
    a_return(company, 2025, submitted=False, REV="5000")
    editor = a_user(Role.COMPANY_EDITOR, at=company)

    application = actions.begin(call, company, "tech", by=editor, at=now())

    assert application.draft.answers == {"name": company.name}


def test_what_is_handed_in_has_totals_and_sources_and_nothing_hidden():
    asked = form(
        asks("name", "text", source={"of": "company.name"}),
        asks("field", "choice", options=[option("it"), option("bio")]),
        asks(
            "clinic", "text", required=True, when={"question": "field", "is": ["bio"]}
        ),
        asks("plan", "file", when={"question": "field", "is": ["bio"]}),
        {**TABLE, "columns": [column("item", "text"), TABLE["columns"][1]]},
    )
    scene = a_scene(a_call_that_asks(asked))
    said = {
        "field": "bio",
        "clinic": "first",
        "budget": [{"item": "x", "amount": "2.5"}] * 2,
    }
    actions.save(scene.application, said, revision=0, by=scene.editor, at=now())
    upload(scene)
    actions.save(
        scene.application, {"field": "it"}, revision=1, by=scene.editor, at=now()
    )

    receipt = actions.submit(scene.application, by=scene.admin, at=now())

    handed = receipt.snapshot
    assert set(handed["answers"]) == {"name", "field", "budget"}
    assert handed["totals"] == {"budget": {"amount": "5.00"}}
    assert handed["sources"]["name"]["of"] == "company.name"
    assert handed["attachments"] == []
    draft = Draft.objects.get(application=scene.application)
    assert draft.answers["clinic"] == "first"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_whoever_saves_while_the_form_changes_loses_no_word():
    """The control stands beside the races of drafts: without the lock the last wins."""
    scene = a_draft(a_call_that_asks())
    issue(scene.call)
    typed = {"pitch": "while", "team": "it", "field": "it"}

    def saves(name):
        return lambda: actions.save(
            scene.application, {name: typed[name]}, revision=1, version=1,
            by=scene.editor, at=now(),
        )  # fmt: skip

    outcomes = at_once(
        saves("pitch"), saves("team"), lambda: carry_over_waiting(now()), saves("field")
    )

    draft = Draft.objects.get(application=scene.application)
    carry_over_waiting(now())
    draft.refresh_from_db()
    told = read(draft)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert draft.form_version.number == 2
    for said in ("while", "Team: it", "Field: IT", "水泵"):
        assert said in told
