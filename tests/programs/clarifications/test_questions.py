"""Questions about a call: asked by companies, answered for everyone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.clarifications import actions, queries
from programs.clarifications.rules import A_DAY_AT_MOST, LONGEST
from programs.models import Call, Clarification
from tests.city import a_call, a_company, a_user, broken, moved, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOW = datetime.now(UTC)
LATER = timedelta(days=40)
SAID = {"zh-hans": "可以。", "en": "Yes."}


def an_asking_company():
    company = a_company()
    return company, a_user(Role.COMPANY_EDITOR, at=company)


def a_long_call() -> Call:
    return a_call(closes_at=NOW + LATER)


def a_question(call: Call | None = None, text: str = "May we?") -> Clarification:
    company, user = an_asking_company()
    return actions.ask(call or a_long_call(), company, text, by=user, at=NOW)


def published(question: Clarification, **said) -> Clarification:
    officer = a_user(Role.OFFICER)
    given = {"wording": {"en": "May one?"}, "answer": SAID} | said
    actions.word(question, by=officer, at=NOW, **given)
    actions.publish(question, by=officer, at=NOW)
    return question


def code_of(attempt) -> str | None:
    with pytest.raises(Refusal) as refused:
        attempt()
    return refused.value.code


def test_a_company_asks_and_the_same_question_twice_is_one():
    call, (company, user) = a_long_call(), an_asking_company()

    first, second = (
        actions.ask(call, company, " May we?\n", by=user, at=NOW) for _ in range(2)
    )

    assert first == second
    assert (first.asked, first.status) == ("May we?", "asked")


def test_who_does_not_act_for_the_company_asks_nothing():
    company, _user = an_asking_company()

    with pytest.raises(PermissionDenied):
        actions.ask(a_long_call(), company, "?", by=a_user(Role.OFFICER), at=NOW)


def test_a_question_has_its_length():
    call, (company, user) = a_long_call(), an_asking_company()

    for text in (" ", "x" * (LONGEST + 1)):
        with pytest.raises(Refusal) as refused:
            actions.ask(call, company, text, by=user, at=NOW)
        assert refused.value.code == "asked"
    actions.ask(call, company, "x" * LONGEST, by=user, at=NOW)


def test_questions_end_working_days_before_the_close():
    company, user = an_asking_company()
    call = a_call(closes_at=NOW + LATER)
    end = queries.takes_questions_until(call)

    last = end - timedelta(seconds=1)
    actions.ask(call, company, "in time", by=user, at=last)

    assert code_of(lambda: actions.ask(call, company, "?", by=user, at=end)) == "late"
    assert timedelta(days=6) < call.closes_at - end < timedelta(days=12)


def test_a_call_that_is_not_open_takes_no_questions():
    company, user = an_asking_company()
    soon = a_call(opens_at=NOW + timedelta(days=1), closes_at=NOW + LATER)

    assert code_of(lambda: actions.ask(soon, company, "?", by=user, at=NOW)) == "closed"


def test_a_company_asks_a_few_a_day_whatever_the_call():
    company, user = an_asking_company()
    for number in range(A_DAY_AT_MOST):
        actions.ask(a_long_call(), company, f"{number}", by=user, at=NOW)

    again = lambda at: actions.ask(a_long_call(), company, "more", by=user, at=at)  # noqa: E731  # one attempt

    assert code_of(lambda: again(NOW)) == "often"
    assert again(NOW + timedelta(days=1)).pk
    assert a_question().pk  # another company is not counted with it


def test_an_answer_is_published_with_a_number_and_the_asker_is_told():
    call = a_long_call()
    first, second = a_question(call), a_question(call)

    published(second)
    published(first)

    assert [c.number for c in queries.answered(call)] == [1, 2]
    assert list(queries.answered(call)) == [second, first]
    told = Message.objects.filter(template="call_answered")
    assert {m.user for m in told} == {first.asked_by, second.asked_by}
    assert told.get(user=first.asked_by).context["number"] == 2


def test_nothing_is_published_without_an_answer():
    question = a_question()

    publish = lambda: actions.publish(question, by=a_user(Role.OFFICER), at=NOW)  # noqa: E731  # one attempt

    assert code_of(publish) == "answer"
    assert broken(lambda: moved(question, "publish")) == (
        "clarification_is_published_with_its_answer"
    )


def test_a_question_is_declined_with_a_reason_that_only_the_asker_reads():
    question = a_question()

    actions.decline(question, by=a_user(Role.OFFICER), at=NOW, reason="个案")

    message = Message.objects.get(template="call_question_declined")
    assert (message.user, message.context["reason"]) == (question.asked_by, "个案")
    assert not queries.answered(question.call).exists()


def test_what_was_published_stays_as_it_was():
    question, other = published(a_question()), a_question()
    name = "clarification_stays_as_published"

    word = lambda: actions.word(question, by=a_user(Role.OFFICER), at=NOW, answer=SAID)  # noqa: E731  # one attempt

    assert code_of(word) == "frozen"
    assert (
        broken(lambda: sql("UPDATE programs_clarification SET answer = '{}'")) == name
    )
    assert broken(lambda: sql("DELETE FROM programs_clarification")) == name
    connection.check_constraints()  # nothing may be pending on an emptied table
    emptied = lambda: sql("TRUNCATE programs_clarification CASCADE")  # noqa: E731  # one attempt
    assert broken(emptied) == "clarification_is_never_emptied"
    sql(
        "DELETE FROM programs_clarification WHERE id = %s", other.pk
    )  # a question that is none yet


def test_finance_answers_and_publishes_nothing():
    question, finance = a_question(), a_user(Role.FINANCE)

    with pytest.raises(PermissionDenied):
        actions.word(question, by=finance, at=NOW, answer=SAID)
    with pytest.raises(PermissionDenied):
        actions.decline(question, by=finance, at=NOW, reason="no")


def signed_in(client, user):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def test_the_page_takes_a_question_and_shows_what_became_of_it(client):
    call, (company, user) = a_long_call(), an_asking_company()
    page = reverse("call-ask", args=[call.slug])
    sent = {"company": company.pk, "asked": "May we apply twice?"}

    answer = signed_in(client, user).post(page, sent, follow=True)

    assert "May we apply twice?" in answer.content.decode()
    assert "waits for an answer" in answer.content.decode()
    assert Clarification.objects.get().asked_by == user


def test_the_page_says_why_not_and_keeps_what_was_typed(client):
    call, (company, user) = a_call(), an_asking_company()  # closes in ten days
    Call.objects.filter(pk=call.pk).update(closes_at=NOW + timedelta(days=2))
    page = reverse("call-ask", args=[call.slug])

    told = signed_in(client, user).get(page).content.decode()
    sent = {"company": company.pk, "asked": "Too late?"}
    answer = client.post(page, sent)

    assert "No questions are taken" in told
    assert (answer.status_code, Clarification.objects.count()) == (200, 0)


def test_nobody_asks_for_a_company_that_is_not_theirs(client):
    call, other = a_long_call(), a_company()
    _company, user = an_asking_company()
    sent = {"company": other.pk, "asked": "Psst"}

    signed_in(client, user).post(reverse("call-ask", args=[call.slug]), sent)

    assert not Clarification.objects.exists()


def test_the_desk_words_the_answer_and_publishes_by_button(client):
    question = a_question()
    signed_in(client, a_user(Role.OFFICER))
    page = reverse("admin:programs_clarification_change", args=[question.pk])
    typed = {
        "wording_zh_hans": "可以吗？",
        "wording_en": "May one?",
        "answer_zh_hans": "可以。",
        "answer_en": "Yes.",
    }

    client.post(page, typed)
    client.post(f"{page.removesuffix('change/')}press/publish/")

    question.refresh_from_db()
    assert (question.status, question.answer["en"]) == ("published", "Yes.")


@pytest.mark.parametrize("count", [1, 3])
def test_the_desks_list_costs_the_same(client, count, django_assert_max_num_queries):
    for _ in range(count):
        a_question(a_long_call())
    signed_in(client, a_user(Role.OFFICER))
    address = reverse("admin:programs_clarification_changelist")
    client.get(address)

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
