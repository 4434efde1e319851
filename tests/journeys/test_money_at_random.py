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
PARTS = 6  # of each award
MOST = 4 * STEPS  # when chance has left something out


class Money(Giving, Taking):
    """Whatever can be done with money, by anybody."""


@pytest.fixture
def money() -> type[Money]:
    Money.city = a_city()
    Money.taken_steps, Money.done = 0, {}
    return Money


def test_every_step_can_go_well(money: type[Money]) -> None:
    """What chance tries and never brings about would be a test of nothing."""
    steps = money()
    steps.begin()

    steps.change_limits(by="officer", quota=4)
    steps.grant(by="officer", which=1)
    steps.end(by="officer", which=1, verb="waive")

    steps.grant(by="officer", which=2)
    steps.waive_gates(by="leader", which=PARTS * 2)
    for undo, after in [("cancel", 1), ("take_return", 4), ("reverse", 5)]:
        steps.request(by="finance", which=PARTS * 2)
        steps.walk_on(which=0, steps=after)
        getattr(steps, undo)(by="finance", which=2)

    steps.recover(by="finance", which=0, amount="0.01", source="city")
    steps.settle(which=0, amount="999.99", lost=False)
    steps.propose(by="officer", which=0, amount="999.99")
    steps.settle(which=1, amount="999.99", lost=True)
    steps.end(by="leader", which=0, verb="revoke")
    steps.end(by="officer", which=0, verb="close")
    steps.teardown()

    assert set(ROLES) == set(steps.done)


def test_random_steps_never_leave_the_limits(money: type[Money]) -> None:
    runs = settings(
        max_examples=25,
        stateful_step_count=A_RUN,
        deadline=None,
        database=None,
        derandomize=False,  # where CI is set it would take the same steps each time
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    seldom = {"close"}  # nothing may be owed, which chance hardly ever brings about
    while money.taken_steps < STEPS or (
        set(ROLES) - set(money.done) - seldom and money.taken_steps < MOST
    ):
        run_state_machine_as_test(money, settings=runs)

    assert set(ROLES) - set(money.done) <= seldom, "these went well for nobody"
