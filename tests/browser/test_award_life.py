"""The life of an award, from its formula to its closing, in real browsers.

Eight people work on it at their desks and in the portal: three parts are paid, one
payment comes back, one booking is reversed, a condition is waived; then the company
moves out and pays back in two installments. On each day the account adds up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.periods import city_day
from programs.books.queries import account
from programs.models import (
    Award,
    BankAccount,
    LedgerEntry,
    Payment,
    PaymentBatch,
    Recovery,
    Tranche,
)
from programs.monitoring.actions import open_due
from programs.payments.actions import grant_and_plan
from programs.payments.rules.bankfiles import BACK, BACK_COLUMNS
from tests.browser.desk import Somebody, a_scan, a_table, on
from tests.city import a_call, a_program, a_user
from tests.programs.stages import DOCUMENT, decided, in_notice, scored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

TODAY = city_day(timezone.now())
FIRST = (TODAY - timedelta(days=5)).year - 2  # its report of the next year is open now
DECIDED = datetime(FIRST, 9, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
BEGUN = date(FIRST, 9, 2)


class Office:
    """Everybody who has to do with the award, each with a browser."""

    def __init__(self, browser: Browser, site: str, award: Award) -> None:
        def one(role: Role, at: Any = None) -> Somebody:
            return Somebody(browser, site, a_user(role, at=at))

        self.award = award
        self.officer, self.checker = one(Role.OFFICER), one(Role.CHECKER)
        self.asks, self.approves, self.banks = (one(Role.FINANCE) for _ in range(3))
        self.leader = one(Role.LEADER)
        self.company = one(Role.COMPANY_ADMIN, award.company)
        self.district = one(Role.DISTRICT, award.company)

    def sign_agreement(self) -> None:
        self.officer.at(self.award).follow("Issue the agreement")
        self.officer.press("Issue the agreement")
        agreement = self.award.agreements.get()
        self.company.open(agreement.get_absolute_url())
        self.company.press("Sign and hand in", signed_copy=a_scan(), confirmed=True)
        check_waiting(now=timezone.now())
        agreement.refresh_from_db()
        self.leader.move(agreement, "countersign")

    def open_account(self) -> None:
        company = self.award.company
        self.company.open(f"/companies/{company.pk}/bank-account/").press(
            "Hand in for verification",
            bank="中国银行广州天河支行",
            branch_code="104581003017",
            number="6222 0236 0201 2345",
            proof=a_scan("开户许可证.pdf"),
        )
        check_waiting(now=timezone.now())
        entered = BankAccount.objects.get(company=company)
        self.banks.move(entered, "verify")

    def request(self, tranche: Tranche) -> Payment:
        """Asked for by one, checked by a second, approved by a third."""
        self.asks.at(tranche).follow("Request the payment")
        self.asks.press("Request the payment")
        payment = tranche.payments.latest("id")
        self.checker.move(payment, "check")
        payment.refresh_from_db()
        self.approves.move(payment, "approve")
        payment.refresh_from_db()
        if payment.amount >= self.award.program.second_approval_from:
            self.leader.move(payment, "clear")
        return payment

    def draw_up(self, payment: Payment) -> PaymentBatch:
        self.asks.desk(Payment).follow("Draw up a batch for the bank")
        self.asks.press("Draw up a batch for the bank", payments=True)
        batch = PaymentBatch.objects.latest("id")
        assert list(batch.payments.all()) == [payment]
        return batch

    def send(self, payment: Payment) -> PaymentBatch:
        """Drawn up by one, released by another."""
        batch = self.draw_up(payment)
        self.banks.move(batch, "release")
        return batch

    def bank_says(
        self, batch: PaymentBatch, payment: Payment, result: str, day: date
    ) -> None:
        paid = payment.amount if result == "paid" else Decimal("0.00")
        line = [
            payment.number, payment.account_number, payment.amount, result,
            f"BANK-{payment.number}", day, "" if result == "paid" else "wrong name",
        ]  # fmt: skip
        rows = [[BACK, "1", batch.number, day, 1, paid], BACK_COLUMNS, line]
        text = "\r\n".join(",".join(map(str, row)) for row in rows)
        self.asks.at(batch).follow("Take in the bank's reply")
        self.asks.press("Take in the bank's reply", file=a_table("reply.csv", text))
        payment.refresh_from_db()
        assert payment.status == result

    def pay(self, tranche: Tranche, day: date) -> Payment:
        payment = self.request(tranche)
        self.bank_says(self.send(payment), payment, "paid", day)
        return payment

    def confirm_report(self) -> None:
        """The company files, the district checks, the city confirms."""
        report = self.award.year_reports.get(number=1)
        page = f"/awards/{self.award.number}/reports/1/"
        self.company.open(page).press("Save", text="A second line runs.", **FIGURES)
        self.company.press("Save and hand in")
        self.district.open(page).press("Checked, pass on to the city")
        report.refresh_from_db()
        self.checker.move(report, "confirm")


# Nothing has arrived yet, so nothing was spent.
FIGURES = {"REV": "52,000", "RD_EXP": "4,100", "EMP": "86"}


@pytest.fixture
def office(browser: Browser, live_server: Any) -> Iterator[Office]:
    program = a_program(
        city_ratio=Decimal(1), second_approval_from=Decimal("1000000.00")
    )
    proposal = decided(scored(a_call(program)), at=DECIDED - 90 * DAY)
    in_notice(proposal, at=DECIDED - 60 * DAY)
    award = grant_and_plan(proposal, document_number=DOCUMENT, by=SYSTEM, at=DECIDED)
    assert isinstance(award, Award)
    open_due(timezone.now())
    office = Office(browser, live_server.url, award)
    yield office
    for one in vars(office).values():
        if isinstance(one, Somebody):
            one.context.close()


def test_from_the_formula_to_the_closing(office: Office) -> None:
    award = office.award
    office.company.open(award.get_absolute_url()).sees("3,000,000.01")
    office.sign_agreement()
    office.open_account()
    first, second, third = award.tranches.order_by("sequence")

    # The first part is held while a report is late, then comes back from the bank.
    if date(FIRST + 2, 3, 31) + 30 * DAY < TODAY:
        office.asks.at(first).follow("Request the payment")
        office.asks.press("Request the payment").sees("30 days late")
    office.asks.at(second).sees("not confirmed")
    office.confirm_report()
    returned = office.request(first)
    office.bank_says(office.send(returned), returned, "returned", BEGUN + 20 * DAY)
    office.pay(first, BEGUN + 40 * DAY)

    # The second is booked by mistake once.
    mistaken = office.pay(second, BEGUN + 390 * DAY)
    entry = mistaken.entries.get()
    office.banks.at(entry).follow("Reverse")
    office.banks.press("Reverse", reason="Booked on the wrong day.")
    office.pay(second, BEGUN + 400 * DAY)

    # The third would wait for a report that is not due; a leader answers for it.
    office.leader.at(third).follow("Waive a condition")
    gate = third.gates.get(kind="report_confirmed")
    office.leader.press("Waive a condition", gate=gate.pk, reason="Paid early, §7.")
    office.pay(third, BEGUN + 410 * DAY)
    award.refresh_from_db()
    assert award.paid - award.recovered == award.amount

    moved_out(office, BEGUN + 420 * DAY)
    adds_up_on_each_day(award)
    audited(award)


def moved_out(office: Office, day: date) -> None:
    """What is owed by the days left is demanded, and comes in two parts."""
    award = office.award
    office.officer.desk(Recovery).follow("Ask money back")
    office.officer.press(
        "Ask money back",
        award=award.pk,
        breach="moved_out",
        breached_on=on(day),
        basis="承诺书第五条",
        explanation="The registered office is in Shenzhen now.",
    )
    recovery = Recovery.objects.get(award=award)
    office.leader.move(recovery, "demand")
    left = (award.term_ends_on - day).days
    term = (award.term_ends_on - award.decided_on).days
    owed = (award.amount * left / term).quantize(Decimal("0.01"))
    office.company.open(f"/awards/{award.number}/recoveries/{recovery.number}/")
    office.company.sees(f"{owed:,.2f}")
    half = (owed / 2).quantize(Decimal("0.01"))
    for count, part in enumerate((half, owed - half)):
        office.banks.at(recovery).follow("Book an installment")
        office.banks.press(
            "Book an installment",
            amount=part,
            receipt=f"SK-{count}",
            received_on=on(day + (30 + count) * DAY),
        )
    recovery.refresh_from_db()
    assert recovery.status == "settled"
    award.refresh_from_db()
    assert award.recovered == owed
    office.leader.move(award, "revoke", reason="Moved out of the city.")
    award.refresh_from_db()
    office.officer.move(award, "close")
    award.refresh_from_db()
    assert award.status == "closed"


LEDGER = """
SELECT coalesce(sum(CASE WHEN debit = 'company' THEN amount ELSE -amount END), 0)
FROM programs_ledgerentry WHERE award_id = %s AND booked_on <= %s
"""


def adds_up_on_each_day(award: Award) -> None:
    """What the account says of a day is what the ledger says by then."""
    seen = set()
    for ago in range((TODAY - BEGUN).days + 2):
        day = BEGUN + (ago - 1) * DAY
        found = account(award, day).position
        with connection.cursor() as cursor:
            cursor.execute(LEDGER, [award.pk, day])
            ((with_company,),) = cursor.fetchall()
        assert found.net == with_company, day
        assert found.adds_up(), day
        seen.add(with_company)
    assert len(seen) > 5


def audited(award: Award) -> None:
    kinds = LedgerEntry.objects.filter(award=award).order_by("id")
    assert [entry.kind for entry in kinds] == [
        "payment", "payment", "reversal", "payment", "payment", "recovery", "recovery",
    ]  # fmt: skip
