"""I6, I13 and I14, what stays as it was written.

Each attempt by raw SQL is refused by the name of its promise. No use case stands
between these statements and the tables; what a person reads is tested with those.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record, seal
from foundation.models import Entry, Seal
from programs.models import Draw, LedgerEntry, Panel, Submission
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


# I6 --------------------------------------------------------------------------------


def _an_entry_of_the_ledger() -> LedgerEntry:
    return city.an_entry(city.instructed(city.a_payment()))


def _a_submission() -> Submission:
    application = city.an_application()
    return Submission.objects.create(
        application=application,
        sequence=1,
        form_version=application.call.form_versions.get(),
        snapshot={},
        sha256="0" * 64,
        submitted_at=city.NOW,
        submitted_by=city.a_user(),
    )


def _a_draw() -> Draw:
    call = city.a_call()
    panel = Panel.objects.create(
        call=call, name="Panel", size=1, reserves=0, seed_source="a coin",
        starts_on=city.TODAY, due_on=city.TODAY,
    )  # fmt: skip
    return Draw.objects.create(
        panel=panel, call=call, seed="s", size=1, pool=[], result=[],
        pool_sha256="0" * 64, drawn_at=city.NOW, drawn_by=city.a_user(),
    )  # fmt: skip


def _a_journal_entry() -> Entry:
    return record(city.a_company(), "look", by=city.a_user())


@pytest.mark.parametrize(
    ("make", "table", "name"),
    [
        (_an_entry_of_the_ledger, "programs_ledgerentry", "ledger_entry"),
        (_a_submission, "programs_submission", "submission"),
        (_a_draw, "programs_draw", "draw"),
        (city.an_issue, "programs_issue", "issue"),
        (_a_journal_entry, "foundation_entry", "entry"),
    ],
)
@pytest.mark.parametrize(
    ("statement", "promise"),
    [
        ("UPDATE {} SET id = id + 1000000", "_is_append_only"),
        ("DELETE FROM {}", "_is_append_only"),
        ("TRUNCATE {} CASCADE", "_is_never_emptied"),
    ],
)
def test_i6_records_are_added_and_never_changed(
    make, table, name, statement, promise
) -> None:
    make()
    connection.check_constraints()  # a table with pending checks cannot be truncated

    assert broken(lambda: sql(statement.format(table))) == f"{name}{promise}"


def test_i6_journal_entries_carry_the_databases_own_clock() -> None:
    entry = record(city.a_company(), "look", by=city.a_user())
    entry.refresh_from_db()

    assert abs(entry.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert entry.transaction > 0


def test_i6_seals_are_append_only_too() -> None:
    Seal.objects.create(
        number=1, at=city.NOW, last_transaction=1, last_entry=1, count=1,
        previous="0" * 64, digest="1" * 64,
    )  # fmt: skip
    assert broken(lambda: sql("DELETE FROM foundation_seal")) == "seal_is_append_only"
    assert seal(at=city.NOW) is None  # nothing has surely ended in this transaction


# I13 -------------------------------------------------------------------------------


def test_i13_a_status_does_not_jump() -> None:
    award = city.an_award()
    jump = "UPDATE programs_award SET status = 'completed' WHERE id = %s"

    assert broken(lambda: sql(jump, award.pk)) == "award_status_follows_lifecycle"


def test_i13_a_row_begins_at_the_beginning() -> None:
    attempt = lambda: city.an_award(status="completed")  # noqa: E731  # one attempt

    assert broken(attempt) == "award_status_follows_lifecycle"


def test_i13_a_legal_step_without_a_journal_entry_is_refused() -> None:
    award = city.an_award()
    city.an_agreement(award)
    quietly = "UPDATE programs_award SET status = 'active' WHERE id = %s"

    assert broken(lambda: sql(quietly, award.pk)) == "award_status_change_is_journaled"


def test_i13_an_entry_for_another_change_does_not_count() -> None:
    award, other = city.an_award(), city.an_award()
    city.an_agreement(award)
    record(other, "sign", by=SYSTEM, source="approved", target="active")
    record(award, "waive", by=SYSTEM, source="approved", target="waived")
    quietly = "UPDATE programs_award SET status = 'active' WHERE id = %s"

    assert broken(lambda: sql(quietly, award.pk)) == "award_status_change_is_journaled"


# I14 -------------------------------------------------------------------------------


def test_i14_a_signature_has_a_moment_and_a_person() -> None:
    payment = city.a_payment()
    nameless = "UPDATE programs_payment SET approved_at = now() WHERE id = %s"
    timeless = "UPDATE programs_payment SET approved_by_id = %s WHERE id = %s"

    assert broken(lambda: sql(nameless, payment.pk)) == "payment_approved_at_with_by"
    someone = city.a_user().pk
    assert (
        broken(lambda: sql(timeless, someone, payment.pk))
        == "payment_approved_at_with_by"
    )


def test_i14_a_call_opens_before_it_closes() -> None:
    now = datetime.now(UTC)

    backwards = lambda: city.a_call(opens_at=now, closes_at=now)  # noqa: E731  # one attempt

    assert broken(backwards) == "call_opens_before_it_closes"


def test_i14_no_amount_has_a_third_decimal() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name || '.' || column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'numeric'
               AND numeric_scale > 2 AND column_name <> 'city_ratio'
               AND table_name ~ '^(foundation|startups|incubators|programs)_'"""
        )
        assert cursor.fetchall() == []
