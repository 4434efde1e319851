"""Changes of a call: numbered, told to everyone who writes, and never unsaid."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.clarifications import actions, queries
from programs.models import Amendment, Call
from tests.city import a_call, a_company, a_user, an_application, broken, moved, sql
from tests.programs.applications.scene import a_scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOW = datetime.now(UTC)
TITLE = {"zh-hans": "延长申报时间", "en": "More time"}
TEXT = {"zh-hans": "截止时间顺延。", "en": "The deadline moves."}


def a_change(call: Call | None = None, **fields) -> Amendment:
    given = {"title": TITLE, "text": TEXT, "by": a_user(Role.OFFICER)} | fields
    return actions.draft(call or a_call(), **given)


def announced(amendment: Amendment) -> Amendment:
    actions.announce(amendment, by=a_user(Role.OFFICER), at=NOW)
    return amendment


def test_changes_are_numbered_within_their_call():
    call = a_call()

    for _ in range(2):
        announced(a_change(call))
    announced(a_change())

    assert [a.number for a in queries.amendments(call)] == [2, 1]


def test_a_new_close_comes_into_force_with_the_change():
    call = a_call()
    before, later = call.closes_at, call.closes_at + timedelta(days=7)
    change = a_change(call, new_close=later)
    call.refresh_from_db()
    assert call.closes_at == before

    announced(change)

    call.refresh_from_db()
    change.refresh_from_db()
    assert (call.closes_at, change.old_close) == (later, before)
    assert Message.objects.count() == 0  # nobody writes an application yet


def test_a_change_never_closes_a_call_earlier():
    call = a_call()
    change = a_change(call, new_close=call.closes_at - timedelta(days=1))

    with pytest.raises(Refusal) as refused:
        announced(change)

    change.refresh_from_db()
    assert (refused.value.code, change.status) == ("announced", "draft")


def test_everyone_with_a_live_application_is_told_once():
    call = a_call()
    writing, handed_in, gone, elsewhere = (a_company() for _ in range(4))
    an_application(call, writing)
    moved(an_application(call, handed_in), "submit")
    moved(an_application(call, gone), "withdraw")
    an_application(a_call(), elsewhere)
    people = {
        a_user(Role.COMPANY_ADMIN, at=writing),
        a_user(Role.COMPANY_EDITOR, at=writing),
        a_user(Role.COMPANY_ADMIN, at=handed_in),
    }
    for company in (gone, elsewhere):
        a_user(Role.COMPANY_ADMIN, at=company)
    change = announced(a_change(call))

    with pytest.raises(Refusal):
        announced(change)  # a second press

    told = Message.objects.filter(template="call_amended")
    assert {message.user for message in told} == people
    assert told.count() == len(people)


@pytest.mark.parametrize("count", [1, 3])
def test_finding_out_whom_to_tell_costs_the_same(count, django_assert_num_queries):
    call = a_call()
    for _ in range(count):
        company = a_company()
        an_application(call, company)
        a_user(Role.COMPANY_ADMIN, at=company)

    with django_assert_num_queries(2):  # companies, their people
        assert len(queries.concerned(call)) == count


def test_only_a_published_call_is_changed_in_public():
    call = a_call()
    change = a_change(call)
    moved(call, "withdraw")

    with pytest.raises(Refusal) as refused:
        announced(change)

    assert refused.value.code == "call"


def test_a_change_is_reworded_until_it_is_published_and_never_afterwards():
    change = a_change()
    actions.reword(change, by=a_user(Role.OFFICER), title={"en": "Better"})
    change.refresh_from_db()
    assert change.title == {"en": "Better"}
    announced(change)
    name = "amendment_stays_as_published"

    with pytest.raises(Refusal) as refused:
        actions.reword(change, by=a_user(Role.OFFICER), title={"en": "Other"})

    assert refused.value.code == "frozen"
    assert broken(lambda: sql("UPDATE programs_amendment SET text = '{}'")) == name
    assert broken(lambda: sql("DELETE FROM programs_amendment")) == name
    connection.check_constraints()  # nothing may be pending on an emptied table
    emptied = lambda: sql("TRUNCATE programs_amendment CASCADE")  # noqa: E731  # one attempt
    assert broken(emptied) == "amendment_is_never_emptied"


def test_who_does_not_publish_calls_announces_nothing():
    with pytest.raises(PermissionDenied):
        actions.announce(a_change(), by=a_user(Role.CHECKER), at=NOW)
    with pytest.raises(PermissionDenied):
        a_change(by=a_user(Role.CHECKER))


def test_the_desk_writes_a_change_and_announces_it_by_button(client):
    call = a_call()
    client.force_login(a_user(Role.OFFICER))
    typed = {
        "call": call.pk,
        "title_zh_hans": "更正",
        "title_en": "Correction",
        "text_zh_hans": "更正附件。",
        "text_en": "The attachment was corrected.",
        "new_close_0": "",
        "new_close_1": "",
    }

    client.post(reverse("admin:programs_amendment_add"), typed)
    change = Amendment.objects.get()
    page = reverse("admin:programs_amendment_change", args=[change.pk])
    client.post(f"{page.removesuffix('change/')}press/announce/")

    change.refresh_from_db()
    assert (change.status, change.number, change.text["zh-hans"]) == (
        "published",
        1,
        "更正附件。",
    )


def test_what_is_announced_is_what_was_last_written():
    change = a_change()
    stale = Amendment.objects.get(pk=change.pk)
    later = change.call.closes_at + timedelta(days=3)
    actions.reword(change, by=a_user(Role.OFFICER), new_close=later)

    announced(stale)

    assert Call.objects.get().closes_at == later


def test_whoever_writes_an_application_reads_the_change_above_the_form(client):
    scene = a_scene()
    announced(a_change(scene.call))
    client.force_login(scene.editor)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("application-edit", args=[scene.application.number]))

    assert "Change 1:" in page.content.decode()
    assert "The deadline moves." in page.content.decode()
