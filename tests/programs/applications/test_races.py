"""Two tabs, two savers, two clicks: one application, every word, one receipt.

Each race has its control: the same people without the lock that makes it safe.
"""

from itertools import count
from threading import Barrier

import pytest

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.models import Application, Draft, Submission
from tests.city import a_company, a_user, at_once
from tests.programs.applications.scene import a_scene, an_open_call, filled_in, now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CROWD = 8


def test_eight_tabs_begin_one_draft():
    call, company = an_open_call(), a_company()
    admin = a_user(Role.COMPANY_ADMIN, at=company)

    begun = at_once(
        *[lambda: actions.begin(call, company, "tech", by=admin, at=now())] * CROWD
    )

    assert len({application.pk for application in begun}) == 1
    assert Application.objects.count() == Draft.objects.count() == 1


def test_control_without_the_lock_seven_of_eight_tabs_are_refused():
    call, company = an_open_call(), a_company()
    gate, numbers = Barrier(CROWD), count()

    def look_then_write() -> Application:
        assert queries.live(call.pk, company.pk) is None
        gate.wait()
        return Application.objects.create(
            number=f"X{next(numbers)}",
            call=call,
            company=company,
            company_type="tech",
        )

    outcomes = at_once(*[look_then_write] * CROWD)

    assert sum(isinstance(outcome, Application) for outcome in outcomes) == 1


def test_eight_savers_of_different_answers_lose_none():
    scene = a_scene()
    answers = {"pitch": "a", "staff": "1", "revenue": "2", "founded": "2020-02-29"}

    at_once(
        *[
            lambda name=name, answer=answer: actions.save(
                scene.application,
                {name: answer},
                revision=0,
                by=scene.editor,
                at=now(),
            )
            for name, answer in answers.items()
        ]
    )

    draft = Draft.objects.get()
    assert (draft.answers, draft.revision) == (answers, len(answers))


def test_control_without_the_lock_the_last_saver_wins():
    scene = a_scene()
    gate = Barrier(2)

    def read_then_write(name: str) -> None:
        draft = Draft.objects.get(application=scene.application)
        gate.wait()
        draft.answers[name] = "x"
        draft.save(update_fields=["answers"])

    at_once(lambda: read_then_write("pitch"), lambda: read_then_write("staff"))

    assert len(Draft.objects.get().answers) == 1


def test_eight_clicks_hand_in_once_and_all_get_the_receipt():
    scene = filled_in(a_scene())

    receipts = at_once(
        *[lambda: actions.submit(scene.application, by=scene.admin, at=now())] * CROWD
    )

    assert {receipt.pk for receipt in receipts} == {Submission.objects.get().pk}


def test_whoever_saves_while_it_is_handed_in_is_in_the_receipt_or_told():
    scene = filled_in(a_scene())
    draft = Draft.objects.get()

    receipt, saved = at_once(
        lambda: actions.submit(scene.application, by=scene.admin, at=now()),
        lambda: actions.save(
            scene.application,
            {"staff": "13"},
            revision=draft.revision,
            by=scene.editor,
            at=now(),
        ),
    )

    told = isinstance(saved, Refusal)
    assert receipt.snapshot["answers"]["staff"] == ("12" if told else "13")
