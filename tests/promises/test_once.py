"""I5, I10 to I12, what exists once and in time.

Each attempt by raw SQL is refused by the name of its promise. No use case stands
between these statements and the tables; what a person reads is tested with those.
"""

from datetime import UTC, datetime, timedelta

import pytest

from programs.models import Submission
from tests import city
from tests.city import broken

pytestmark = pytest.mark.django_db


# I5 --------------------------------------------------------------------------------


def test_i5_a_company_has_one_live_award_of_a_program() -> None:
    program, company = city.a_program(), city.a_company()
    first = city.an_award(program, company)

    name = "award_one_live_per_program_and_company"
    assert broken(lambda: city.an_award(program, company)) == name

    city.moved(first, "waive")
    city.an_award(program, company)


def test_i5_a_company_has_one_live_place_in_a_program() -> None:
    program, company = city.an_sme_program(), city.a_company()
    city.a_place(program, company)

    name = "place_one_live_per_program_and_company"
    assert broken(lambda: city.a_place(program, company)) == name


def test_i5_a_company_has_one_live_application_in_a_call() -> None:
    call, company = city.a_call(), city.a_company()
    first = city.an_application(call, company)

    name = "application_one_live_per_company_and_call"
    assert broken(lambda: city.an_application(call, company)) == name

    city.moved(first, "withdraw")
    city.an_application(call, company)


# I10 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["91440300713555564J", "914401017837604004", "91350100M000100Y4Z", "9144", ""],
)
def test_i10_an_invalid_code_is_not_a_company(code: str) -> None:
    assert broken(lambda: city.a_company(uscc=code)) == "company_uscc_is_valid"


@pytest.mark.parametrize(
    "code", ["9144030071526726XG", "91440101633203772F", "91350100M000100Y43"]
)
def test_i10_a_valid_code_is(code: str) -> None:
    assert city.a_company(uscc=code).uscc == code


def test_i10_two_live_companies_never_share_a_code() -> None:
    code = city.a_company().uscc

    again = lambda: city.a_company(uscc=code)  # noqa: E731  # one attempt

    assert broken(again) == "company_uscc_once_among_live"


# I11 -------------------------------------------------------------------------------


def test_i11_a_period_is_issued_once_per_revision() -> None:
    issue = city.an_issue()

    again = lambda: city.an_issue(issue.schedule)  # noqa: E731  # one attempt

    assert broken(again) == "issue_once_per_schedule_period_revision"
    city.an_issue(issue.schedule, revision=2)


def test_i11_an_issue_reaches_a_person_once_per_channel() -> None:
    issue, leader = city.an_issue(), city.a_user()

    def deliver() -> None:
        issue.deliveries.create(
            user=leader, message_id=f"<{city.serial()}@x>", retry_after=city.NOW
        )

    deliver()
    assert broken(deliver) == "delivery_once_per_issue_recipient_channel"


# I12 -------------------------------------------------------------------------------

LATE = "submission_before_the_close"


def _submit(application) -> Submission:
    return Submission.objects.create(
        application=application,
        sequence=1,
        form_version=application.call.form_versions.get(),
        snapshot={},
        sha256="0" * 64,
        submitted_at=application.call.opens_at,  # whatever is claimed here
        submitted_by=city.a_user(),
    )


def _a_closed_call():
    now = datetime.now(UTC)
    return city.a_call(opens_at=now - timedelta(2), closes_at=now - timedelta(1))


def test_i12_nothing_is_submitted_after_the_close() -> None:
    late = city.an_application(_a_closed_call())

    assert broken(lambda: _submit(late)) == LATE


def test_i12_nothing_is_submitted_before_the_opening() -> None:
    now = datetime.now(UTC)
    call = city.a_call(opens_at=now + timedelta(1), closes_at=now + timedelta(2))

    assert broken(lambda: _submit(city.an_application(call))) == LATE


def test_i12_an_extension_holds_for_its_company_only() -> None:
    call = _a_closed_call()
    extended, other = city.an_application(call), city.an_application(call)
    call.extensions.create(
        company=extended.company,
        closes_at=datetime.now(UTC) + timedelta(hours=1),
        reason="an outage",
    )

    assert broken(lambda: _submit(extended)) == "nothing"
    assert broken(lambda: _submit(other)) == LATE
