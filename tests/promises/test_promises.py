"""I1 to I14 against raw SQL: each attempt is refused by the name of its promise.

No use case stands between these statements and the tables. What a person would read is
tested with the use cases.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record, seal
from foundation.models import Entry, Seal
from foundation.moves import advance
from programs.models import Award, Draw, Issue, LedgerEntry, Place, Schedule, Submission
from tests import city
from tests.city import broken, sql

pytestmark = pytest.mark.django_db


# I1 --------------------------------------------------------------------------------


def test_i1_awards_of_a_program_stay_within_its_quota() -> None:
    program = city.a_program(quota=1)
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "program_awards_within_quota"
    assert Award.objects.count() == 1


def test_i1_places_of_a_program_stay_within_its_quota() -> None:
    program = city.an_sme_program(quota=1)
    city.a_place(program)

    assert broken(lambda: city.a_place(program)) == "program_awards_within_quota"
    assert Place.objects.count() == 1


def test_i1_the_quota_cannot_be_lowered_below_what_is_taken() -> None:
    program = city.a_program(quota=2)
    city.an_award(program)

    lower = "UPDATE programs_program SET quota = 0 WHERE id = %s"
    assert broken(lambda: sql(lower, program.pk)) == "program_awards_within_quota"


def test_i1_a_revoked_award_gives_its_place_back() -> None:
    program = city.a_program(quota=1)
    city.moved(city.an_award(program), "revoke")

    city.an_award(program)

    program.refresh_from_db()
    assert program.taken == 1


# I2 --------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_i2_an_award_is_more_than_zero(amount: str) -> None:
    program, company = city.a_program(), city.a_company()

    def attempt() -> Award:
        return city.an_award(program, company, amount=amount)

    assert broken(attempt) in {"award_amount_is_positive", "award_shares_add_up"}


def test_i2_an_award_is_at_most_the_ceiling() -> None:
    program = city.a_program(ceiling=Decimal("5000000.00"))

    city.an_award(program, amount="5000000.00")
    above = lambda: city.an_award(program, amount="5000000.01")  # noqa: E731  # one attempt

    assert broken(above) == "award_within_ceiling"


def test_i2_the_ceiling_cannot_be_lowered_below_a_live_award() -> None:
    program = city.an_award(amount="1000000.00").program
    lower = "UPDATE programs_program SET ceiling = 999999.99 WHERE id = %s"

    assert broken(lambda: sql(lower, program.pk)) == "award_within_ceiling"


def test_i2_the_amount_of_an_award_never_changes() -> None:
    award = city.an_award()
    raise_it = "UPDATE programs_award SET amount = 9, city_amount = 9 WHERE id = %s"
    remove = "DELETE FROM programs_award WHERE id = %s"

    assert broken(lambda: sql(raise_it, award.pk)) == "award_terms_are_frozen"
    assert broken(lambda: sql(remove, award.pk)) == "award_is_never_deleted"


# I3 --------------------------------------------------------------------------------


def test_i3_awards_stay_within_the_programs_budget() -> None:
    program = city.a_program(budget=Decimal("1500000.00"))
    program.budget_lines.update(amount=Decimal("9000000.00"))
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "program_awards_within_budget"


def test_i3_awards_stay_within_the_line_of_year_and_source() -> None:
    program = city.a_program()
    program.budget_lines.filter(year=city.YEAR, source="city").update(amount=1_500_000)
    city.an_award(program)

    assert broken(lambda: city.an_award(program)) == "awards_within_budget_line"
    city.an_award(program, year=city.YEAR + 1)  # next year's line has room


def test_i3_a_year_without_a_budget_line_awards_nothing() -> None:
    program = city.a_program()

    attempt = lambda: city.an_award(program, year=2040)  # noqa: E731  # one attempt

    assert broken(attempt) == "awards_within_budget_line"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("programs_program", "program_awards_within_budget"),
        ("programs_budgetline", "awards_within_budget_line"),
    ],
)
def test_i3_running_totals_cannot_be_written_past_the_limit(
    table: str, name: str
) -> None:
    city.an_award()

    overdrawn = f"UPDATE {table} SET committed = 999999999999"  # noqa: S608  # ours
    assert broken(lambda: sql(overdrawn)) == name


def test_i3_a_revoked_award_frees_only_what_was_not_paid() -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    award = payment.award
    city.moved(Award.objects.get(pk=award.pk), "revoke")

    award.program.refresh_from_db()
    line = award.program.budget_lines.get(year=award.year, source="city")
    assert award.program.committed == line.committed == award.amount


# I4 --------------------------------------------------------------------------------


def test_i4_more_than_the_award_cannot_be_booked() -> None:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    again = {"kind": "recovery", "debit": "treasury", "credit": "company"}

    def recover(amount: str) -> LedgerEntry:
        return city.an_entry(payment, **again, payment=None, amount=Decimal(amount))

    assert broken(lambda: recover("1000000.01")) == "award_paid_within_amount"
    recover("1000000.00")
    payment.award.refresh_from_db()
    assert (payment.award.paid, payment.award.recovered) == (1_000_000, 1_000_000)


def test_i4_the_paid_total_cannot_be_written_past_the_award() -> None:
    award = city.an_award()

    overpaid = "UPDATE programs_award SET paid = amount + 1 WHERE id = %s"
    negative = "UPDATE programs_award SET recovered = 1 WHERE id = %s"
    assert broken(lambda: sql(overpaid, award.pk)) == "award_paid_within_amount"
    assert broken(lambda: sql(negative, award.pk)) == "award_paid_within_amount"


def test_i4_tranches_never_add_up_to_more_than_the_award() -> None:
    award = city.an_award()
    city.a_tranche(award)

    one_more = lambda: city.a_tranche(award, amount=Decimal("0.01"))  # noqa: E731  # one attempt

    assert broken(one_more) == "award_tranches_within_amount"


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
    return Draw.objects.create(
        call=city.a_call(), seed="s", size=1, pool=[], result=[], pool_sha256="0" * 64,
        drawn_at=city.NOW, drawn_by=city.a_user(),
    )  # fmt: skip


def _an_issue() -> Issue:
    schedule = Schedule.objects.create(
        code="r3-quarterly", definition="R3", cadence="quarterly",
        first_day=date(2026, 1, 1),
    )  # fmt: skip
    return an_issue_of(schedule)


def an_issue_of(schedule: Schedule, revision: int = 1) -> Issue:
    return Issue.objects.create(
        number=f"R{city.serial()}", schedule=schedule, definition="R3",
        definition_version="1", period_start=date(2026, 1, 1),
        period_end=date(2026, 4, 1), revision=revision, as_of=city.NOW,
        correction="" if revision == 1 else "a number", dataset=b"{}",
        sha256="0" * 64, built_on=city.NOW,
    )  # fmt: skip


def _a_journal_entry() -> Entry:
    return record(city.a_company(), "look", by=city.a_user())


@pytest.mark.parametrize(
    ("make", "table", "name"),
    [
        (_an_entry_of_the_ledger, "programs_ledgerentry", "ledger_entry"),
        (_a_submission, "programs_submission", "submission"),
        (_a_draw, "programs_draw", "draw"),
        (_an_issue, "programs_issue", "issue"),
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


# I7 --------------------------------------------------------------------------------


def test_i7_nobody_signs_a_payment_twice() -> None:
    payment = city.a_payment()
    same = """UPDATE programs_payment SET approved_at = now(),
              approved_by_id = requested_by_id WHERE id = %s"""

    assert broken(lambda: sql(same, payment.pk)) == "payment_approved_by_another_person"


def test_i7_nothing_is_approved_without_a_second_signature() -> None:
    payment = city.a_payment()

    unsigned = lambda: advance(payment, "approve", by=SYSTEM)  # noqa: E731  # one attempt

    assert broken(unsigned) == "payment_signed_twice_before_it_goes"


def test_i7_the_first_signature_cannot_be_exchanged_for_another() -> None:
    payment, other = city.a_payment(), city.a_user()
    swap = "UPDATE programs_payment SET requested_by_id = %s WHERE id = %s"

    assert broken(lambda: sql(swap, other.pk, payment.pk)) == "payment_is_its_tranche"


# I8 --------------------------------------------------------------------------------


def _approved_payment_under(notice_ends: timedelta):
    """A payment with two signatures, of an award that went through a notice."""
    application = city.an_application()
    until = datetime.now(UTC) + notice_ends
    notice = city.a_notice(application.call.program, objections_close_at=until)
    proposal = city.a_proposal(application)
    proposal.notice = notice
    proposal.save()
    award = city.an_award(
        application.call.program, application.company, proposal=proposal
    )
    payment = city.a_payment(city.a_tranche(award))
    advance(
        payment, "approve", by=SYSTEM, approved_at=city.NOW, approved_by=city.a_user()
    )
    return payment, notice, proposal


def _end_window(notice) -> None:
    ended = datetime.now(UTC) - timedelta(minutes=5)
    type(notice).objects.filter(pk=notice.pk).update(objections_close_at=ended)


WAITS = "payment_waits_for_notice_and_gates"


def test_i8_nothing_is_paid_while_objections_may_come() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=5))

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS


def test_i8_it_is_paid_when_the_window_has_ended_clean() -> None:
    payment, *_ = _approved_payment_under(timedelta(minutes=-5))

    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


@pytest.mark.parametrize("against_everyone", [True, False])
def test_i8_nothing_is_paid_while_an_objection_is_undecided(against_everyone) -> None:
    payment, notice, proposal = _approved_payment_under(timedelta(minutes=5))
    objection = notice.objections.create(
        proposal=None if against_everyone else proposal,
        number="O1", objector="Li", contact="020-0000-0000", content="x",
    )  # fmt: skip
    _end_window(notice)

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    city.moved(objection, "take_up", "dismiss")
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_an_objection_after_the_window_is_not_taken() -> None:
    _, notice, _ = _approved_payment_under(timedelta(minutes=-5))

    late = lambda: notice.objections.create(  # noqa: E731  # one attempt
        number="O1", objector="Li", contact="020-0000-0000", content="x"
    )

    assert broken(late) == "objection_within_its_window"


def test_i8_nothing_is_paid_through_a_gate_that_is_neither_met_nor_waived() -> None:
    payment = city.a_payment()
    gate = city.a_gate(payment.tranche)
    advance(
        payment, "approve", by=SYSTEM, approved_at=city.NOW, approved_by=city.a_user()
    )

    assert broken(lambda: city.moved(payment, "instruct")) == WAITS
    gate.waived_at, gate.waived_by = city.NOW, city.a_user()
    gate.waiver_reason = "decided by the commission"
    gate.save()
    assert broken(lambda: city.moved(payment, "instruct")) == "nothing"


def test_i8_the_ledger_itself_refuses_a_payment_that_must_wait() -> None:
    payment = city.instructed(city.a_payment())
    city.a_gate(payment.tranche)

    assert broken(lambda: city.an_entry(payment)) == WAITS


def test_i8_a_payment_is_booked_once() -> None:
    payment = city.instructed(city.a_payment(city.a_tranche(amount=Decimal("1.00"))))
    city.an_entry(payment)

    name = "ledger_entry_once_per_payment_and_kind"
    assert broken(lambda: city.an_entry(payment)) == name


def test_i8_paid_means_booked() -> None:
    payment = city.instructed(city.a_payment())

    def paid_on_paper() -> None:
        advance(
            payment, "book", by=SYSTEM, paid_on=city.TODAY, bank_reference="no such"
        )

    assert broken(paid_on_paper) == "payment_paid_with_its_entry"


def test_i8_a_tranche_has_one_payment_under_way() -> None:
    payment = city.a_payment()

    again = lambda: city.a_payment(payment.tranche)  # noqa: E731  # one attempt

    assert broken(again) == "payment_one_open_per_tranche"


# I9 --------------------------------------------------------------------------------


def test_i9_a_company_is_in_one_place_at_a_time() -> None:
    company = city.a_company()
    city.a_tenancy(city.a_carrier(), company)

    twice = lambda: city.a_tenancy(city.a_carrier(), company)  # noqa: E731  # one attempt

    assert broken(twice) == "tenancy_one_per_company_and_day"


def _occupy(tenancy, unit, area: str, start: date, end: date | None = None):
    return tenancy.occupancies.create(
        unit=unit, area=Decimal(area), starts_on=start, ends_on=end
    )


def test_i9_no_unit_is_occupied_beyond_its_area_on_any_day() -> None:
    unit = city.a_unit(area="100.00")
    carrier = unit.building.carrier
    first, second = city.a_tenancy(carrier), city.a_tenancy(carrier)
    _occupy(first, unit, "60.00", date(2025, 1, 1), date(2026, 1, 1))

    _occupy(second, unit, "60.00", date(2026, 1, 1))  # the day the first has left
    third = city.a_tenancy(carrier)
    overlapping = lambda: _occupy(third, unit, "40.01", date(2025, 12, 31))  # noqa: E731  # one attempt

    assert broken(overlapping) == "occupied_area_within_unit"


def test_i9_a_unit_in_use_cannot_shrink_below_its_use() -> None:
    unit = city.a_unit(area="100.00")
    _occupy(city.a_tenancy(unit.building.carrier), unit, "80.00", date(2025, 1, 1))

    shrink = "UPDATE incubators_areafact SET area = 79.99 WHERE unit_id = %s"
    end = "UPDATE incubators_areafact SET ends_on = '2026-01-01' WHERE unit_id = %s"
    assert broken(lambda: sql(shrink, unit.pk)) == "occupied_area_within_unit"
    assert broken(lambda: sql(end, unit.pk)) == "occupied_area_within_unit"


def test_i9_units_are_not_larger_than_their_building() -> None:
    unit = city.a_unit(area="100.00")

    grow = "UPDATE incubators_areafact SET area = 200.01 WHERE unit_id = %s"
    shrink = "UPDATE incubators_building SET area = 99.99 WHERE id = %s"
    assert broken(lambda: sql(grow, unit.pk)) == "unit_areas_within_building"
    assert broken(lambda: sql(shrink, unit.building_id)) == "unit_areas_within_building"


def test_i9_a_tenant_occupies_units_of_its_own_incubator() -> None:
    elsewhere = city.a_tenancy(city.a_carrier())

    attempt = lambda: _occupy(elsewhere, city.a_unit(), "1.00", date(2025, 1, 1))  # noqa: E731  # one attempt

    assert broken(attempt) == "occupancy_in_its_tenancys_carrier"


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
    issue = _an_issue()

    again = lambda: an_issue_of(issue.schedule)  # noqa: E731  # one attempt

    assert broken(again) == "issue_once_per_schedule_period_revision"
    an_issue_of(issue.schedule, revision=2)


def test_i11_an_issue_reaches_a_person_once_per_channel() -> None:
    issue, leader = _an_issue(), city.a_user()

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
    quietly = "UPDATE programs_award SET status = 'active' WHERE id = %s"

    assert broken(lambda: sql(quietly, award.pk)) == "award_status_change_is_journaled"


def test_i13_an_entry_for_another_change_does_not_count() -> None:
    award, other = city.an_award(), city.an_award()
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
