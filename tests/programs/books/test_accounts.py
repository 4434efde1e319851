"""The account of an award: it adds up on every day, whoever looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.journal.models import Entry
from foundation.periods import city_day
from programs.awards import actions as awards
from programs.books.queries import Account, account
from programs.models import Award, LedgerEntry
from programs.payments import actions
from tests.city import a_program, a_recovery, a_user, an_sme_program, sql
from tests.programs.recovery.owing import owed, pay
from tests.programs.stages import NOW, a_place_for, finance, open_gates, paid, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = city_day(NOW)
FIRST = TODAY - timedelta(days=40)


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


@contextmanager
def another_clock() -> Iterator[None]:
    """Award and journal may be dated otherwise: nobody's word, the test's."""
    _guards("DISABLE")
    yield
    _guards("ENABLE")


def _guards(turn: str) -> None:
    connection.check_constraints()
    for table in ("programs_award", "foundation_entry"):
        sql(f"ALTER TABLE {table} {turn} TRIGGER USER")


def each_day(award: Award, first: date = FIRST) -> Iterator[Account]:
    for number in range((TODAY - first).days + 1):
        yield account(award, first + timedelta(days=number))


def a_life() -> Award:
    """Paid, returned, paid again by mistake, reversed, paid back in part, revoked."""
    award = planned()
    first = open_gates(award)
    once = paid(first, on=FIRST + timedelta(days=2))
    actions.take_return(
        once,
        by=finance(),
        at=NOW,
        reason="closed",
        returned_on=FIRST + timedelta(days=9),
    )
    wrong = paid(first, on=FIRST + timedelta(days=11))
    entry = wrong.entries.get(kind="payment")
    actions.reverse(entry, by=finance(), at=NOW, reason="wrong account")
    paid(first, on=TODAY)
    awards.revoke(award, by=a_user(Role.LEADER), at=NOW, reason="moved out")
    told = {"source": first.source, "by": finance(), "at": NOW}
    actions.recover(
        award, amount=Decimal("5.01"), reference="R1", recovered_on=TODAY, **told
    )
    award.refresh_from_db()
    return award


def test_an_account_adds_up_on_every_day() -> None:
    award = a_life()

    for told in each_day(award):
        position = told.position
        assert position.adds_up(), told.on
        entries = LedgerEntry.objects.filter(award=award, booked_on__lte=told.on)
        stands = sum(e.amount if e.debit == "company" else -e.amount for e in entries)
        assert position.net == stands == (told.lines[-1].balance if told.lines else 0)
        parts = position.under_way + position.payable + position.gated + position.later
        if position.is_live:
            rest = position.unplanned + position.recovered
            assert position.left == parts + rest
        else:
            assert (position.left, parts) == (0, 0)

    position = told.position
    assert (position.net, position.left) == (award.paid - award.recovered, 0)
    assert position.recovered == award.recovered == Decimal("5.01")


def test_an_award_is_revoked_from_the_day_on_which_it_was() -> None:
    """The journal says when; here as if it had been months ago."""
    award = a_life()
    with another_clock():
        award.decided_on = TODAY - timedelta(days=300)
        award.save(update_fields=["decided_on"])
        Entry.objects.filter(subject_type="programs.award", verb="revoke").update(
            at=NOW - timedelta(days=90)
        )
        Entry.objects.filter(subject_type="programs.award", verb="sign").update(
            at=NOW - timedelta(days=200)
        )

    day = TODAY - timedelta(days=90)
    before, after = account(award, day - timedelta(days=1)), account(award, day)

    assert (before.position.status, after.position.status) == ("active", "revoked")
    assert before.position.left > 0
    assert (after.position.left, after.position.lapsed > 0) == (0, True)
    assert {part.state for part in after.parts} == {"lapsed"}
    assert after.happenings[-1].why == "moved out"
    assert all(told.position.adds_up() for told in (before, after))


def test_parts_say_what_they_wait_for() -> None:
    award = planned()
    due = award.tranches.first().due_on

    def states(day: date) -> list[str]:
        return [part.state for part in account(award, day).parts]

    assert states(due - timedelta(days=1)) == ["later"] * award.tranches.count()
    assert states(due).count("gated") == award.tranches.filter(due_on=due).count()
    tranche = open_gates(award)
    assert states(due).count("payable") == award.tranches.filter(due_on=due).count()
    actions.request(tranche, by=finance(), at=NOW)
    assert states(due).count("under_way") == 1


def test_a_company_reads_its_account(client, django_assert_num_queries) -> None:
    award = planned()
    tranche = open_gates(award)
    payment = paid(tranche)
    actions.take_return(payment, by=finance(), at=NOW, reason="closed")
    paid(tranche, on=city_day(NOW))
    client.force_login(a_user(Role.COMPANY_EDITOR, at=award.company))

    # user with grants, award, payments, entries, journal, sums, parts, gates, demands
    with django_assert_num_queries(9):
        answer = client.get(award.get_absolute_url())

    page = answer.content.decode()
    assert "¥3,000,000.01" in page
    assert "¥900,000.01" in page
    assert "returned payment" in page
    assert [str(line.balance) for line in answer.context["account"].lines] == [
        "900000.01", "0.00", "900000.01",
    ]  # fmt: skip


def test_an_account_says_what_is_owed_and_by_when(client) -> None:
    recovery = owed("100000.00")
    award = recovery.award
    proposed = a_recovery(award, "7.00", breach="given_up")
    pay(recovery, "30000.00")
    client.force_login(a_user(Role.COMPANY_EDITOR, at=award.company))

    page = client.get(award.get_absolute_url())
    past = client.get(award.get_absolute_url(), {"on": "2026-06-20"})

    (demand,) = page.context["demands"]
    told = page.content.decode()
    assert demand == recovery
    assert proposed.number not in told
    assert "¥70,000.00 are still owed" in told
    assert recovery.get_absolute_url() in told
    assert recovery.get_absolute_url() not in past.content.decode()
    pay(recovery, "70000.00")
    assert "still owed" not in client.get(award.get_absolute_url()).content.decode()


def test_an_account_is_shown_to_whom_it_concerns(client) -> None:
    award = planned()
    other = planned()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)

    client.force_login(admin)
    assert client.get(award.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    client.force_login(a_user(Role.EXPERT))
    assert client.get(award.get_absolute_url()).status_code == 403
    client.logout()
    assert client.get(award.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    program, places = a_program(), an_sme_program()
    for __ in range(count):
        planned(program)
        a_place_for(places)
    client.force_login(a_user(Role.LEADER))

    with django_assert_num_queries(5):  # user with grants, and count and rows of each
        page = client.get(reverse("awards-list")).content.decode()

    assert page.count("JL") >= count
