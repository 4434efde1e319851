"""Issues are made once, from one snapshot, and can be made again to the same bytes."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.models import Delivery, Issue, Rendition, Run
from programs.reports import actions, rules
from programs.reports.actions.issuing import RENDER
from programs.reports.dataset import digest, from_json
from programs.reports.definitions import DEFINITIONS
from programs.reports.metrics.reading import snapshot
from programs.reports.queries import draw_up
from programs.reports.states import Format, RunState
from tests import city
from tests.city import at_once
from tests.programs.reports import scene

pytestmark = pytest.mark.django_db(transaction=True)


def broken(_scope: rules.Scope) -> Any:
    raise LookupError("a report that cannot be drawn up")


# Claiming --------------------------------------------------------------------------


def test_nothing_is_claimed_before_it_is_due():
    scene.a_run()

    assert actions.claim(scene.DUE - timedelta(seconds=1)) is None
    assert actions.claim(scene.DUE) is not None


@pytest.mark.race
def test_simultaneous_workers_claim_different_runs():
    for _ in range(3):
        scene.a_schedule()
    actions.plan(scene.SOON_AFTER)

    outcomes = at_once(*[lambda: actions.claim(scene.SOON_AFTER)] * 6)

    claimed = [outcome.pk for outcome in outcomes if isinstance(outcome, Run)]
    assert len(claimed) == len(set(claimed)) == 3
    assert outcomes.count(None) == 3


@pytest.mark.race
def test_control_workers_that_only_look_claim_the_same_run():
    scene.a_run()

    def naive() -> Any:
        return Run.objects.claimable(scene.DUE, until=scene.DUE).get().pk

    assert len(set(at_once(*[naive] * 4))) == 1


def test_the_run_of_the_dead_is_claimed_again_and_they_finish_nothing():
    dead = scene.a_claimed_run(scene.a_reader())
    assert actions.claim(scene.SOON_AFTER + rules.LEASE - timedelta(seconds=1)) is None

    alive = actions.claim(scene.SOON_AFTER + rules.LEASE)
    assert alive is not None
    made = actions.build(alive, now=scene.SOON_AFTER + rules.LEASE)

    assert (alive.pk, alive.attempts, alive.number) == (dead.pk, 2, dead.number)
    assert actions.build(dead, now=scene.SOON_AFTER) is None
    assert list(Issue.objects.all()) == [made]
    assert Delivery.objects.count() == 1


# Making ----------------------------------------------------------------------------


def test_an_issue_comes_with_its_files_and_its_deliveries():
    readers = [scene.a_reader(), scene.a_reader("en")]

    issue = scene.an_issue(*readers)

    assert issue.number == f"R4-{2026}-00001"
    assert issue.sha256 == digest(from_json(bytes(issue.dataset)))
    files = {(file.language, file.format) for file in issue.renditions.all()}
    assert files == {(lang, kind) for lang in ("zh-hans", "en") for kind in Format}
    assert {delivery.user for delivery in issue.deliveries.all()} == set(readers)
    assert Run.objects.get().state == RunState.BUILT


def test_a_second_worker_finds_nothing_left_to_make():
    scene.an_issue()

    assert not actions.issue_next(scene.SOON_AFTER)
    assert Issue.objects.count() == 1


def test_the_same_issue_renders_to_the_same_bytes():
    issue = scene.an_issue()
    dataset = from_json(bytes(issue.dataset))

    for file in issue.renditions.all():
        again = RENDER[Format(file.format)](dataset, file.language, issue.number)
        assert hashlib.sha256(again).hexdigest() == file.sha256
        assert again == bytes(file.content)


@pytest.mark.parametrize("definition", sorted(DEFINITIONS))
def test_the_same_data_draw_up_the_same_report(definition):
    city.a_tenancy(city.a_unit().building.carrier)
    city.an_award()
    run = scene.a_run(definition=definition)

    first = draw_up(definition, run, until=scene.DUE)
    second = draw_up(definition, run, until=scene.DUE)

    assert first == second
    assert digest(first) == digest(second)


def test_all_numbers_of_a_report_are_read_from_one_snapshot():
    city.a_carrier()
    seen = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM incubators_carrier")
            seen.append(cursor.fetchone()[0])

    with snapshot():
        look()
        at_once(city.a_carrier)
        look()
    look()

    assert seen == [1, 1, 2]


def test_a_report_cannot_write():
    with pytest.raises(Exception, match="read-only transaction"), snapshot():
        city.a_carrier()


def test_only_subscribers_who_may_read_reports_get_a_delivery():
    may_not = city.a_user(Role.OPERATOR, at=city.a_carrier())
    gone = scene.a_reader()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)

    issue = scene.an_issue(may_not, gone)

    assert issue.deliveries.count() == 0


def test_what_is_made_up_for_is_marked_late():
    punctual = scene.an_issue()
    run = scene.a_claimed_run()
    late = actions.build(run, now=scene.DUE + timedelta(days=3))

    assert late is not None
    assert (punctual.late, late.late) == (False, True)


# Failing ---------------------------------------------------------------------------


def test_a_broken_report_is_tried_again_later_and_given_up_in_the_end(monkeypatch):
    monkeypatch.setitem(DEFINITIONS, "R3", replace(DEFINITIONS["R3"], build=broken))
    run = scene.a_run(definition="R3")
    now = scene.SOON_AFTER

    for attempt in range(1, rules.ATTEMPTS + 1):
        assert actions.issue_next(now)
        run.refresh_from_db()
        assert run.attempts == attempt
        assert "cannot be drawn up" in run.last_error
        assert not actions.issue_next(now)  # not before it has waited
        now = run.retry_after

    assert run.state == RunState.FAILED
    assert not actions.issue_next(now + timedelta(days=1))


def test_a_broken_report_keeps_no_other_from_being_made(monkeypatch):
    monkeypatch.setitem(DEFINITIONS, "R3", replace(DEFINITIONS["R3"], build=broken))
    scene.a_schedule(definition="R3")
    scene.a_schedule(definition="R4")
    actions.plan(scene.SOON_AFTER)

    while actions.issue_next(scene.SOON_AFTER):
        pass

    assert [issue.definition for issue in Issue.objects.all()] == ["R4"]


def test_a_run_that_kills_its_workers_is_given_up():
    run = scene.a_run()
    now = scene.SOON_AFTER
    for _ in range(rules.ATTEMPTS):
        assert actions.claim(now) is not None  # and the worker dies
        now += rules.LEASE

    assert actions.claim(now) is None
    run.refresh_from_db()
    assert run.state == RunState.FAILED


# Correcting ------------------------------------------------------------------------


def test_a_correction_is_a_new_issue_that_says_what_changed():
    city.a_carrier()
    reader, officer = scene.a_reader(), city.a_user(Role.OFFICER)
    first = scene.an_issue(reader)
    city.a_carrier()

    second = actions.correct(
        first, reason="one carrier was missing", by=officer, now=scene.SOON_AFTER
    )

    told = from_json(bytes(second.dataset)).corrections
    assert (second.revision, second.correction) == (2, "one carrier was missing")
    assert told[0]["en"] == "one carrier was missing"
    assert told[1] == {
        "zh-hans": "孵化载体: 1个 → 2个",
        "en": "Carriers: 1 carriers → 2 carriers",
    }
    assert second.number != first.number
    assert second.deliveries.get().user == reader
    assert Entry.objects.get(verb="correct").actor_id == officer.pk
    first.refresh_from_db()
    assert from_json(bytes(first.dataset)).revision == 1


def test_a_correction_needs_a_reason_and_the_right():
    issue = scene.an_issue()

    with pytest.raises(Refusal) as refused:
        actions.correct(issue, reason=" ", by=SYSTEM, now=scene.SOON_AFTER)
    with pytest.raises(PermissionDenied):
        actions.correct(issue, reason="so", by=scene.a_reader(), now=scene.SOON_AFTER)

    assert refused.value.code == "reason"
    assert Issue.objects.count() == 1


@pytest.mark.race
def test_of_two_simultaneous_corrections_none_overwrites_the_other():
    issue = scene.an_issue()

    outcomes = at_once(
        *[
            lambda: actions.correct(
                issue, reason="twice", by=SYSTEM, now=scene.SOON_AFTER
            )
        ]
        * 2
    )

    made = sorted(Issue.objects.values_list("revision", flat=True))
    assert made == list(range(1, len(made) + 1))
    refused = [each.code for each in outcomes if isinstance(each, Refusal)]
    assert len(made) + len(refused) == 3
    assert set(refused) <= {"issue"}


def test_what_was_issued_is_never_changed():
    scene.an_issue()

    for rows in (Issue.objects.all(), Rendition.objects.all()):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            rows.update(sha256="0" * 64)
