"""Writing a form, the bank of questions, and next year's call."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.calls import actions, queries
from programs.models import BankQuestion, Call, FormVersion, Sketch
from tests.city import SYSTEM, a_call, a_user, an_application, at_once
from tests.programs.calls.schemas import asks, form, option
from tests.races.crowd import CROWD, careful, refused_by, won

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def write(call, schema, *, revision=0, by=SYSTEM):
    return actions.edit_form(call, schema, revision=revision, by=by, at=NOW)


def test_a_form_is_written_beside_the_one_that_is_asked():
    call = a_call()

    write(call, form(asks("a", "text")))

    assert call.form_versions.get().schema == {"sections": []}
    assert queries.sketch_of(call).revision == 1


def test_issuing_makes_a_version_once_somebody_answers_and_says_who_follows():
    call, officer = a_call(), a_user(Role.OFFICER)
    an_application(call)
    write(call, form(asks("a", "text")), by=officer)

    version = actions.issue_form(
        call, revision=1, carries_over=True, by=officer, at=NOW
    )

    call.refresh_from_db()
    assert (version.number, call.carries_over) == (2, True)
    assert call.form_versions.count() == 2


def test_a_broken_form_is_written_but_not_issued():
    call = a_call()
    write(call, form(asks("a", "choice")))

    with pytest.raises(Refusal) as refused:
        actions.issue_form(call, revision=1, carries_over=False, by=SYSTEM, at=NOW)

    assert refused.value.code == "form"
    assert call.form_versions.get().schema == {"sections": []}


def test_nothing_is_issued_that_nobody_has_written():
    with pytest.raises(Refusal):
        actions.issue_form(a_call(), revision=0, carries_over=False, by=SYSTEM, at=NOW)


def test_the_second_of_two_officers_is_told_who_was_first():
    call, first = a_call(), a_user(Role.OFFICER, name="Ana")
    write(call, form(asks("a", "text")), by=first)
    write(call, form(asks("b", "text")), revision=1, by=first)

    with pytest.raises(Refusal, match="Ana") as refused:
        write(call, form(asks("c", "text")), revision=1)

    assert refused.value.code == "moved_on"
    assert Sketch.objects.get().schema == form(asks("b", "text"))


def test_discarding_goes_back_and_does_not_let_an_old_page_in():
    call = a_call()
    write(call, form(asks("a", "text")))

    actions.discard_form(call, revision=1, by=SYSTEM, at=NOW)

    assert queries.sketch_of(call).schema == {"sections": []}
    with pytest.raises(Refusal):
        write(call, form(asks("b", "text")), revision=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_eight_officers_who_save_one_form_seven_are_told():
    call = a_call()
    write(call, form(asks("a", "text")))

    outcomes = at_once(*[
        lambda n=n: write(call, form(asks(f"q{n}", "text")), revision=1)
        for n in range(CROWD)
    ])  # fmt: skip

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"moved_on"}
    assert Sketch.objects.get().revision == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_control_officers_who_only_look_first_overwrite_each_other():
    call = a_call()
    write(call, form(asks("a", "text")))

    outcomes = careful(
        lambda: Sketch.objects.get(call=call).revision == 1,
        lambda: Sketch.objects.filter(call=call).update(revision=2),
        CROWD,
    )

    assert won(outcomes) > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_form_never_changes_under_somebody_who_is_just_beginning():
    """Half of them rewrite the only version, half begin: no draft sees it change."""
    call = a_call()
    drafts: list[tuple[int, dict]] = []

    def begins():
        application = an_application(call)
        version = FormVersion.objects.get(drafts=application.draft)
        drafts.append((version.pk, version.schema))

    def rewrites(number):
        return actions.write_form(call, form(asks(f"q{number}", "text")), by=SYSTEM)

    at_once(*[begins, lambda: rewrites(1)] * 2, begins, lambda: rewrites(2))

    present = dict(FormVersion.objects.values_list("pk", "schema"))
    assert len(drafts) == 3
    assert [(pk, present[pk]) for pk, __ in drafts] == drafts


def test_a_question_of_the_bank_is_found_by_its_words_and_kept_once():
    officer = a_user(Role.OFFICER)
    first = asks("patents", "number") | {
        "label": {"zh-hans": "有效发明专利", "en": "Patents"}
    }
    when = {"question": "x", "is": ["y"]}

    actions.keep_question(first, by=officer, at=NOW)
    actions.keep_question({**first, "min": 1, "when": when}, by=officer, at=NOW)

    kept = BankQuestion.objects.get()
    assert kept.question == {**first, "min": 1}
    assert list(queries.banked("发明 pat")) == [kept]
    assert not queries.banked("商标").exists()


def test_a_broken_question_is_not_kept_and_a_dropped_one_is_gone():
    officer = a_user(Role.OFFICER)
    with pytest.raises(Refusal):
        actions.keep_question(asks("a", "choice"), by=officer, at=NOW)
    kept = actions.keep_question(
        asks("a", "choice", options=[option("x")]), by=officer, at=NOW
    )

    actions.drop_question(kept, by=officer)

    assert not BankQuestion.objects.exists()


def test_next_years_call_has_the_texts_the_form_and_the_dates_a_year_later():
    last = a_call(
        opens_at=datetime(2028, 2, 29, 1, tzinfo=UTC),
        closes_at=datetime(2028, 3, 31, 9, tzinfo=UTC),
        year=2028,
        title={"en": "Stars 2028", "zh-hans": "2028年标杆"},
        summary={"en": "Up to five million"},
        contact="020-0000",
    )
    actions.write_form(last, form(asks("a", "text")), by=SYSTEM)

    made = actions.clone(last, slug="stars-2029", year=2029, by=SYSTEM)

    made.refresh_from_db()
    assert made.title == {"en": "Stars 2029", "zh-hans": "2029年标杆"}
    assert (made.summary, made.contact) == (last.summary, "020-0000")
    assert made.opens_at == datetime(2029, 2, 28, 1, tzinfo=UTC)
    assert made.closes_at - made.opens_at == timedelta(days=31, hours=8)
    assert made.form_versions.get().schema == form(asks("a", "text"))
    assert made.status == "draft"


def test_a_call_is_not_cloned_over_another():
    last = a_call()

    with pytest.raises(Refusal):
        actions.clone(last, slug=last.slug, year=2030, by=SYSTEM)

    assert Call.objects.count() == 1


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.DISTRICT])
def test_nobody_else_writes_forms(role):
    call = a_call()
    at = None if role != Role.DISTRICT else an_application(call).company
    stranger = a_user(role, at=at)

    for attempt in (
        lambda: write(call, form(), by=stranger),
        lambda: actions.keep_question(asks("a", "text"), by=stranger, at=NOW),
        lambda: actions.clone(call, slug="x", year=2027, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
