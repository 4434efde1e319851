"""Sixty-four officers grant the last place at the same moment, through the front doors.

The control takes the quota away from the database and lets the same people look first
and grant then, as careful Python would: all of them find the place free.
"""

from collections import Counter
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.test import Client

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.awards.models import Award
from programs.catalogue.models import Program
from programs.models import Proposal, Tranche
from programs.payments.actions import grant_and_plan
from tests.city import a_call, a_program, a_user, at_once
from tests.programs.stages import DOCUMENT, NOW, announced, scored
from tests.races.crowd import without

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CROWD = 64
TAKEN = "The program has 1 places and 1 are taken: there is no place left."


def last_place(crowd: int) -> tuple[Program, list[Proposal]]:
    """A program with one place left, and a clean proposal for each of the crowd."""
    program = a_program(quota=crowd, city_ratio=Decimal("0.6"))
    call = a_call(program)
    proposals = [announced(scored(call)) for __ in range(crowd)]
    Program.objects.filter(pk=program.pk).update(quota=1)
    program.refresh_from_db()
    return program, proposals


def test_sixty_four_grant_the_last_place_and_one_gets_it() -> None:
    program, proposals = last_place(CROWD)
    officer = a_user(Role.OFFICER)

    outcomes = at_once(
        *(
            lambda each=each: grant_and_plan(
                each, document_number=DOCUMENT, by=officer, at=NOW
            )
            for each in proposals
        )
    )

    kinds = Counter(type(outcome).__name__ for outcome in outcomes)
    assert kinds == {"Award": 1, "Refusal": CROWD - 1}
    assert {o.code for o in outcomes if isinstance(o, Refusal)} == {"quota"}
    assert [award.company for award in Award.objects.all()] == [
        outcome.company for outcome in outcomes if isinstance(outcome, Award)
    ]
    assert Tranche.objects.count() == 6
    program.refresh_from_db()
    assert program.taken == 1


def test_sixty_four_ask_the_interface_and_one_gets_201() -> None:
    _, proposals = last_place(CROWD)
    officer = a_user(Role.OFFICER)

    def ask(proposal: Proposal) -> Any:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(officer)
        return client.post(
            "/api/v1/awards/",
            {"proposal": proposal.pk, "document_number": DOCUMENT},
            content_type="application/json",
        )

    answers = at_once(*(lambda each=each: ask(each) for each in proposals))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CROWD - 1}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {(r["code"], r["detail"]) for r in refused} == {("quota", TAKEN)}
    assert Award.objects.count() == 1


def test_control_looking_first_and_granting_then_overshoots() -> None:
    crowd = 8
    with without(Award, "program_awards_within_quota"):
        program, proposals = last_place(crowd)
        officer = a_user(Role.OFFICER)
        everybody_looked = Barrier(crowd)

        def look_then_grant(proposal: Proposal) -> Any:
            free = Award.objects.filter(program=program).count() < program.quota
            everybody_looked.wait()
            if not free:
                return Refusal("no place left", code="quota")
            return grant_and_plan(
                proposal, document_number=DOCUMENT, by=officer, at=NOW
            )

        outcomes = at_once(
            *(lambda each=each: look_then_grant(each) for each in proposals)
        )

        assert [type(outcome) for outcome in outcomes] == [Award] * crowd
        assert Award.objects.filter(program=program).count() > program.quota
