"""Calls: prepared, published, extended; what was announced is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.calls import actions
from programs.models import Call
from tests.city import a_call, a_company, a_program, a_user, an_application

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
CLOSE = datetime(2026, 6, 30, 9, tzinfo=UTC)
QUESTION = {"id": "pitch", "kind": "text", "label": {"en": "Pitch"}, "required": True}
SCHEMA = {"sections": [{"title": {"en": "About"}, "questions": [QUESTION]}]}


def a_draft_call(**fields) -> Call:
    given = {"opens_at": NOW, "closes_at": CLOSE, "by": a_user(Role.OFFICER)} | fields
    return actions.draft(
        a_program(), slug="stars-2026", title={"en": "Stars 2026"}, **given
    )


def test_a_call_takes_its_year_from_its_opening():
    assert a_draft_call().year == 2026


def test_a_call_that_closes_before_it_opens_is_refused():
    with pytest.raises(Refusal, match=r"opens|必须|open"):
        a_draft_call(closes_at=NOW - timedelta(days=1))


def test_a_call_needs_a_form_before_it_is_published():
    call = a_draft_call()

    with pytest.raises(Refusal) as refused:
        actions.publish(call, by=a_user(Role.OFFICER), at=NOW)

    assert (refused.value.code, call.status) == ("form", "draft")


def test_a_call_that_is_over_is_not_published():
    call = a_draft_call()
    actions.write_form(call, SCHEMA, by=a_user(Role.OFFICER))

    with pytest.raises(Refusal) as refused:
        actions.publish(call, by=a_user(Role.OFFICER), at=CLOSE)

    assert refused.value.code == "closed"


def test_a_form_that_nobody_answers_is_rewritten_and_one_in_use_gets_a_successor():
    call, officer = a_draft_call(), a_user(Role.OFFICER)
    first = actions.write_form(call, SCHEMA, by=officer)
    again = actions.write_form(call, SCHEMA, by=officer)
    actions.publish(call, by=officer, at=NOW)
    an_application(call)

    second = actions.write_form(call, SCHEMA, by=officer)

    assert (first.number, again.number, second.number) == (1, 1, 2)


@pytest.mark.parametrize(
    "questions",
    [
        [],
        [QUESTION, QUESTION],
        [{**QUESTION, "id": "Not an id"}],
        [{**QUESTION, "kind": "magic"}],
        [{**QUESTION, "label": {}}],
        [{**QUESTION, "kind": "choice"}],
    ],
)
def test_a_form_that_cannot_be_used_is_refused(questions):
    schema = {"sections": [{"title": {}, "questions": questions}]}

    with pytest.raises(Refusal) as refused:
        actions.write_form(a_draft_call(), schema, by=a_user(Role.OFFICER))

    assert refused.value.code == "form"


def test_a_published_call_closes_later_and_never_earlier():
    call, officer = a_call(), a_user(Role.OFFICER)
    announced = call.closes_at
    later, earlier = announced + timedelta(days=1), announced - timedelta(days=1)

    actions.revise(call, closes_at=later, by=officer, at=NOW)

    with pytest.raises(Refusal) as refused:
        actions.revise(call, closes_at=earlier, by=officer, at=NOW)
    call.refresh_from_db()
    assert (refused.value.code, call.closes_at) == ("announced", later)


def test_one_company_gets_more_time_with_a_reason_and_is_told():
    call, company = a_call(), a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    until = call.closes_at + timedelta(days=2)

    actions.extend(
        call, company, until=until, reason="停电", by=a_user(Role.OFFICER), at=NOW
    )

    assert an_application(call, company).closes_at() == until
    assert an_application(call).closes_at() == call.closes_at
    assert Message.objects.get(template="application_extended").user == admin


def test_an_extension_without_reason_or_without_more_time_is_refused():
    call, officer = a_call(), a_user(Role.OFFICER)
    until = call.closes_at + timedelta(days=2)

    for given in (
        {"until": until, "reason": " "},
        {"until": call.closes_at, "reason": "x"},
    ):
        with pytest.raises(Refusal):
            actions.extend(call, a_company(), by=officer, at=NOW, **given)


def test_finance_extends_no_deadline():
    call = a_call()

    with pytest.raises(PermissionDenied):
        actions.extend(
            call,
            a_company(),
            until=call.closes_at + timedelta(days=1),
            reason="x",
            by=a_user(Role.FINANCE),
            at=NOW,
        )


def test_whoever_has_begun_is_told_that_a_call_was_withdrawn():
    application = an_application()
    a_user(Role.COMPANY_ADMIN, at=application.company)

    actions.withdraw(
        application.call, by=a_user(Role.OFFICER), at=NOW, reason="政策调整"
    )

    message = Message.objects.get(template="application_call_withdrawn")
    assert message.context["reason"] == "政策调整"
