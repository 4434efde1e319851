"""Conditions asked of the facts: met by evidence, shut again when the fact has gone."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.models import Gate, YearReport
from programs.payments import actions
from programs.payments.queries import look
from programs.payments.queries.gates import LOOKS
from programs.payments.states import GateKind
from startups.models import Company
from tests.city import a_bank_account, a_user, broken, moved
from tests.programs.stages import NOW, approved, finance, leader, open_gates, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

BY_HAND = {GateKind.RECEIPT, GateKind.APPROVAL_DOCUMENT, GateKind.INTEGRITY}


def test_each_kind_is_asked_of_the_facts_or_of_a_person() -> None:
    assert set(GateKind) == set(LOOKS) | BY_HAND
    tranche = planned().tranches.all()[0]

    answers = {kind: look(tranche, kind, NOW) for kind in LOOKS}

    assert all(a and (bool(a.evidence) != bool(a.why)) for a in answers.values())
    assert not look(tranche, GateKind.RECEIPT, NOW)


def test_looking_meets_what_is_so_and_says_by_what_one_sees_it() -> None:
    award = planned()
    tranche = award.tranches.all()[0]
    account = a_bank_account(award.company)

    actions.look_at_gates(tranche, by=a_user(Role.FINANCE), at=NOW)

    found = {gate.kind: gate for gate in tranche.gates.all()}
    assert found["notice_clean"].met_on
    assert account.masked in found["account_matches"].evidence
    assert (found["agreement_signed"].met_on, found["agreement_signed"].evidence) == (
        None, "",
    )  # fmt: skip


def test_an_account_in_another_name_is_none() -> None:
    award = planned()
    a_bank_account(award.company, holder="Somebody else")

    answer = look(award.tranches.all()[0], GateKind.ACCOUNT_MATCHES, NOW)

    assert answer
    assert "not in the company's name" in str(answer.why)


def test_a_condition_shuts_again_when_its_fact_has_gone_also_if_nothing_leaves() -> (
    None
):
    award = planned()
    tranche = open_gates(award)
    gate = Gate.objects.create(tranche=tranche, kind=GateKind.REGISTRY_NORMAL)
    payment = approved(tranche)
    actions.look_at_gates(tranche, by=SYSTEM, at=NOW)
    gate.refresh_from_db()
    assert gate.is_open

    Company.objects.filter(pk=award.company_id).update(registry_state="abnormal")
    payment.refresh_from_db()
    payment.tranche.award.company.refresh_from_db()
    with pytest.raises(Refusal, match="neither met nor waived"):
        actions.instruct(payment, by=finance(), at=NOW)

    gate.refresh_from_db()
    assert (gate.met_on, gate.evidence) == (None, "")
    told = Entry.objects.filter(subject_type="programs.gate", subject_id=gate.pk)
    assert [each.details["met"] for each in told.order_by("id")] == [True, False]


def test_what_was_waived_by_name_stays_open() -> None:
    award = planned()
    tranche = open_gates(award)
    gate = Gate.objects.create(tranche=tranche, kind=GateKind.NO_OPEN_FINDING)
    actions.waive_gate(gate, by=leader(), at=NOW, reason="settled in court")

    actions.look_at_gates(tranche, by=SYSTEM, at=NOW)

    gate.refresh_from_db()
    assert gate.is_open


def test_later_parts_wait_for_the_yearly_report_of_the_year_before() -> None:
    award = planned()
    second = award.tranches.filter(sequence=2)[0]

    answer = look(second, GateKind.REPORT_CONFIRMED, NOW)

    assert "report_confirmed" in set(second.gates.values_list("kind", flat=True))
    assert answer
    assert "not confirmed" in str(answer.why)


def test_a_paid_part_is_not_looked_at_any_more() -> None:
    tranche = open_gates(planned())
    payment = approved(tranche)
    actions.instruct(payment, by=finance(), at=NOW)
    actions.book(
        payment, bank_reference="B1", paid_on=NOW.date() - timedelta(days=3),
        by=finance(), at=NOW,
    )  # fmt: skip
    before = list(tranche.gates.values())

    actions.look_at_gates(tranche, by=SYSTEM, at=NOW)

    assert list(tranche.gates.values()) == before


def test_an_overdue_report_holds_every_payment_in_the_database() -> None:
    award = planned()
    payment = approved(open_gates(award))
    today = datetime.now(UTC).date()
    YearReport.objects.filter(award=award, number=1).update(
        back_on=today - timedelta(days=31)
    )

    refused = broken(lambda: moved(payment, "instruct"))

    assert refused == "payment_waits_for_notice_and_gates"
    with pytest.raises(Refusal, match="yearly report of this award is more than 30"):
        actions.instruct(payment, by=finance(), at=NOW)
