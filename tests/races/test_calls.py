"""Questions, changes, outages and checks of a call: two people at once."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Message
from programs.applications import actions as applications
from programs.clarifications import actions as clarifications
from programs.clarifications.queries import next_number
from programs.clarifications.rules import A_DAY_AT_MOST
from programs.incidents import actions as incidents
from programs.models import (
    Amendment,
    Clarification,
    Extension,
    Relief,
    Screening,
    Submission,
)
from tests import city
from tests.city import at_once
from tests.programs.applications.scene import a_scene, filled_in
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
TEXT = {"en": "Text", "zh-hans": "文字"}


def a_long_call():
    return city.a_call(closes_at=NOW + timedelta(days=40))


def test_a_company_asks_a_few_questions_a_day_however_many_ask() -> None:
    call, company = a_long_call(), city.a_company()
    user = city.a_user(Role.COMPANY_EDITOR, at=company)

    outcomes = at_once(
        *[
            lambda n=n: clarifications.ask(call, company, f"{n}", by=user, at=NOW)
            for n in range(CROWD)
        ]
    )

    assert (won(outcomes), refused_by(outcomes)) == (A_DAY_AT_MOST, {"often"})


def test_control_careful_people_ask_more_than_a_few() -> None:
    call, company, user = a_long_call(), city.a_company(), city.a_user()
    asked = Clarification.objects.filter(company=company)

    with without(Clarification, "clarification_a_few_a_day"):
        careful(
            lambda: asked.count() < A_DAY_AT_MOST,
            lambda: Clarification.objects.create(
                call=call, company=company, asked="?", asked_at=NOW, asked_by=user
            ),
            CROWD,
        )
        assert asked.count() > A_DAY_AT_MOST


def test_changes_of_a_call_are_numbered_one_after_the_other() -> None:
    call = city.a_call()
    changes = [
        clarifications.draft(call, title=TEXT, text=TEXT, by=SYSTEM)
        for _ in range(CROWD)
    ]

    outcomes = at_once(
        *[lambda c=c: clarifications.announce(c, by=SYSTEM, at=NOW) for c in changes]
    )

    numbers = Amendment.objects.order_by("number").values_list("number", flat=True)
    assert (won(outcomes), list(numbers)) == (CROWD, list(range(1, CROWD + 1)))


def test_control_careful_people_give_one_number_twice() -> None:
    call = city.a_call()
    change = clarifications.draft(call, title=TEXT, text=TEXT, by=SYSTEM)
    rows = Amendment.objects.filter(call=call)
    seen: list[int] = []

    def looks() -> bool:
        seen.append(next_number(rows))
        return True

    def writes() -> Amendment:
        return Amendment.objects.create(
            call=call, title=TEXT, text=TEXT, number=seen[0]
        )

    with without(Amendment, "amendment_numbered_once_per_call"):
        careful(looks, writes, CROWD)
        assert rows.filter(number=1).count() > 1
        assert change.number is None


def test_a_change_is_announced_and_told_once_however_many_press() -> None:
    application = city.an_application()
    city.a_user(Role.COMPANY_ADMIN, at=application.company)
    change = clarifications.draft(application.call, title=TEXT, text=TEXT, by=SYSTEM)

    outcomes = at_once(
        *[lambda: clarifications.announce(change, by=SYSTEM, at=NOW)] * CROWD
    )

    assert (won(outcomes), refused_by(outcomes)) == (1, {"moved_on"})
    assert Message.objects.filter(template="call_amended").count() == 1


def a_victim():
    call = city.a_call(opens_at=NOW - 240 * HOUR, closes_at=NOW - HOUR)
    incident = incidents.enter(
        began_on=NOW - 5 * HOUR, ended_on=NOW - 2 * HOUR, what="停电", by=SYSTEM, at=NOW
    )
    return incident, city.an_application(call)


def test_time_is_given_once_however_many_press() -> None:
    incident, victim = a_victim()
    given = {"until": NOW + HOUR, "reason": "停电", "by": SYSTEM, "at": NOW}

    outcomes = at_once(
        *[lambda: incidents.relieve(incident, {victim.pk}, **given)] * CROWD
    )

    granted = [result.is_granted for results in outcomes for result in results]
    assert (granted.count(True), len(granted)) == (1, CROWD)
    assert (Extension.objects.count(), Relief.objects.count()) == (1, 1)


def test_control_careful_people_give_it_twice() -> None:
    incident, victim = a_victim()
    call, company = victim.call, victim.company

    def give() -> Relief:
        extension = Extension.objects.create(
            call=call, company=company, closes_at=NOW + HOUR, reason="停电"
        )
        return Relief.objects.create(
            incident=incident, call=call, company=company, extension=extension
        )

    with without(Relief, "relief_once_per_incident_call_and_company"):
        careful(lambda: not incident.reliefs.exists(), give, CROWD)
        assert incident.reliefs.count() > 1


def test_whoever_hands_in_at_the_same_moment_leaves_one_check() -> None:
    scene = filled_in(a_scene())

    outcomes = at_once(
        *[lambda: applications.submit(scene.application, by=scene.admin, at=NOW)]
        * CROWD
    )

    assert won(outcomes) == CROWD  # the same receipt for everyone
    assert (Submission.objects.count(), Screening.objects.count()) == (1, 1)
