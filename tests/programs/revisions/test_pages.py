"""The editor on the staff desk, by its pages and buttons alone."""

import json

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.calls import actions, queries
from programs.models import BankQuestion, Call, FormVersion
from tests.city import SYSTEM, a_call, a_user, an_application
from tests.programs.applications.scene import now
from tests.programs.calls.schemas import EVERY_KIND, TABLE, asks, form, option

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    made = a_call()
    FormVersion.objects.filter(call=made).update(schema=EVERY_KIND)
    return made


@pytest.fixture
def desk(client):
    client.force_login(a_user(Role.OFFICER))
    client.cookies["django_language"] = "en"
    return client


def url(call, page="", **query) -> str:
    name = "_".join(filter(None, ["admin:programs_call_form", page]))
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(name, args=[call.pk]) + (f"?{asked}" if asked else "")


def names(call) -> list[str]:
    schema = queries.sketch_of(call).schema
    return [q["id"] for part in schema["sections"] for q in part["questions"]]


def press(desk, call, what, revision=None):
    if revision is None:
        revision = queries.sketch_of(call).revision
    sent = {"do": what, "revision": str(revision)}
    return desk.post(url(call, "change"), sent, follow=True).content.decode()


def text(desk, address) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


PAGES = ["", "section", "expert", "preview", "issue", "question", "bank"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_officer(desk, call, page):
    text(desk, url(call, page))


@pytest.mark.parametrize("page", [*PAGES, "change"])
@pytest.mark.parametrize("role", [Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR])
def test_no_page_opens_for_anyone_else(client, call, page, role):
    client.force_login(a_user(role))

    assert client.get(url(call, page)).status_code in (403, 404)
    assert client.post(url(call, page), {"do": "remove:name"}).status_code in (403, 404)
    assert queries.sketch_of(call).revision == 0


def test_asking_for_a_page_changes_nothing(desk, call):
    for page in PAGES:
        desk.get(url(call, page))

    assert queries.sketch_of(call).pk is None
    assert desk.get(url(call, "change")).status_code == 405


@pytest.mark.parametrize(
    "kind", sorted({q["kind"] for q in EVERY_KIND["sections"][0]["questions"]})
)
def test_every_kind_of_question_is_added_and_edited_by_fields(desk, call, kind):
    page = url(call, "question", section=0, kind=kind)
    sent = typed(desk.get(page))
    sent |= {"label_zh_hans": "新问题", "label_en": "Brand new", "required": "on"}
    sent |= {
        "options-0-label_en": "One",
        "columns-0-label_en": "Item",
        "columns-0-total": "",
    }

    answer = desk.post(page, sent)

    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    question = queries.sketch_of(call).schema["sections"][0]["questions"][-1]
    assert (question["id"], question["kind"]) == ("brand_new", kind)
    again = url(call, "question", name="brand_new")
    assert desk.post(again, typed(desk.get(again))).status_code == 302
    assert queries.sketch_of(call).schema["sections"][0]["questions"][-1] == question


def typed(page) -> dict[str, str]:
    """What a browser would send of the question's form as it stands."""
    found = {"revision": str(page.context["editing"].revision)}
    for form_ in [page.context["form"], *(page.context["lines"] or ())]:
        for bound in form_:
            value = bound.value()
            if hasattr(bound.field.widget, "widgets"):
                for part, told in zip(
                    bound.subwidgets[0].data["subwidgets"],
                    bound.field.widget.decompress(value),
                    strict=True,
                ):
                    found[part["name"]] = told
            elif value is not False and value not in (None, "", []):
                found[bound.html_name] = "on" if value is True else value
    if page.context["lines"] is not None:
        management = page.context["lines"].management_form
        found |= {bound.html_name: bound.value() for bound in management}
    return found


def test_every_question_of_a_form_comes_back_as_it_was_when_saved_unchanged(desk, call):
    for name in names(call):
        page = url(call, "question", name=name)
        assert desk.post(page, typed(desk.get(page))).status_code == 302

    kept = {
        q["id"]: q
        for p in queries.sketch_of(call).schema["sections"]
        for q in p["questions"]
    }
    for question in EVERY_KIND["sections"][0]["questions"]:
        when = question.get("when")
        told = (
            {
                **question,
                "when": {
                    **when,
                    "is": ["true" if v is True else v for v in when["is"]],
                },
            }
            if when
            else question
        )
        assert kept[question["id"]] == told


def test_buttons_move_copy_and_take_out(desk, call):
    press(desk, call, "down:name")
    press(desk, call, "duplicate:staff")
    press(desk, call, "remove:founded")

    assert names(call)[:4] == ["pitch", "name", "staff", "staff_2"]
    assert "founded" not in names(call)


def test_a_button_of_an_old_page_is_told_and_changes_nothing(desk, call):
    press(desk, call, "down:name")

    told = press(desk, call, "remove:pitch", revision=0)

    assert "has changed this form meanwhile" in told
    assert "pitch" in names(call)
    assert "not in the form any more" in press(desk, call, "remove:nothing")
    assert "not in the form any more" in press(desk, call, "explode:pitch")


def test_the_second_editor_keeps_what_was_typed_and_sees_why_it_was_not_saved(
    desk, call
):
    page = url(call, "question", name="pitch")
    sent = typed(desk.get(page)) | {"label_en": "My words"}
    press(desk, call, "down:name")

    answer = desk.post(page, sent)

    assert "has changed this form meanwhile" in answer.content.decode()
    assert "My words" in answer.content.decode()
    again = typed(answer) | {"label_en": "My words"}
    assert desk.post(page, again).status_code == 302
    assert "My words" in json.dumps(queries.sketch_of(call).schema)


def test_a_question_that_cannot_work_is_refused_where_it_was_typed(desk, call):
    page = url(call, "question", name="staff")

    answer = desk.post(page, typed(desk.get(page)) | {"min": "9", "max": "3"})

    assert "above the upper" in answer.content.decode()
    assert queries.sketch_of(call).revision == 0


def test_a_condition_is_chosen_among_earlier_answers(desk, call):
    page = url(call, "question", name="plan")
    sent = typed(desk.get(page)) | {"when": ["field:bio", "field:it"]}
    desk.post(page, sent)

    plan = next(
        q
        for q in queries.sketch_of(call).schema["sections"][0]["questions"]
        if q["id"] == "plan"
    )
    assert plan["when"] == {"question": "field", "is": ["bio", "it"]}
    two = typed(desk.get(page)) | {"when": ["field:bio", "needs:a"]}
    assert "one question only" in desk.post(page, two).content.decode()


def test_sections_are_added_renamed_moved_and_taken_out(desk, call):
    new = {"title_en": "Money", "title_zh_hans": "资金", "revision": "0"}
    desk.post(url(call, "section"), new)
    desk.post(
        url(call, "section", section=1), new | {"title_en": "Funds", "revision": "1"}
    )
    press(desk, call, "section-up:1")

    titles = [p["title"]["en"] for p in queries.sketch_of(call).schema["sections"]]
    assert titles == ["Funds", "About"]
    press(desk, call, "section-remove:0")
    assert len(queries.sketch_of(call).schema["sections"]) == 1


def test_a_question_goes_into_the_bank_and_from_there_into_another_form(desk, call):
    press(desk, call, "keep:budget")
    other = a_call()
    actions.edit_form(
        other, form(asks("budget", "text")), revision=0, by=SYSTEM, at=now()
    )
    found = text(desk, url(other, "bank", section=0, q="budget"))

    desk.post(
        url(other, "bank", section=0),
        {"question": BankQuestion.objects.get().pk, "revision": "1"},
    )

    assert "Budget" in found
    assert names(other) == ["budget", "budget_2"]
    assert (
        queries.sketch_of(other).schema["sections"][0]["questions"][1]["columns"]
        == TABLE["columns"]
    )


def test_json_that_cannot_work_is_refused_with_the_reason(desk, call):
    sent = {"schema": json.dumps(form(asks("a", "choice"))), "revision": "0"}

    assert "needs options" in desk.post(url(call, "expert"), sent).content.decode()
    good = {"schema": json.dumps(form(asks("a", "date"))), "revision": "0"}
    assert desk.post(url(call, "expert"), good).status_code == 302
    assert names(call) == ["a"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Name"), ("zh-hans", "问题 name")]
)
def test_the_preview_is_the_applicants_form_in_either_language(
    desk, call, language, words
):
    told = text(desk, url(call, "preview") + f"?in={language}")

    assert words in told
    assert 'name="budget-0-amount"' in told
    assert 'data-when-question="field"' in told
    assert "<fieldset" in told
    assert " disabled" in told


def test_what_a_new_form_means_is_told_before_it_is_issued(desk, call):
    for number in range(3):
        application = an_application(call)
        application.draft.answers = {
            "pitch": "x",
            "founded": "" if number else "2020-01-01",
        }
        application.draft.save()
    press(desk, call, "remove:founded")
    press(desk, call, "remove:pitch")

    told = desk.get(url(call, "issue"))

    impact = told.context["impact"]
    assert impact.drafts == 3
    assert {one.id: one.answered for one in impact.removed} == {
        "pitch": 3,
        "founded": 1,
    }
    desk.post(url(call, "issue"), {"carries_over": "on", "revision": "2"})
    numbers = set(
        call.applications.values_list("draft__form_version__number", flat=True)
    )
    assert numbers == {2}


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_pages_cost_the_same_however_many_answer(
    desk, call, drafts, django_assert_num_queries
):
    for __ in range(drafts):
        an_application(call)
    press(desk, call, "remove:name")
    desk.get(url(call))

    # session, user, grants, the call, its sketch, the version
    with django_assert_num_queries(5):
        desk.get(url(call))
    # and: how many drafts, their answers, their files
    with django_assert_num_queries(8):
        desk.get(url(call, "issue"))


@pytest.mark.parametrize("kept", [1, 3])
def test_the_bank_costs_the_same_for_one_and_for_many(
    desk, kept, django_assert_num_queries
):
    officer = a_user(Role.OFFICER)
    for number in range(kept):
        question = asks(f"q{number}", "choice", options=[option("x")])
        actions.keep_question(question, by=officer, at=now())
    page = reverse("admin:programs_bankquestion_changelist")
    desk.get(page)

    # user with grants, the rows, a count
    with django_assert_num_queries(4):
        assert len(desk.get(page).context["cl"].result_list) == kept


def test_next_years_call_is_prepared_from_the_page_of_this_one(desk, call):
    page = reverse("admin:programs_call_clone", args=[call.pk])
    asked = desk.get(page)

    desk.post(page, {"slug": "stars-2030", "year": "2030"})

    assert asked.context["form"]["year"].value() == call.year + 1
    made = Call.objects.get(slug="stars-2030")
    assert made.form_versions.get().schema == EVERY_KIND
