"""I8: nothing is paid before its time, and nothing twice.

Each attempt by raw SQL is refused by the name of its promise; no use case stands
between these statements and the tables.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from programs.models import Award, PublicNotice
from tests import city
from tests.city import broken

pytestmark = pytest.mark.django_db


def _approved_payment_under(notice_ends: timedelta):
    """A payment with two signatures, of an award that went through a notice."""
    application = city.an_application()
    until = datetime.now(UTC) + notice_ends
    notice = city.a_notice(application.call.program, objections_close_at=until)
    proposal = city.a_proposal(application)
    proposal.notice = notice
    proposal.save()
    award = city.an_award(
        application.call.program, application.company, proposal=proposal
    )
    payment = city.a_payment(city.a_tranche(award))
    city.signed(payment)
    return payment, notice, proposal


WAITS = "payment_waits_for_notice_and_gates"


def test_i8_nothing_is_paid_while_objections_may_come() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=5))

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS


def test_i8_it_is_paid_when_the_window_has_ended_clean() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=-5))

    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


@pytest.mark.parametrize("against_everyone", [True, False])
def test_i8_nothing_is_paid_while_an_objection_is_undecided(against_everyone) -> None:
    payment, notice, proposal = _approved_payment_under(timedelta(minutes=5))
    objection = notice.objections.create(
        proposal=None if against_everyone else proposal,
        number="O1", objector="Li", contact="020-0000-0000", content="x",
    )  # fmt: skip
    city.end_window(notice)

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    city.moved(objection, "take_up")
    ruled = {"ruling": "It is not so.", "ruled_on": city.NOW}
    advance(objection, "dismiss", by=SYSTEM, reason="It is not so.", **ruled)
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_an_objection_after_the_window_is_not_taken() -> None:
    _, notice, _ = _approved_payment_under(timedelta(minutes=-5))

    late = lambda: notice.objections.create(  # noqa: E731  # one attempt
        number="O1", objector="Li", contact="020-0000-0000", content="x"
    )

    assert broken(late) == "objection_within_its_window"


def test_i8_nothing_is_paid_through_a_gate_that_is_neither_met_nor_waived() -> None:
    payment = city.a_payment()
    gate = city.a_gate(payment.tranche)
    city.signed(payment)

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    gate.waived_at, gate.waived_by = city.NOW, city.a_user()
    gate.waiver_reason = "decided by the commission"
    gate.save()
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_a_tranche_without_conditions_pays_nothing() -> None:
    award = city.an_award()
    bare = award.tranches.create(
        sequence=1, source="city", amount=award.amount, due_on=city.TODAY
    )
    payment = city.a_payment(bare)

    assert broken(lambda: city.instructed(payment)) == WAITS


def test_i8_a_condition_is_never_removed_or_exchanged() -> None:
    gate = city.a_gate(city.a_tranche())

    for attempt in (
        "DELETE FROM programs_gate WHERE id = %s",
        "UPDATE programs_gate SET kind = 'account_matches' WHERE id = %s",
    ):
        refused = broken(lambda: city.sql(attempt, gate.pk))  # noqa: B023  # called at once
        assert refused == "gate_is_waived_never_removed"


def test_i8_an_award_that_no_notice_announced_pays_nothing() -> None:
    payment = city.a_payment(city.a_tranche(city.an_award(proposal=city.a_proposal())))

    assert broken(lambda: city.instructed(payment)) == WAITS


def test_i8_an_award_belongs_to_the_company_of_its_proposal() -> None:
    stranger = city.a_company()
    proposal = city.a_noticed_proposal()
    values = city.award_values(proposal.program, stranger, proposal=proposal)

    attempt = lambda: Award.objects.create(**values)  # noqa: E731  # one attempt
    assert broken(attempt) == "award_follows_its_proposal"


@pytest.mark.parametrize("column", ["published_on", "closes_at", "objections_close_at"])
def test_i8_the_window_of_a_published_notice_is_never_moved(column: str) -> None:
    _, notice, _ = _approved_payment_under(timedelta(minutes=5))
    mine = PublicNotice.objects.filter(pk=notice.pk)

    refused = broken(lambda: mine.update(**{column: F(column) - timedelta(days=1)}))
    assert refused == "notice_windows_are_frozen"


def test_i8_an_announced_proposal_is_not_taken_out_of_its_notice() -> None:
    _, _, proposal = _approved_payment_under(timedelta(minutes=5))
    ended = city.a_notice(
        proposal.program, objections_close_at=datetime.now(UTC) - timedelta(days=1)
    )
    city.moved(proposal, "decide", "announce")

    to_another = "UPDATE programs_proposal SET notice_id = %s WHERE id = %s"
    for notice in (ended.pk, None):
        refused = broken(lambda: city.sql(to_another, notice, proposal.pk))  # noqa: B023  # called at once
        assert refused == "proposal_stays_in_its_notice"


def test_i8_the_ledger_itself_refuses_a_payment_that_must_wait() -> None:
    payment = city.instructed(city.a_payment())
    city.a_gate(payment.tranche)

    assert broken(lambda: city.an_entry(payment)) == WAITS


def test_i8_a_payment_is_booked_once() -> None:
    payment = city.instructed(city.a_payment(city.a_tranche(amount=Decimal("1.00"))))
    city.an_entry(payment)

    name = "ledger_entry_once_per_payment_and_kind"
    assert broken(lambda: city.an_entry(payment)) == name


def test_i8_paid_means_booked() -> None:
    payment = city.instructed(city.a_payment())

    def paid_on_paper() -> None:
        advance(
            payment, "book", by=SYSTEM, paid_on=city.TODAY, bank_reference="no such"
        )

    assert broken(paid_on_paper) == "payment_paid_with_its_entry"


def test_i8_a_tranche_has_one_payment_under_way() -> None:
    payment = city.a_payment()

    again = lambda: city.a_payment(payment.tranche)  # noqa: E731  # one attempt

    assert broken(again) == "payment_one_open_per_tranche"


def test_i8_nothing_is_paid_while_money_is_asked_back() -> None:
    award = city.an_award()
    part = Decimal("400000.00")
    payment = city.instructed(city.a_payment(city.a_tranche(award, amount=part)))
    city.an_entry(payment)
    more = city.a_tranche(award, amount=part)
    city.demanded(city.a_recovery(award))

    attempt = lambda: city.instructed(city.a_payment(more))  # noqa: E731  # one attempt

    assert broken(attempt) == "payment_waits_for_notice_and_gates"
