"""I1 to I3, places, ceilings and budgets: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import models, transaction

from foundation.refusals import use_case
from programs.models import Award, Place, Program
from startups.models import Company
from tests import city
from tests.city import at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


# I1 --------------------------------------------------------------------------------


@use_case
def _award(program: Program, company: Company, **fields: Any) -> Award:
    return city.an_award(program, company, **fields)


@use_case
def _place(program: Program, company: Company) -> Place:
    return city.a_place(program, company)


@pytest.mark.parametrize(
    ("take", "program_of"), [(_award, city.a_program), (_place, city.an_sme_program)]
)
def test_i1_the_last_place_goes_to_one(take, program_of) -> None:
    program = program_of(quota=3)
    for _ in range(2):
        take(program, city.a_company())
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: take(program, c) for c in companies])

    program.refresh_from_db()
    assert (won(outcomes), program.taken) == (1, 3)
    assert refused_by(outcomes) == {"quota"}


def test_i1_control_careful_people_overshoot_the_quota() -> None:
    program = city.a_program(quota=1)
    companies = [city.a_company() for _ in range(CROWD)]

    with without(Award, "program_awards_within_quota"):
        careful(
            lambda: Award.objects.filter(program=program).count() < program.quota,
            lambda: city.an_award(program, companies.pop()),
            CROWD,
        )
        assert Award.objects.filter(program=program).count() > program.quota


# I2 --------------------------------------------------------------------------------


def _race_with_a_lower_ceiling(program: Program) -> list[Any]:
    """The ceiling is being lowered, but not yet committed, when an award is granted."""
    lowered, company = Barrier(2), city.a_company()

    def lowers() -> None:
        with transaction.atomic():
            _lower(program, ceiling=Decimal("2500000.00"))
            lowered.wait()

    def grants() -> Award:
        lowered.wait()
        return _award(program, company, amount="5000000.00")

    return at_once(lowers, grants)


def test_i2_a_ceiling_that_is_being_lowered_is_waited_for() -> None:
    outcomes = _race_with_a_lower_ceiling(city.a_program())

    assert (won(outcomes), refused_by(outcomes)) == (1, {"ceiling"})
    assert not Award.objects.exists()


def test_i2_control_without_the_guard_the_award_passes_the_new_ceiling() -> None:
    program = city.a_program()

    with without(Award, "award_within_ceiling"):
        _race_with_a_lower_ceiling(program)
        program.refresh_from_db()
        assert Award.objects.get().amount > program.ceiling


@use_case
def _lower(program: Program, **limits: Any) -> int:
    return Program.objects.filter(pk=program.pk).update(**limits)


# I3 --------------------------------------------------------------------------------


def _budget_for(awards: int) -> Program:
    room = {city.YEAR: Decimal("999000000.00")}
    return city.a_program(budget=Decimal(awards) * 1_000_000, lines=room)


def test_i3_the_last_million_of_the_budget_goes_to_one() -> None:
    program = _budget_for(awards=1)
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: _award(program, c) for c in companies])

    program.refresh_from_db()
    assert (won(outcomes), program.committed) == (1, program.budget)
    assert refused_by(outcomes) == {"budget"}


def test_i3_the_last_million_of_a_line_goes_to_one() -> None:
    program = city.a_program(lines={city.YEAR: Decimal("1000000.00")})
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: _award(program, c) for c in companies])

    line = program.budget_lines.get(year=city.YEAR, source="city")
    assert (won(outcomes), line.committed) == (1, line.amount)


def test_i3_control_careful_people_overspend_the_budget() -> None:
    program = _budget_for(awards=1)
    companies = [city.a_company() for _ in range(CROWD)]

    def spent() -> Decimal:
        total = Award.objects.filter(program=program).aggregate(models.Sum("amount"))
        return total["amount__sum"] or Decimal(0)

    with without(Award, "program_awards_within_budget"):
        careful(
            lambda: spent() + 1_000_000 <= program.budget,
            lambda: city.an_award(program, companies.pop()),
            CROWD,
        )
        assert spent() > program.budget
