"""Every kind of question on the applicant's page: typed, saved, shown and handed in."""

import io

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.applications.forms import AnswerForm
from programs.models import Draft, FormVersion
from tests.city import a_call
from tests.programs.applications.scene import PDF, a_scene, now
from tests.programs.calls.schemas import EVERY_KIND

pytestmark = pytest.mark.django_db
ROWS = [
    {"item": "水泵", "amount": "1200.50", "staff": "2", "until": "2026-12-31"},
    {"item": "传感器", "amount": "99.50", "staff": "", "until": ""},
]
ANSWERS = {
    "pitch": "木棉花开，红满枝头",
    "field": "bio",
    "needs": ["a", "c"],
    "clinic": "第一医院",
    "budget": ROWS,
    "truth": True,
}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def scene():
    call = a_call()
    FormVersion.objects.filter(call=call).update(schema=EVERY_KIND)
    return a_scene(call)


def kept(scene) -> Draft:
    return Draft.objects.get(application=scene.application)


def save(scene, answers, **more):
    revision = kept(scene).revision
    return actions.save(
        scene.application, answers, revision=revision, by=scene.editor, at=now(), **more
    )


def page_of(scene) -> str:
    return reverse("application-edit", args=[scene.application.number])


def signed_in(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def sent(page, **typed) -> dict[str, list[str]]:
    """What a browser would post of the form on this page, with these fields typed."""
    form, data = page.context["form"], QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = form[name].value()
        if field.widget.__class__.__name__ == "TableWidget":
            rows = [*(value or []), {}]
            for number, row in enumerate(rows):
                for column in field.widget.columns:
                    key = f"{name}-{number}-{column['id']}"
                    data[key] = row.get(column["id"], "")
        elif isinstance(value, list):
            data.setlist(name, value)
        elif value is not False and value not in (None, ""):
            data[name] = value
        elif getattr(field.widget, "input_type", "text") == "text":
            data[name] = ""
    for name, value in typed.items():
        key = name.replace("__", "-")
        if isinstance(value, list):
            data.setlist(key, value)
        else:
            data[key] = value
    return dict(data.lists())


def test_answers_of_every_kind_are_saved_shown_and_handed_in(scene):
    told = save(scene, ANSWERS)
    file = io.BytesIO(PDF)
    actions.attach(scene.application, "plan", "a.pdf", file, by=scene.editor, at=now())

    receipt = actions.submit(scene.application, by=scene.admin, at=now())

    assert not told.objections
    name = scene.company.name
    assert receipt.snapshot["answers"] == {**ANSWERS, "name": name}
    assert receipt.snapshot["totals"] == {"budget": {"amount": "1300.00", "staff": "2"}}
    parts = queries.handed_in(scene.application, receipt)
    said = {one.question: one.text for part in parts for one in part.answers}
    assert said["needs"] == "A\nC"
    assert "Total" in said["budget"]


def test_a_table_is_typed_row_by_row_without_a_script(client, scene):
    page = signed_in(client, scene.editor).get(page_of(scene))
    typed = {"budget__0__item": "水泵", "budget__0__amount": "5", "row": "budget"}

    answer = client.post(page_of(scene), sent(page, **typed))
    again = client.get(page_of(scene))
    cleared = sent(again, budget__0__item="", budget__0__amount="")
    client.post(page_of(scene), cleared)

    assert answer["Location"] == f"{page_of(scene)}#id_budget_group"
    assert '<output data-total="amount">5.00</output>' in again.content.decode()
    assert kept(scene).answers["budget"] == []


def test_several_choices_are_ticked_and_unticked(client, scene):
    page = signed_in(client, scene.editor).get(page_of(scene))
    client.post(page_of(scene), sent(page, needs=["c", "a"]))
    first = kept(scene).answers["needs"]

    client.post(page_of(scene), sent(client.get(page_of(scene)), needs=[]))

    assert (first, kept(scene).answers["needs"]) == (["a", "c"], [])


def test_what_a_page_did_not_send_has_not_been_changed(scene):
    save(scene, ANSWERS)
    page = AnswerForm.showing(kept(scene))
    data = QueryDict(mutable=True)
    data.update({n: page.data[n] for n in ("_revision", "_version", "_base")})
    data["pitch"] = "another pitch"
    data.setlist("needs", ["a", "c"])
    data["truth"] = "on"

    form = AnswerForm.posted(kept(scene), data)

    assert form.is_valid()
    assert form.changed() == {"pitch": "another pitch"}


def test_a_hidden_question_keeps_its_answer_and_is_no_gap(scene):
    save(scene, ANSWERS)
    save(scene, {"field": "it"})

    draft = kept(scene)
    assert draft.answers["clinic"] == "第一医院"
    assert "clinic" not in {gap.question for gap in queries.gaps(draft, [])}
    save(scene, {"field": "bio", "clinic": ""})
    assert "clinic" in {gap.question for gap in queries.gaps(kept(scene), [])}


def test_the_page_says_what_a_question_depends_on_and_where_a_value_is_from(
    client, scene
):
    page = signed_in(client, scene.editor).get(page_of(scene)).content.decode()

    assert "Only if “Field” is “BIO”" in page
    assert 'data-when-question="field"' in page
    assert "from the registry" in page
    save(scene, {"name": "Another name"})
    later = client.get(page_of(scene)).content.decode()
    assert f"The city knows “{scene.company.name}”" in later


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("budget", "text"),
        ("budget", [["a"]]),
        ("budget", [{"item": "x" * 200_000}]),
        ("needs", [{"a": 1}]),
        ("pitch", ["a"]),
        ("pitch", "x" * 20_001),
    ],
)
def test_what_no_draft_can_keep_is_refused(scene, name, answer):
    with pytest.raises(Refusal) as refused:
        save(scene, {name: answer})

    assert refused.value.code == "too_long"


def test_of_two_who_fill_in_one_table_the_second_sees_both(client, scene):
    page = signed_in(client, scene.editor).get(page_of(scene))
    save(scene, {"budget": ROWS[:1]})

    answer = client.post(page_of(scene), sent(page, budget__0__item="mine"))

    assert kept(scene).answers["budget"] == ROWS[:1]
    text = answer.content.decode()
    assert "水泵" in text
    assert 'value="mine"' in text


@pytest.mark.parametrize(
    ("name", "code"), [("plan.docx", "file"), ("plan.png", "file")]
)
def test_a_question_takes_its_own_types_of_file_only(scene, name, code):
    with pytest.raises(Refusal, match="PDF") as refused:
        actions.attach(
            scene.application, "plan", name, io.BytesIO(PDF), by=scene.editor, at=now()
        )

    assert refused.value.code == code


def test_a_question_takes_no_more_files_than_it_says(scene):
    for number in range(2):
        file = io.BytesIO(PDF + str(number).encode())
        actions.attach(
            scene.application, "plan", "a.pdf", file, by=scene.editor, at=now()
        )

    with pytest.raises(Refusal, match="At most 2"):
        actions.attach(
            scene.application, "plan", "b.pdf", io.BytesIO(PDF), by=scene.editor,
            at=now(),
        )  # fmt: skip
