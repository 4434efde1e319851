"""Programs: their limits change on record, and never below what is taken."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.catalogue import actions
from programs.models import BudgetLine
from tests.city import NOW, a_place, a_program, a_user, an_award, an_sme_program

pytestmark = pytest.mark.django_db


def test_an_officer_starts_a_program_on_record():
    officer = a_user(Role.OFFICER)

    program = actions.start(
        "stars",
        kind="sme-support",
        name={"en": "Stars"},
        starts_on=date(2026, 1, 1),
        ends_on=date(2031, 1, 1),
        quota=200,
        by=officer,
        at=NOW,
    )

    assert (program.status, program.rule_version) == ("running", "2026")
    assert Entry.objects.filter(verb="start", actor=officer).count() == 1


def test_an_officer_of_one_program_does_not_start_another():
    officer = a_user(Role.OFFICER, at=a_program())

    with pytest.raises(PermissionDenied):
        actions.start(
            "mine",
            kind="sme-support",
            name={"en": "Mine"},
            starts_on=date(2026, 1, 1),
            ends_on=date(2031, 1, 1),
            quota=1,
            by=officer,
            at=NOW,
        )


def test_a_quota_is_raised_with_a_reason_that_stays_on_record():
    program, officer = a_program(quota=100), a_user(Role.OFFICER)

    actions.change_limits(program, quota=120, by=officer, reason="穗府〔2026〕3号")

    entry = Entry.objects.get(verb="change_limits")
    assert program.quota == 120
    assert entry.reason == "穗府〔2026〕3号"
    assert entry.details == {"before": {"quota": "100"}, "after": {"quota": "120"}}


def test_a_quota_below_the_places_taken_is_refused_by_the_database():
    program = an_sme_program(quota=2)
    a_place(program)
    a_place(program)

    with pytest.raises(Refusal) as refused:
        actions.change_limits(program, quota=1, by=a_user(Role.OFFICER), reason="less")

    program.refresh_from_db()
    assert (refused.value.code, program.quota) == ("quota", 2)


def test_a_budget_below_what_awards_have_committed_is_refused():
    program = a_program()
    an_award(program, amount="1000000.00")

    with pytest.raises(Refusal) as refused:
        actions.change_limits(
            program, budget=Decimal(999_999), by=a_user(Role.FINANCE), reason="cut"
        )

    assert refused.value.code == "budget"


def test_finance_changes_the_budget_and_not_the_quota():
    program, finance = a_program(), a_user(Role.FINANCE)

    actions.change_limits(program, budget=Decimal(1), by=finance, reason="cut")

    assert program.budget == 1
    with pytest.raises(PermissionDenied):
        actions.change_limits(program, quota=1, by=finance, reason="cut")


def test_a_limit_changes_only_with_a_reason():
    with pytest.raises(Refusal) as refused:
        actions.change_limits(a_program(), quota=1, by=a_user(Role.OFFICER), reason=" ")

    assert refused.value.code == "reason"


def test_a_budget_line_is_set_and_adjusted_but_not_below_what_is_committed():
    program, finance = a_program(), a_user(Role.FINANCE)
    an_award(program, amount="1000000.00")

    line = actions.set_line(
        program, year=2031, source="city", amount=Decimal(5), by=finance
    )
    told = {"document": "穗财〔2031〕2号", "reason": "supplement", "by": finance}
    actions.adjust_line(line, amount=Decimal(2), at=NOW, **told)

    line.refresh_from_db()
    assert (line.approved, line.amount) == (5, 7)
    with pytest.raises(Refusal) as stands:
        actions.set_line(
            program, year=2031, source="city", amount=Decimal(1), by=finance
        )
    spent = BudgetLine.objects.get(program=program, year=2026, source="city")
    with pytest.raises(Refusal) as committed:
        actions.adjust_line(spent, amount=-spent.amount, at=NOW, **told)
    with pytest.raises(Refusal) as unsaid:
        actions.adjust_line(spent, amount=Decimal(1), at=NOW, **told | {"reason": " "})
    codes = [each.value.code for each in (stands, committed, unsaid)]
    assert codes == ["adjusted", "budget", "reason"]
    assert BudgetLine.objects.filter(program=program, year=2031).count() == 1


def test_a_program_that_ends_early_says_so():
    program = a_program()

    actions.end(program, by=a_user(Role.OFFICER), at=NOW, reason="目标已完成")

    assert (program.status, program.ends_on) == ("ended", date(2026, 6, 15))
