"""I5, I10 to I12, what exists once and in time: two people at once.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from foundation.refusals import use_case
from programs.models import Application, Delivery, Issue, Submission
from startups.models import Company
from tests import city
from tests.city import at_once
from tests.races.crowd import CROWD, careful, refused_by, without, won

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


# I5 --------------------------------------------------------------------------------


def test_i5_a_company_is_awarded_once_however_many_press() -> None:
    program, company = city.a_program(), city.a_company()

    outcomes = at_once(*[lambda: use_case(city.an_award)(program, company)] * CROWD)

    program.refresh_from_db()
    assert (won(outcomes), program.taken) == (1, 1)
    assert refused_by(outcomes) == {"award"}


def test_i5_an_application_is_begun_once_however_many_tabs_there_are() -> None:
    call, company = city.a_call(), city.a_company()

    outcomes = at_once(*[lambda: use_case(city.an_application)(call, company)] * CROWD)

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"application"}


def test_i5_control_careful_people_apply_twice() -> None:
    call, company = city.a_call(), city.a_company()

    with without(Application, "application_one_live_per_company_and_call"):
        careful(
            lambda: not Application.objects.filter(call=call).exists(),
            lambda: city.an_application(call, company),
            CROWD,
        )
        assert Application.objects.filter(call=call).count() > 1


# I10 -------------------------------------------------------------------------------


def test_i10_a_company_is_registered_once() -> None:
    code = city.a_uscc()

    outcomes = at_once(*[lambda: use_case(city.a_company)(uscc=code)] * CROWD)

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"uscc_taken"}


def test_i10_control_careful_people_register_it_twice() -> None:
    code = city.a_uscc()

    with without(Company, "company_uscc_once_among_live"):
        careful(
            lambda: not Company.objects.filter(uscc=code).exists(),
            lambda: city.a_company(uscc=code),
            CROWD,
        )
        assert Company.objects.filter(uscc=code).count() > 1


# I11 -------------------------------------------------------------------------------


def test_i11_a_period_is_issued_once() -> None:
    schedule = city.a_schedule()

    outcomes = at_once(*[lambda: use_case(city.an_issue)(schedule)] * CROWD)

    assert (won(outcomes), refused_by(outcomes)) == (1, {"issue"})


def test_i11_a_person_gets_an_issue_once() -> None:
    issue, leader = city.an_issue(city.a_schedule()), city.a_user()

    @use_case
    def deliver() -> Delivery:
        return issue.deliveries.create(
            user=leader, message_id=f"<{city.serial()}@x>", retry_after=city.NOW
        )

    outcomes = at_once(*[deliver] * CROWD)

    assert (won(outcomes), refused_by(outcomes)) == (1, {"delivery"})


def test_i11_control_careful_machines_issue_it_twice() -> None:
    schedule = city.a_schedule()

    with without(Issue, "issue_once_per_schedule_period_revision"):
        careful(
            lambda: not schedule.issues.exists(),
            lambda: city.an_issue(schedule),
            CROWD,
        )
        assert schedule.issues.count() > 1


# I12 -------------------------------------------------------------------------------


def _submission(application: Application) -> Submission:
    return Submission.objects.create(
        application=application,
        sequence=1,
        form_version=application.call.form_versions.get(),
        snapshot={},
        sha256="0" * 64,
        submitted_by=city.a_user(),
    )


def _race_with_the_close(application: Application) -> list[Any]:
    """The close is being moved to a moment ago while somebody submits."""
    moved, looked = Barrier(2), Barrier(2)
    before = datetime.now(UTC) - timedelta(minutes=1)

    def closes() -> None:
        with transaction.atomic():
            rows = type(application.call).objects.filter(pk=application.call_id)
            rows.update(closes_at=before)
            moved.wait()
            looked.wait()

    def submits() -> Any:
        moved.wait()
        assert application.call.is_open(datetime.now(UTC))  # as Python remembers it
        looked.wait()
        return use_case(_submission)(application)

    return at_once(closes, submits)


def test_i12_a_close_that_is_being_moved_is_waited_for() -> None:
    application = city.an_application()

    _, submitted = _race_with_the_close(application)

    assert refused_by([submitted]) == {"closed"}
    assert application.submissions.count() == 0


def test_i12_control_python_would_have_let_it_in() -> None:
    application = city.an_application()

    with without(Submission, "submission_before_the_close"):
        _race_with_the_close(application)
        assert application.submissions.count() == 1
