"""A whole recovery at the desk, and what its company reads of it."""

import hashlib
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.models import Award, Recovery, Repayment, WriteOff
from programs.recovery import actions
from programs.recovery.queries import page
from programs.recovery.states import Breach
from tests.city import TODAY, a_company, a_user
from tests.programs.recovery.owing import (
    a_case,
    an_administrator,
    officer,
    owed,
    paid_award,
    pay,
)
from tests.programs.stages import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGES = ("recovery-detail", "demand-record")


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def enters(client, *roles: Role):
    user = a_user(*roles)
    client.force_login(user)
    return user


def desk(page: str, *args) -> str:
    return reverse(f"admin:programs_{page}", args=args)


def pressed(client, model: str, row, verb: str, **told):
    return client.post(desk(f"{model}_press", row.pk, verb), told, follow=True)


def says(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_money_is_asked_back_signed_and_booked_at_the_desk(client) -> None:
    award = paid_award("600000.00")
    an_administrator(award.company)
    enters(client, Role.FINANCE)
    asked = {
        "award": award.pk,
        "breach": "target_missed",
        "breached_on": TODAY,
        "basis": "article 12",
        "explanation": "It hired fewer people.",
        "days_to_pay": 30,
    }
    form = client.post(desk("recovery_propose"), asked)
    assert "This reason needs it." in form.content.decode()
    made = client.post(
        desk("recovery_propose"), asked | {"target": 200, "actual": 150}, follow=True
    )
    recovery = Recovery.objects.get()
    assert made.redirect_chain[-1][0] == desk("recovery_change", recovery.pk)
    assert "25.00 percent" in made.content.decode()

    enters(client, Role.LEADER)
    assert "Approve and demand: done" in says(
        pressed(client, "recovery", recovery, "demand")
    )
    enters(client, Role.FINANCE)
    url = desk("recovery_repay", recovery.pk)
    assert 'value="150000.00"' in client.get(url).content.decode()
    paid = {"amount": "50000.00", "receipt": "T1", "received_on": TODAY}
    shown = client.post(url, paid, follow=True).content.decode()
    assert "¥100,000.00" in shown
    too_much = client.post(url, paid | {"receipt": "T2", "amount": "100000.01"})
    assert "are left; 100,000.01 yuan are too much" in too_much.content.decode()
    undone = client.post(
        desk("repayment_undo", Repayment.objects.get().pk), {"reason": "wrong"}
    )
    assert undone.status_code == 302
    assert Award.objects.get().recovered == 0
    client.post(url, paid | {"amount": "150000.00"})
    recovery.refresh_from_db()
    assert recovery.status == "settled"


def test_a_write_off_is_asked_for_and_decided_at_the_desk(client) -> None:
    recovery = owed("100.00")
    enters(client, Role.OFFICER)
    asked = {"basis": "穗财〔2026〕9号", "explanation": "insolvent"}
    client.post(desk("recovery_ask_write_off", recovery.pk), asked)
    request = WriteOff.objects.get()
    pressed(client, "writeoff", request, "write_off")
    request.refresh_from_db()
    assert request.status == "asked"

    enters(client, Role.LEADER)
    pressed(client, "writeoff", request, "write_off")

    recovery.refresh_from_db()
    assert recovery.status == "written_off"
    shown = client.get(desk("recovery_change", recovery.pk)).content.decode()
    assert "穗财〔2026〕9号" in shown


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        # user with grants, aging, count, rows, and one for each filter by a foreign key
        ("recovery", 7),
        ("repayment", 5),
        ("writeoff", 6),
    ],
)
def test_lists_cost_the_same_for_one_and_for_many(
    client, django_assert_num_queries, model: str, queries: int, count: int
) -> None:
    for __ in range(count):
        recovery = owed("100.00")
        pay(recovery, "1.00")
        asked = {"basis": "b", "explanation": "e", "by": officer(), "at": NOW}
        actions.ask_write_off(recovery, **asked)
    enters(client, Role.FINANCE)
    client.get(desk(f"{model}_changelist"))

    with django_assert_num_queries(queries):
        shown = client.get(desk(f"{model}_changelist"))

    assert shown.context["cl"].result_count == count


def test_the_desk_sees_debts_by_age(client) -> None:
    owed("100.00")
    enters(client, Role.LEADER)

    shown = client.get(desk("recovery_changelist"), {"age": "over_90"})

    assert [(each.bucket.code, each.count) for each in shown.context["aged"]][:1] == [
        ("not_due", 1)
    ]
    assert shown.context["cl"].result_count == 0


def test_its_company_reads_what_is_owed_and_nobody_elses_does(client) -> None:
    recovery = owed("100000.00", with_interest=True)
    pay(recovery, "40000.00", "T-receipt-1")
    award = recovery.award
    names = [award.number, recovery.number]
    client.force_login(an_administrator(award.company))

    opened = client.get(reverse("award-recoveries", args=names[:1]))
    shown = client.get(opened["Location"]).content.decode()
    record = client.get(reverse("demand-record", args=names)).content

    assert "T-receipt-1" in shown
    assert "It moved to Foshan." in shown
    assert "4.35 percent a year" in shown
    assert hashlib.sha256(record).hexdigest() == recovery.sha256
    for stranger in (a_user(Role.COMPANY_ADMIN, at=a_company()), a_user(Role.EXPERT)):
        client.force_login(stranger)
        answers = [client.get(reverse(each, args=names)) for each in PAGES]
        assert {answer.status_code for answer in answers} <= {403, 404}


def test_a_proposal_is_not_told_before_it_is_approved(client) -> None:
    award = paid_award()
    boss = an_administrator(award.company)
    recovery = actions.propose(award, a_case(Breach.GIVEN_UP), by=officer(), at=NOW)
    here = reverse("recovery-detail", args=[award.number, recovery.number])
    client.force_login(boss)

    assert client.get(here).status_code == 404
    nothing = client.get(reverse("award-recoveries", args=[award.number]))
    assert "Nothing is asked back" in nothing.content.decode()
    enters(client, Role.LEADER)
    shown = client.get(here).content.decode()
    assert "This is a proposal" in shown
    assert "demand.pdf" not in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_demand_says_all_of_it_in_both_languages(language: str) -> None:
    recovery = owed("100000.00", with_interest=True)

    told = page(recovery, language)

    rows = [block["rows"] for block in told["blocks"] if block["kind"] == "table"]
    assert rows[0][-1][1] == rows[1][-1][-1]
    together = Decimal(rows[1][-1][-1].replace(",", ""))
    assert together == sum(claim.demanded for claim in recovery.claims.all())
    assert any("It moved to Foshan." in str(block) for block in told["blocks"])
    assert told["sha256"] == recovery.sha256


def test_the_page_of_the_company_says_what_to_pay_back(client) -> None:
    recovery = owed("100.00")
    company = recovery.award.company
    client.force_login(an_administrator(company))

    shown = client.get(company.get_absolute_url()).content.decode()

    assert "Pay back 100.00 yuan" in shown
    assert recovery.get_absolute_url() in shown
