"""From a proposal to the last yuan: what is demanded, booked, reversed and lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from programs.applications.rules import fingerprint
from programs.awards.actions import revoke
from programs.models import Award, LedgerEntry, Recovery, WriteOff
from programs.payments.actions import recover, reverse
from programs.recovery import actions
from programs.recovery.queries import figures_of, inputs_of, left_of, said
from programs.recovery.rules import reckon
from programs.recovery.states import Breach
from tests.city import TODAY, YEAR, a_recovery, a_user, broken, demanded, moved
from tests.programs.recovery.owing import (
    a_case,
    an_administrator,
    leader,
    officer,
    owed,
    paid_award,
    pay,
)
from tests.programs.stages import NOW, finance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def totals(award: Award) -> tuple[Decimal, ...]:
    award.refresh_from_db()
    return award.recovered, award.interest_received, award.written_off


def mails(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("created_at", "pk"))


def test_a_demand_is_reckoned_frozen_and_sent() -> None:
    award = paid_award()
    boss = an_administrator(award.company)
    recovery = actions.propose(award, a_case(Breach.MOVED_OUT), by=officer(), at=NOW)
    assert not mails("recovery_demanded")

    actions.demand(recovery, by=(lin := leader()), at=NOW)
    actions.demand(recovery, by=lin, at=NOW)

    recovery.refresh_from_db()
    assert recovery.demanded_on is not None
    assert recovery.due_on == recovery.demanded_on + timedelta(days=30)
    assert recovery.sha256 == fingerprint(recovery.content)
    assert recovery.content is not None
    assert recovery.content["letter"].keys() == {"zh-hans", "en"}
    assert figures_of(recovery).total == left_of(recovery) > 0
    assert "It moved to Foshan." in str(said(recovery, "en").facts)
    [mail] = mails("recovery_demanded")
    assert mail.user == boss


def test_it_is_proposed_by_one_and_approved_by_another() -> None:
    both = a_user(Role.OFFICER, Role.LEADER)
    recovery = actions.propose(paid_award(), a_case(), by=both, at=NOW)

    with pytest.raises(Refusal, match="approved by another person"):
        actions.demand(recovery, by=both, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.demand(recovery, by=officer(), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.propose(paid_award(), a_case(), by=leader(), at=NOW)


def test_two_installments_settle_it_interest_first() -> None:
    recovery = owed("100000.00", with_interest=True)
    interest = figures_of(recovery).of("interest")
    assert interest > 0

    pay(recovery, "50000.00")
    assert totals(recovery.award) == (Decimal(50000) - interest, interest, 0)
    assert recovery.status == "demanded"
    pay(recovery, str(left_of(recovery)))

    assert recovery.status == "settled"
    assert totals(recovery.award) == (Decimal("100000.00"), interest, 0)
    assert [mail.context["left"] for mail in mails("recovery_repaid")] == [
        f"{50000 + interest:,.2f}",
        "0.00",
    ]
    accounts = LedgerEntry.objects.filter(kind="interest").values_list("credit")
    assert list(accounts) == [("interest",)]


def test_more_than_is_left_is_refused_and_a_receipt_is_booked_once() -> None:
    recovery = owed("100.00")
    first = pay(recovery, "60.00", "T1")

    assert pay(recovery, "60.00", "T1") == first
    with pytest.raises(Refusal, match=r"40\.00 yuan are left; 40\.01 yuan are too"):
        pay(recovery, "40.01")
    with pytest.raises(Refusal, match="this treasury receipt is booked already"):
        pay(owed("100.00"), "1.00", "T1")
    with pytest.raises(Refusal, match="treasury receipt's number"):
        pay(recovery, "1.00", " ")
    with pytest.raises(Refusal, match="still to come"):
        pay(recovery, "1.00", received_on=date(2999, 1, 1))
    assert left_of(recovery) == Decimal("40.00")


def test_an_installment_is_undone_whole_and_may_be_booked_again() -> None:
    recovery = owed("100.00")
    repayment = pay(recovery, "100.00", "T1")
    by = {"by": finance(), "at": NOW}

    for __ in range(2):
        actions.undo_repayment(repayment, reason="wrong award", **by)

    recovery.refresh_from_db()
    assert recovery.status == "demanded"
    assert (left_of(recovery), totals(recovery.award)) == (100, (0, 0, 0))
    again = pay(recovery, "100.00", "T1")
    assert again != repayment
    recovery.refresh_from_db()
    assert recovery.status == "settled"


@pytest.mark.parametrize(
    ("amount", "promise"),
    [
        ("100.00", "claim_is_booked_while_due"),
        ("40.00", "repayment_is_undone_whole"),
    ],
)
def test_an_entry_of_an_installment_is_not_reversed_behind_its_back(
    amount: str, promise: str
) -> None:
    pay(owed("100.00"), amount)
    entry = LedgerEntry.objects.get(kind="recovery")

    assert broken(lambda: reverse(entry, by=finance(), at=NOW, reason="x")) == promise


def test_what_has_come_back_meanwhile_is_not_demanded() -> None:
    award = paid_award()
    proposal = actions.propose(award, a_case(Breach.GIVEN_UP), by=officer(), at=NOW)
    back = {"amount": Decimal("0.01"), "source": "city", "by": finance(), "at": NOW}
    recover(award, reference="T1", **back)
    connection.check_constraints()  # as at the end of its transaction

    with pytest.raises(Refusal, match="reckon again"):
        actions.demand(proposal, by=leader(), at=NOW)
    actions.drop(proposal, by=officer(), at=NOW, reason="it has come back")
    again = actions.propose(award, a_case(Breach.GIVEN_UP), by=officer(), at=NOW)
    actions.demand(again, by=leader(), at=NOW)
    beside = broken(lambda: recover(award, reference="T2", **back))
    assert beside == "ledger_entry_settles_a_claim"


def test_what_cannot_be_had_is_written_off_by_two_and_counted() -> None:
    recovery = owed("100000.00", with_interest=True)
    pay(recovery, "30000.00")
    asked = {"basis": "穗财〔2026〕9号", "explanation": "The company is insolvent."}
    request = actions.ask_write_off(
        recovery, by=(both := a_user(Role.OFFICER, Role.LEADER)), at=NOW, **asked
    )
    with pytest.raises(Refusal, match="another person than who asked"):
        actions.write_off(request, by=both, at=NOW)
    left = left_of(recovery)
    actions.write_off(request, by=leader(), at=NOW)

    recovery.refresh_from_db()
    came_back, __, lost = totals(recovery.award)
    assert (recovery.status, left_of(recovery)) == ("written_off", 0)
    assert came_back + lost == Decimal("100000.00")
    assert lost == left  # its interest was booked first
    by_kind = LedgerEntry.objects.filter(kind="write_off").values_list("debit")
    assert list(by_kind) == [("loss",)]

    actions.take_up(recovery, by=leader(), at=NOW, reason="an asset was found")
    assert (left_of(recovery), totals(recovery.award)[2]) == (left, 0)
    pay(recovery, str(left))
    assert recovery.status == "settled"


def test_interest_that_is_given_up_is_no_loss_of_what_was_paid() -> None:
    recovery = owed("100000.00", with_interest=True)
    interest = figures_of(recovery).of("interest")
    asked = {"basis": "穗财〔2026〕9号", "explanation": "insolvent"}
    request = actions.ask_write_off(recovery, by=officer(), at=NOW, **asked)
    actions.write_off(request, by=leader(), at=NOW)

    remitted = LedgerEntry.objects.get(kind="remission")
    assert (remitted.amount, remitted.credit) == (interest, "interest")
    assert totals(recovery.award) == (0, 0, Decimal("100000.00"))


def test_a_proposal_is_dropped_and_not_written_off() -> None:
    proposed = actions.propose(paid_award(), a_case(), by=officer(), at=NOW)

    with pytest.raises(Refusal, match="Only what was demanded"):
        actions.ask_write_off(
            proposed, basis="b", explanation="e", by=officer(), at=NOW
        )


def test_a_refused_write_off_stays_owed_and_may_be_asked_for_again() -> None:
    recovery = owed("100.00")
    asked = {"basis": "document", "explanation": "insolvent", "at": NOW}
    request = actions.ask_write_off(recovery, by=officer(), **asked)
    with pytest.raises(Refusal, match="waits for a decision"):
        actions.ask_write_off(recovery, by=officer(), **asked)

    actions.refuse(request, by=leader(), at=NOW, reason="there is a house")

    actions.ask_write_off(recovery, by=officer(), **asked)
    assert left_of(recovery) == 100


def test_a_demand_is_withdrawn_only_while_nothing_is_booked() -> None:
    recovery = owed("100.00")
    repayment = pay(recovery, "1.00")
    with pytest.raises(Refusal, match="booked already"):
        actions.cancel(recovery, by=leader(), at=NOW, reason="a mistake")
    actions.undo_repayment(repayment, by=finance(), at=NOW, reason="a mistake")
    actions.cancel(recovery, by=leader(), at=NOW, reason="a mistake")

    assert recovery.status == "cancelled"
    assert mails("recovery_withdrawn")
    with pytest.raises(Refusal):
        pay(recovery, "1.00")


def test_what_is_overdue_is_referred_to_somebody() -> None:
    recovery = owed("100.00")
    to = {"referred_to": "越秀区人民法院", "case_number": "（2026）粤0104执1号"}
    given = {"by": leader(), "reason": "unpaid", **to}
    with pytest.raises(Refusal, match="after its due date"):
        actions.refer(recovery, at=NOW, **given)
    actions.refer(recovery, at=NOW + timedelta(days=31), **given)

    assert recovery.status == "referred"
    pay(recovery, "100.00")
    assert recovery.status == "settled"


def test_all_demands_together_never_exceed_what_was_paid() -> None:
    award = paid_award("600000.00")
    moved_out = actions.propose(award, a_case(Breach.GIVEN_UP), by=officer(), at=NOW)
    assert figures_of(moved_out).total == 600000

    with pytest.raises(Refusal, match="Nothing is owed"):
        actions.propose(award, a_case(), by=officer(), at=NOW)
    name = broken(lambda: a_recovery(award, "0.01"))
    assert name == "claim_within_what_was_paid"
    actions.drop(moved_out, by=officer(), at=NOW, reason="again")
    little = a_case(figures={"amount": Decimal(1)})
    actions.propose(award, little, by=officer(), at=NOW)
    with pytest.raises(Refusal, match="for this reason already"):
        actions.propose(award, little, by=officer(), at=NOW)


def test_reports_that_are_missing_are_counted_not_typed() -> None:
    award = paid_award("500000.00")
    late = date(YEAR + 3, 6, 1)  # the reports of two years were due by then

    inputs = inputs_of(award, a_case(Breach.OVERDUE_REPORT), today=late)

    assert (inputs["reports"], inputs["missing"]) == (5, 2)
    assert reckon(Breach.OVERDUE_REPORT, inputs).total == 200000


def test_an_award_is_closed_when_nothing_is_owed() -> None:
    award = paid_award()
    revoke(award, by=leader(), at=NOW, reason="moved out")
    assert broken(lambda: moved(award, "close")) == "award_closes_with_nothing_owed"
    award.refresh_from_db()
    case = a_case(figures={"amount": Decimal("100.00")})
    recovery = actions.propose(award, case, by=officer(), at=NOW)
    actions.demand(recovery, by=leader(), at=NOW)
    assert broken(lambda: moved(award, "close")) == "award_closes_with_nothing_owed"
    award.refresh_from_db()
    pay(recovery, "100.00")

    moved(award, "close")

    name = "recovery_of_an_award_that_is_not_closed"
    assert broken(lambda: a_recovery(award, "1.00")) == name


def test_reminders_come_once_each_and_end_with_the_debt() -> None:
    recovery = owed("100.00")
    due = recovery.demanded_on + timedelta(days=30)
    day = {n: NOW + timedelta(days=30 + n) for n in (-7, 2, 16, 200)}

    assert [actions.remind_due(day[n]) for n in (-7, -7, 2, 16, 16, 200)] == [
        1, 0, 1, 1, 0, 1,
    ]  # fmt: skip
    told = [(m.context["days"], m.context["late"]) for m in mails("recovery_reminder")]
    assert told == [(7, False), (1, True), (15, True), (90, True)]
    assert recovery.due_on == due
    other = owed("100.00")
    pay(other, "100.00")
    assert actions.remind_due(day[2]) == 0


def test_the_database_refuses_what_no_use_case_does() -> None:
    award = paid_award()
    recovery = demanded(a_recovery(award, "100.00", interest="5.00"))
    rows = Recovery.objects.filter(pk=recovery.pk)
    entry = {
        "award": award, "kind": "write_off", "source": "city", "debit": "loss",
        "credit": "company", "amount": Decimal("5.00"), "booked_on": TODAY,
        "reference": "x",
    }  # fmt: skip

    assert broken(lambda: rows._raw_delete(rows.db)) == "recovery_terms_are_frozen"
    refused = {
        "recovery_terms_are_frozen": lambda: rows.update(due_on=date(2030, 1, 1)),
        "claim_is_booked_while_due": lambda: recovery.claims.update(demanded=1),
        "claim_settled_within_demand": lambda: recovery.claims.update(repaid=101),
        "recovery_ends_with_nothing_left": lambda: moved(recovery, "settle"),
        "ledger_entry_settles_a_claim": lambda: LedgerEntry.objects.create(**entry),
        "ledger_entry_accounts_fit_its_kind": lambda: LedgerEntry.objects.create(
            **(entry | {"debit": "treasury"})
        ),
        "award_written_off_within_paid": lambda: LedgerEntry.objects.create(
            **(entry | {"amount": award.amount})
        ),
        "recovery_demands_something": lambda: a_recovery(award, "", breach="given_up"),
        "write_off_is_signed_by_two": lambda: moved(
            WriteOff.objects.create(recovery=recovery, basis="b", explanation="e"),
            "write_off",
        ),
        "recovery_status_follows_lifecycle": lambda: rows.update(status="proposed"),
    }
    assert {name: broken(attempt) for name, attempt in refused.items()} == {
        name: name for name in refused
    }
