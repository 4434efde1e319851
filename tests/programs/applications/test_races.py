"""Two tabs, two savers, two clicks: one application, every word, one receipt.

Each race has its control: the same people without the lock that makes it safe.
"""

from datetime import datetime, timedelta
from itertools import count
from threading import Barrier

import pytest
from django.db import transaction

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.applications import actions, queries
from programs.models import Application, Call, Draft, Submission
from tests.city import a_company, a_user, at_once
from tests.programs.applications.scene import (
    Scene,
    a_district_officer,
    a_scene,
    an_open_call,
    filled_in,
    now,
    submitted,
)
from tests.races.crowd import careful, without, won

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


def test_eight_clicks_without_the_lock_leave_seven_without_a_receipt():
    """The control: whoever counts first and writes then is told that it was taken."""
    scene = filled_in(a_scene())
    draft = Draft.objects.select_related("form_version").get()

    def hand_in() -> Submission:
        return Submission.objects.create(
            application=scene.application,
            sequence=1,
            form_version=draft.form_version,
            snapshot={},
            sha256="0" * 64,
            submitted_at=now(),
            submitted_by=scene.admin,
        )

    outcomes = careful(lambda: not Submission.objects.exists(), hand_in, CROWD)

    assert won(outcomes) == 1


def close_now(scene: Scene) -> None:
    with transaction.atomic():
        Call.objects.filter(pk=scene.call.pk).update(closes_at=now())


def take_back(scene: Scene, asked_at: datetime) -> None:
    actions.take_back(scene.application, by=scene.admin, at=asked_at)


def test_whoever_takes_back_while_the_call_closes_can_still_hand_in_or_is_told():
    """The clock of who asks is an hour slow; the database's is not."""
    for __ in range(4):
        scene = submitted()
        early = now() - timedelta(hours=1)

        back, __ = at_once(
            lambda s=scene, at=early: take_back(s, at), lambda s=scene: close_now(s)
        )
        late = at_once(lambda s=scene, at=early: take_back(s, at))

        scene.application.refresh_from_db()
        if isinstance(back, Refusal):
            assert (back.code, scene.application.status) == ("closed", "submitted")
        else:
            assert scene.application.status == "draft"
        assert isinstance(late[0], Refusal)


def test_control_without_the_guard_a_slow_clock_takes_back_what_is_lost():
    with without(Application, "application_taken_back_before_the_close"):
        scene = submitted()
        early = now() - timedelta(hours=1)
        stale = Call.objects.get(pk=scene.call.pk)
        close_now(scene)
        scene.application.call = stale

        take_back(scene, early)

        scene.application.refresh_from_db()
        assert scene.application.status == "draft"
        with pytest.raises(Refusal):
            actions.submit(scene.application, by=scene.admin, at=early)


def test_of_a_company_that_takes_back_and_a_district_that_recommends_one_wins():
    scene = submitted()
    official = a_district_officer()

    outcomes = at_once(
        lambda: take_back(scene, now()),
        lambda: actions.recommend(
            Application.objects.get(pk=scene.application.pk), by=official, at=now()
        ),
    )

    scene.application.refresh_from_db()
    assert won(outcomes) == 1
    assert scene.application.status in {"draft", "recommended"}


def test_taken_back_and_handed_in_again_gives_a_second_receipt_and_keeps_the_first():
    scene = submitted()
    first = Submission.objects.get()

    actions.take_back(scene.application, by=scene.admin, at=now())
    again = at_once(
        *[lambda: actions.submit(scene.application, by=scene.admin, at=now())] * CROWD
    )

    assert {receipt.sequence for receipt in again} == {2}
    assert len({receipt.pk for receipt in again}) == 1
    assert Submission.objects.get(sequence=1).sha256 == first.sha256
