"""The budget as of any day: adjusted, committed, paid, against the time passed."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from programs.awards import actions as awards
from programs.catalogue import actions as catalogue
from programs.models import BudgetLine, Program
from programs.payments.queries import execution
from tests.city import a_program, a_user
from tests.programs.stages import NOW, open_gates, paid, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
YEAR = NOW.year


def city_line(on: date):
    user = a_user(Role.FINANCE)
    return next(r for r in execution(user, year=on.year, on=on) if r.source == "city")


def test_a_line_is_what_it_was_on_each_day() -> None:
    program = a_program(city_ratio=Decimal("0.6"))
    line = BudgetLine.objects.get(program=program, year=YEAR, source="city")
    for day, more in ((date(YEAR, 5, 1), "-1000.00"), (date(YEAR, 9, 1), "500.00")):
        catalogue.adjust_line(
            line, amount=Decimal(more), document="穗财1号", reason="x",
            effective_on=day, by=SYSTEM, at=NOW,
        )  # fmt: skip

    days = [date(YEAR, 4, 30), date(YEAR, 5, 1), date(YEAR, 12, 31)]
    found = [city_line(day).adjusted - program.budget for day in days]

    assert found == [Decimal("0.00"), Decimal("-1000.00"), Decimal("-500.00")]
    assert city_line(date(YEAR, 12, 31)).approved == program.budget


def test_what_is_committed_and_paid_stands_against_it() -> None:
    program = a_program(city_ratio=Decimal("0.6"), budget=Decimal("9000000.00"))
    award = planned(program)
    payment = paid(open_gates(award), on=date(YEAR, 3, 2))
    last = date(YEAR, 12, 31)

    found = city_line(last)

    assert (found.committed, found.paid) == (award.city_amount, payment.amount)
    assert found.gap == (payment.amount / found.adjusted * 100 - 100).quantize(
        Decimal("0.1")
    )
    assert city_line(date(YEAR, 3, 1)).paid == 0
    awards.revoke(award, by=SYSTEM, at=NOW, reason="x")
    assert city_line(last).committed == payment.amount
    kept = BudgetLine.objects.get(program=program, year=YEAR, source="city")
    assert kept.committed == payment.amount


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_program_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    for __ in range(count):
        planned(a_program())
    client.force_login(a_user(Role.FINANCE))

    with django_assert_num_queries(3):  # user with grants, programs, lines
        page = client.get(reverse("budget-execution"), {"on": f"{YEAR}-06-30"})

    assert page.content.decode().count("<tr>") == 1 + 2 * count


def test_a_line_is_adjusted_at_the_desk_by_finance(client) -> None:
    program = a_program()
    line = BudgetLine.objects.get(program=program, year=YEAR, source="city")
    page = reverse("admin:programs_budgetline_adjust", args=[line.pk])
    told = {"amount": "-5.00", "document": "穗财2号", "reason": "a cut"}

    client.force_login(a_user(Role.OFFICER))
    assert client.post(page, told).status_code == 403
    client.force_login(a_user(Role.FINANCE))
    client.post(page, told)

    line.refresh_from_db()
    assert line.amount == program.budget - 5
    assert Program.objects.get().budget == program.budget
