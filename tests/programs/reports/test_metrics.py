"""Metrics against facts counted by hand, on the day itself and as of days gone by."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from foundation.moves import advance
from foundation.periods import Period, city_day, quarter
from foundation.places.models import District
from programs.models import Award, BudgetAdjustment, BudgetLine, Program
from programs.reports import rules
from programs.reports.metrics import awards, budget, funnel, places, programs
from programs.reports.metrics.awards import Standing
from programs.reports.metrics.places import Support
from startups.models import Plan, ServiceRecord, Visit
from tests import city

pytestmark = pytest.mark.django_db
Q2 = quarter(date(2026, 5, 1))
TODAY = city_day(datetime.now(UTC))
THIS, LAST = quarter(TODAY), rules.before(quarter(TODAY))  # the journal's clock is real


def standing(program: Program, *periods: Period, of: str = "all") -> list[Standing]:
    found = awards.standing(periods)
    return [r for r in found if (r.program, r.dimension) == (program.pk, of)]


def supported(program: Program, *periods: Period) -> Support:
    found = places.support(periods)
    (row,) = [r for r in found if (r.program, r.dimension) == (program.pk, "all")]
    return row


def paid(award: Award, on: date) -> None:
    tranche = city.a_tranche(award, amount=award.amount / 2)
    payment = city.instructed(city.a_payment(tranche))
    city.an_entry(payment, booked_on=on)


# Awards ----------------------------------------------------------------------------


def test_an_award_counts_from_its_decision_until_its_revocation_is_journaled():
    program = city.a_program()
    revoked = city.an_award(program, decided_on=LAST.start)
    city.an_award(program, decided_on=THIS.start)
    city.moved(revoked, "revoke")

    rows = standing(program, rules.before(LAST), LAST, THIS)

    assert [(r.day, r.companies) for r in rows] == [(LAST.end, 1), (THIS.end, 1)]


def test_completed_awards_stay_live_and_those_given_up_do_not():
    program = city.a_program()
    city.moved(city.an_award(program, decided_on=THIS.start), "sign", "complete")
    city.moved(city.an_award(program, decided_on=THIS.start), "waive")

    (row,) = standing(program, THIS)

    assert row.companies == 1


def test_awards_decided_after_the_period_are_of_the_next():
    program = city.a_program()
    city.an_award(program, decided_on=Q2.last_day)
    city.an_award(program, decided_on=Q2.end)

    (row,) = standing(program, Q2)

    assert (row.companies, row.amount) == (1, Decimal("1000000.00"))


def test_groups_add_up_to_the_whole():
    program, other = city.a_program(), city.a_program()
    for district, kind, industry in [
        ("440106", "tech", "6513"),
        ("440106", "model", "6511"),
        ("440112", "tech", "3911"),
    ]:
        company = city.a_company(district, industry=industry)
        city.an_award(program, company, company_type=kind, amount="2000000.00")
    city.an_award(other)

    counted = {
        of: {r.key: (r.companies, r.amount) for r in standing(program, Q2, of=of)}
        for of in ("type", "district", "division", "year")
    }

    two, one = (2, Decimal("4000000.00")), (1, Decimal("2000000.00"))
    assert counted == {
        "type": {"tech": two, "model": one},
        "district": {"440106": two, "440112": one},
        "division": {"65": two, "39": one},
        "year": {"2026": (3, Decimal("6000000.00"))},
    }


def test_companies_of_an_abolished_district_count_where_it_went():
    former = District.objects.filter(current=False, successor__isnull=False).first()
    assert former is not None
    program = city.a_program()
    city.an_award(program, city.a_company(former.pk))

    (row,) = standing(program, Q2, of="district")

    assert row.key == former.successor_id


def test_payments_count_by_the_day_they_were_booked_and_reversals_undo_them():
    program = city.a_program()
    award = city.an_award(program, decided_on=date(2026, 2, 1), amount="900000.00")
    paid(award, date(2026, 3, 31))
    paid(award, date(2026, 4, 1))
    entry = award.entries.order_by("pk").first()
    assert entry is not None
    city.an_entry(
        entry.payment, kind="reversal", reverses=entry, amount=entry.amount,
        debit="treasury", credit="company", booked_on=date(2026, 3, 31),
    )  # fmt: skip

    first, second = standing(program, rules.before(Q2), Q2)

    assert (first.paid, second.paid) == (0, Decimal("450000.00"))
    assert awards.PROGRESS.of(second) == Decimal("0.500000")


# Budget ----------------------------------------------------------------------------


def line(program: Program, of: int, source: str = "city") -> budget.Execution:
    rows = budget.execution(Q2)
    (row,) = [
        r for r in rows if (r.program, r.year, r.source) == (program.pk, of, source)
    ]
    return row


def test_what_is_committed_belongs_to_the_awards_year_and_what_is_paid_to_its_own():
    program = city.a_program()
    award = city.an_award(program, year=2025, decided_on=date(2025, 9, 1))
    paid(award, date(2025, 12, 31))
    paid(award, date(2026, 1, 1))
    paid_late = city.an_award(program, year=2026, decided_on=Q2.end)

    half, nothing = Decimal("500000.00"), Decimal(0)
    before, now = line(program, 2025), line(program, 2026)
    assert (before.committed, before.paid) == (award.amount, half)
    assert (now.committed, now.paid) == (nothing, half)
    assert paid_late.amount > 0


def test_execution_is_compared_with_the_days_of_the_year():
    facts = budget.Execution(
        program=1, year=2026, source="", approved=Decimal(400), paid=Decimal(100),
        day=date(2026, 7, 1),
    )  # fmt: skip

    assert budget.EXECUTION_RATE.of(facts) == Decimal("0.250000")
    assert budget.TIME_GAP.of(facts) == Decimal("0.250000") - Decimal("0.495890")
    assert budget.TIME_GAP.of(budget.total([], of=2026, day=Q2.end)) is None


def test_a_budget_is_what_it_was_when_the_period_closed():
    program = city.a_program()
    line = BudgetLine.objects.get(program=program, year=2026, source="city")
    BudgetAdjustment.objects.create(
        line=line, amount=Decimal("123.00") - line.amount, reason="a cut",
        document="x", effective_on=date(2026, 1, 1),
    )  # fmt: skip

    def approved(period: Period) -> Decimal:
        rows = budget.execution(period)
        return next(
            r.approved
            for r in rows
            if (r.program, r.year, r.source) == (program.pk, 2026, "city")
        )

    assert approved(LAST) == program.budget  # the first amount that was entered
    assert approved(THIS) == Decimal("123.00")


# Places and services ---------------------------------------------------------------


def a_served_company(program: Program, confirmed_on: date | None) -> Plan:
    place = city.a_place(program)
    plan = Plan.objects.create(company=place.company, starts_on=date(2026, 1, 1))
    ServiceRecord.objects.create(
        plan=plan, kind="FN", given_on=date(2026, 1, 2), summary="loan",
        confirmed_on=confirmed_on,
    )  # fmt: skip
    return plan


def test_a_company_is_served_for_ninety_days_after_it_confirmed():
    program = city.an_sme_program()
    a_served_company(program, Q2.end - timedelta(days=90))
    a_served_company(program, Q2.end - timedelta(days=91))
    a_served_company(program, Q2.last_day)
    a_served_company(program, Q2.end)
    a_served_company(program, None)

    row = supported(program, Q2)

    assert (row.companies, row.served) == (5, 2)
    assert row.services == 3  # the quarter itself has 91 days
    assert places.SERVED_SHARE.of(row) == Decimal("0.400000")


def test_a_plan_that_has_ended_serves_nobody():
    program = city.an_sme_program()
    ended = a_served_company(program, THIS.start)
    over = a_served_company(program, THIS.start)
    Plan.objects.filter(pk=over.pk).update(ends_on=THIS.last_day)
    advance(ended, "end_plan", by=SYSTEM, reason="done")

    assert supported(program, THIS).served == 0


def test_visits_count_once_for_each_company_and_only_on_site():
    program = city.an_sme_program()
    plan, other = a_served_company(program, None), a_served_company(program, None)
    for day, on_site in [(Q2.start, True), (Q2.last_day, True), (Q2.end, True)]:
        Visit.objects.create(plan=plan, visited_on=day, topics="x", on_site=on_site)
    Visit.objects.create(plan=other, visited_on=Q2.start, topics="x", on_site=False)

    row = supported(program, Q2)

    assert (row.visited, places.VISIT_COVERAGE.of(row)) == (1, Decimal("0.500000"))


def test_a_place_that_was_taken_back_is_free_again():
    program = city.an_sme_program()
    city.moved(city.a_place(program), "conclude")
    city.moved(city.a_place(program), "withdraw_place")

    assert supported(program, THIS).companies == 1


# Targets and applications ----------------------------------------------------------


def test_a_target_is_due_evenly_over_the_programs_months():
    city.a_program(starts_on=date(2023, 1, 1), ends_on=date(2028, 1, 1), quota=100)

    (target,) = programs.targets(Q2)

    assert target.due(Q2.end) == 70  # 42 of 60 months
    assert [target.due(date(of, 1, 1)) for of in (2020, 2030)] == [0, 100]


def test_programs_that_were_over_or_had_not_begun_are_left_out():
    city.a_program(starts_on=date(2020, 1, 1), ends_on=Q2.start)
    city.a_program(starts_on=Q2.end, ends_on=date(2030, 1, 1))
    running = city.a_program(starts_on=Q2.last_day, ends_on=Q2.end)

    assert [target.id for target in programs.targets(Q2)] == [running.pk]


def test_the_funnel_tells_how_far_the_applications_of_a_period_came():
    call = city.a_call()
    submitted: dict[str, Any] = {
        "submitted_at": datetime(2026, 4, 1, tzinfo=UTC),
        "submitted_by": city.a_user(),
    }
    reached = [("recommend", "begin_review", "pass_review"), ("recommend",), ()]
    for verbs in reached:
        application = city.an_application(call)
        advance(application, "submit", by=SYSTEM, **submitted)
        city.moved(application, *verbs)
    city.an_application(call)

    (row,) = funnel.funnel(Q2, read_at=datetime.now(UTC) + timedelta(minutes=1))
    (then,) = funnel.funnel(Q2, read_at=datetime(2026, 4, 1, tzinfo=UTC))

    assert (row.submitted, row.recommended, row.eligible, row.scored) == (3, 2, 1, 0)
    assert (then.submitted, then.recommended) == (3, 0)
    assert funnel.funnel(rules.before(Q2), read_at=datetime.now(UTC)) == []
