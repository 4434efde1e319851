"""Thousands of random steps by random people, against plain arithmetic in Python.

Whoever may do a thing and whatever limit stands before it is told here a second time,
without a database; both have to agree at every step. Nothing leaves an award, a budget
or a quota, and the totals that the database keeps are the sums of its
entries. `make faults` takes ten thousand.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.money.giving import Giving
from tests.journeys.money.people import ROLES, a_city
from tests.journeys.money.taking import Taking

pytestmark = [pytest.mark.django_db, pytest.mark.journey, pytest.mark.timeout(1800)]
STEPS, A_RUN = int(os.environ.get("STEPS", "2500")), 100
MOST = 4 * STEPS  # when chance has left something out


class Money(Giving, Taking):
    """Whatever can be done with money, by anybody."""


def test_random_steps_never_leave_the_limits() -> None:
    Money.city = a_city()
    Money.taken_steps, Money.done = 0, {}
    runs = settings(
        max_examples=25,
        stateful_step_count=A_RUN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    seldom = {"close"}  # nothing may be owed, which chance hardly ever brings about
    while Money.taken_steps < STEPS or (
        set(ROLES) - set(Money.done) - seldom and Money.taken_steps < MOST
    ):
        run_state_machine_as_test(Money, settings=runs)

    assert set(ROLES) - set(Money.done) <= seldom, "these went well for nobody"
