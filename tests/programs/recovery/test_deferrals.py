"""Later dates for a demand: asked, granted, kept, missed; and what they change."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from foundation.accounts.permissions import Role
from foundation.outbox.models import Message
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.models import Deferral, Recovery
from programs.recovery import actions
from programs.recovery.queries import aging, dated, debts
from tests.city import a_user
from tests.programs.recovery.owing import an_administrator, leader, officer, owed, pay
from tests.programs.stages import NOW, finance

TODAY = city_day(NOW)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIRST, SECOND = TODAY + timedelta(days=60), TODAY + timedelta(days=90)
PLAN = [(FIRST, Decimal("40.00")), (SECOND, Decimal("60.00"))]
SMUGGLED = """INSERT INTO programs_deferredpart (deferral_id, due_on, amount)
    SELECT id, '2090-01-01', 1 FROM programs_deferral"""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def asked(recovery: Recovery, plan: Any = PLAN, **more: Any) -> Deferral:
    paper = ("letter.pdf", BytesIO(PDF))
    given = {"reason": "cash is short", "document": paper, "by": officer(), "at": NOW}
    return actions.ask_deferral(recovery, plan, **(given | more))


def granted(recovery: Recovery) -> Deferral:
    deferral = asked(recovery)
    actions.grant(deferral, by=leader(), at=NOW)
    return deferral


def owed_by(recovery: Recovery) -> date:
    return dated(Recovery.objects.filter(pk=recovery.pk)).get().owed_by


def mails(template: str) -> list[str]:
    """What was written to the company, in one text each."""
    rows = Message.objects.filter(template=template).order_by("pk")
    return [render_to_string(f"outbox/{template}.txt", mail.context) for mail in rows]


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


def test_what_is_owed_by_when_follows_the_installments() -> None:
    recovery = owed("100.00")
    due_on = recovery.due_on
    deferral = asked(recovery)
    assert owed_by(recovery) == due_on

    actions.grant(deferral, by=leader(), at=NOW)

    days = [owed_by(recovery)]
    for amount in ("39.99", "0.01"):
        last = pay(recovery, amount)
        days.append(owed_by(recovery))
    actions.undo_repayment(last, by=finance(), at=NOW, reason="typo")
    days.append(owed_by(recovery))
    assert days == [FIRST, FIRST, SECOND, FIRST]
    recovery.refresh_from_db()
    assert recovery.due_on == due_on
    (mail,) = mails("recovery_deferred")
    assert f"{FIRST}: 40.00" in mail


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([(FIRST, Decimal("99.99"))], "add up to 99.99 yuan, but 100.00"),
        ([(TODAY - timedelta(days=1), Decimal("100.00"))], "in the past"),
        ([(TODAY, Decimal("100.00"))], "comes after"),
        ([(FIRST, Decimal("50.00"))] * 2, "same date"),
        ([(FIRST, Decimal(110)), (SECOND, Decimal(-10))], "more than zero"),
    ],
)
def test_a_plan_covers_what_is_left_by_later_days(plan, said: str) -> None:
    recovery = owed("100.00")

    with pytest.raises(Refusal, match=said):
        asked(recovery, plan)


def test_another_person_grants_it_for_what_is_still_left() -> None:
    recovery = owed("100.00")
    deferral = asked(recovery)
    with pytest.raises(Refusal, match="waits for a decision or is granted"):
        asked(recovery)
    pay(recovery, "1.00")

    with pytest.raises(Refusal, match=r"100\.00 yuan, but 99\.00 yuan"):
        actions.grant(deferral, by=leader(), at=NOW)
    actions.decline(deferral, by=leader(), at=NOW, reason="it has come in part")
    both = a_user(Role.OFFICER, Role.LEADER)
    own = asked(recovery, [(SECOND, Decimal("99.00"))], by=both)
    with pytest.raises(Refusal, match="another person"):
        actions.grant(own, by=both, at=NOW)


def test_a_deferral_stays_as_it_was_asked_and_holds_back_the_court() -> None:
    recovery = owed("100.00")
    granted(recovery)

    for statement in (
        "UPDATE programs_deferredpart SET amount = 1",
        "DELETE FROM programs_deferredpart",
        "UPDATE programs_deferral SET reason = 'other'",
        "UPDATE programs_deferral SET decided_at = now()",
        "DELETE FROM programs_deferral",
        SMUGGLED,
    ):
        assert refused(statement), statement
    late = {"by": leader(), "at": NOW + timedelta(days=40), "reason": "late"}
    with pytest.raises(Refusal, match="when the deferral has lapsed"):
        actions.refer(recovery, referred_to="the court", **late)


def test_a_missed_installment_ends_it_after_its_days_of_grace() -> None:
    recovery = owed("100.00")
    deferral = granted(recovery)
    pay(recovery, "39.99")
    last_day = NOW + timedelta(days=67)
    with pytest.raises(Refusal, match="has been missed"):
        actions.lapse(deferral, by=leader(), at=last_day)
    assert actions.lapse_missed(last_day) == 0

    assert actions.lapse_missed(last_day + timedelta(days=1)) == 1

    assert owed_by(recovery) == recovery.due_on
    (mail,) = mails("recovery_deferral_lapsed")
    assert "0.01 yuan did not come" in mail
    assert "60.01 yuan" in mail
    assert actions.remind_due(last_day + timedelta(days=1)) == 0
    assert actions.lapse_missed(last_day + timedelta(days=30)) == 0


def test_reminders_and_ages_go_by_the_installments() -> None:
    recovery = owed("100.00")
    granted(recovery)
    assert actions.remind_due(NOW + timedelta(days=45)) == 0
    ages = aging(debts(leader()), TODAY + timedelta(days=45))
    assert {each.bucket.code: each.left for each in ages}["not_due"] == 100

    assert actions.remind_due(NOW + timedelta(days=59)) == 1
    assert actions.remind_due(NOW + timedelta(days=59)) == 0
    pay(recovery, "40.00")
    assert actions.remind_due(NOW + timedelta(days=83)) == 1

    first, second = mails("recovery_reminder")
    assert "40.00 yuan" in first
    assert "60.00 yuan" in second
    assert str(SECOND) in second


def test_a_company_asks_by_page_and_reads_what_became_of_it(client) -> None:
    client.cookies["django_language"] = "en"
    recovery = owed("100.00")
    boss = an_administrator(recovery.award.company)
    here = recovery.get_absolute_url()
    page = reverse("recovery-deferral", args=[recovery.award.number, recovery.number])
    client.force_login(boss)
    assert page in client.get(here).content.decode()

    def sends(**more: Any):
        letter = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
        told = {"reason": "a customer pays late", "document": letter}
        told |= {"day_1": FIRST, "amount_1": "40.00", "day_2": SECOND}
        return client.post(page, told | more, follow=True).content.decode()

    assert "An installment has a date and an amount." in sends()
    assert "add up to 99.00 yuan" in sends(amount_2="59.00")
    done = sends(amount_2="60.00")
    assert "Until it is granted the due date stands" in done
    assert page not in done
    assert client.get(page).status_code == 404
    client.force_login(leader())
    deferral = Deferral.objects.get()
    client.post(reverse("admin:programs_deferral_press", args=[deferral.pk, "grant"]))
    client.force_login(boss)
    shown = client.get(here).content.decode()
    assert "¥40.00 are to be paid back by" in shown
    assert "In all ¥100.00 are left." in shown
