"""I6, I13 and I14, what stays as it was written: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record, seal, verify
from foundation.models import Entry
from foundation.refusals import use_case
from programs.models import Award, Call, Payment
from tests import city
from tests.city import advance, at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


# I6 --------------------------------------------------------------------------------


def test_i6_two_sealers_make_one_chain() -> None:
    company, someone = city.a_company(), city.a_user()
    at_once(*[lambda: record(company, "look", by=someone)] * CROWD)

    at_once(*[lambda: seal(at=city.NOW, most=3)] * 4)
    while seal(at=city.NOW, most=3):
        pass

    assert list(verify()) == []


def test_i6_control_a_changed_entry_breaks_the_chain() -> None:
    record(city.a_company(), "look", by=city.a_user())
    while seal(at=city.NOW) is None:
        pass  # whoever else uses this server is in the middle of something

    with connection.cursor() as cursor:  # as whoever owns the table could
        cursor.execute("ALTER TABLE foundation_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE foundation_entry SET verb = 'nothing'")
        cursor.execute("ALTER TABLE foundation_entry ENABLE TRIGGER USER")

    (finding,) = verify()
    assert f"entries {Entry.objects.first().pk} to" in finding


# I13 -------------------------------------------------------------------------------


def test_i13_of_two_moves_at_once_one_is_taken_and_journaled() -> None:
    award = city.an_award()
    city.an_agreement(award)

    @use_case
    def move(verb: str) -> None:
        fresh = Award.objects.get(pk=award.pk)
        advance(fresh, verb, by=SYSTEM, reason="of two")

    outcomes = at_once(lambda: move("sign"), lambda: move("waive"))

    award.refresh_from_db()
    entry = Entry.objects.get(
        subject_type="programs.award", subject_id=award.pk, source="approved"
    )
    assert (won(outcomes), entry.target) == (1, award.status)


def test_i13_control_a_plain_save_lets_both_believe_they_won() -> None:
    award = city.an_award()
    city.an_agreement(award)
    names = ("award_status_follows_lifecycle", "award_status_change_is_journaled")
    verdicts = ["active", "waived"]

    def save() -> int:
        return Award.objects.filter(pk=award.pk).update(status=verdicts.pop())

    with without(Award, *names):
        outcomes = careful(
            lambda: Award.objects.get(pk=award.pk).status == "approved", save, 2
        )
        assert won(outcomes) == 2


# I14 -------------------------------------------------------------------------------


def _an_unpublished_call() -> Call:
    """Open for ten days, until the two below have pulled at its ends."""
    return Call.objects.create(
        program=city.a_program(),
        slug=f"call-{city.serial()}",
        year=city.YEAR,
        title={"en": "Call"},
        opens_at=city.NOW,
        closes_at=city.NOW + timedelta(days=10),
    )


def _opens_later(call: Call) -> int:
    later = city.NOW + timedelta(days=8)
    return Call.objects.filter(pk=call.pk).update(opens_at=later)


def _closes_sooner(call: Call) -> int:
    sooner = city.NOW + timedelta(days=5)
    return Call.objects.filter(pk=call.pk).update(closes_at=sooner)


def test_i14_of_two_who_pull_at_both_ends_of_a_period_one_wins() -> None:
    call = _an_unpublished_call()

    outcomes = at_once(
        lambda: use_case(_opens_later)(call), lambda: use_case(_closes_sooner)(call)
    )

    assert (won(outcomes), refused_by(outcomes)) == (1, {"period"})


def test_i14_control_careful_people_turn_the_period_around() -> None:
    call = _an_unpublished_call()
    both_looked = Barrier(2)

    def moving(end: str, to: datetime, write: Callable[[Call], int]) -> int:
        kept = Call.objects.get(pk=call.pk)
        setattr(kept, end, to)
        fits = kept.opens_at < kept.closes_at
        both_looked.wait()
        return write(call) if fits else 0

    with without(Call, "call_opens_before_it_closes"):
        days = timedelta(days=1)
        outcomes = at_once(
            lambda: moving("opens_at", city.NOW + 8 * days, _opens_later),
            lambda: moving("closes_at", city.NOW + 5 * days, _closes_sooner),
        )
        call.refresh_from_db()
        assert (outcomes, call.opens_at > call.closes_at) == ([1, 1], True)


def test_i14_half_a_signature_each_is_no_signature() -> None:
    payment, someone = city.a_payment(), city.a_user()
    mine = Payment.objects.filter(pk=payment.pk)

    outcomes = at_once(
        lambda: use_case(mine.update)(approved_at=city.NOW),
        lambda: use_case(mine.update)(approved_by=someone),
    )

    assert (won(outcomes), refused_by(outcomes)) == (0, {"pair"})
