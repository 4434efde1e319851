"""Two people at once, promise by promise, each with its control.

A race holds the door open for everybody at the same moment and counts who got in. Its
control takes the guard away and lets the same people check first and write then, as
careful Python would: it must fail to keep the promise, or the race proves nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from foundation.accounts.models import SYSTEM, User
from foundation.journal.actions import record, seal, verify
from foundation.models import Entry
from foundation.refusals import Guard, Refusal, use_case
from incubators.models import Occupancy, Tenancy
from programs.models import (
    Application,
    Award,
    Delivery,
    Issue,
    LedgerEntry,
    Objection,
    Payment,
    Place,
    Program,
    Schedule,
    Submission,
    Tranche,
)
from startups.models import Company
from tests import city
from tests.city import advance, at_once
from tests.promises.test_promises import an_issue_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CROWD = 8


@contextmanager
def without(model: type[models.Model], *names: str) -> Iterator[None]:
    """Take guards, checks and indexes away, and bring them back when it is over."""
    table = connection.ops.quote_name(model._meta.db_table)
    triggers = getattr(model._meta, "triggers", ())
    guards = [t for t in triggers if isinstance(t, Guard) and t.name in names]
    constraints = [c for c in model._meta.constraints if c.name in names]
    assert guards or constraints, names
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.execute(
                f"ALTER TABLE {table} DISABLE TRIGGER {guard.get_pgid(model)}"
            )
        for constraint in constraints:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        call_command("flush", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(model, constraint)
            for guard in guards:
                editor.execute(
                    f"ALTER TABLE {table} ENABLE TRIGGER {guard.get_pgid(model)}"
                )


def careful(
    looks: Callable[[], bool], writes: Callable[[], Any], crowd: int
) -> list[Any]:
    """Everybody looks whether there is room, and then writes: the naive way."""
    everybody_looked = Barrier(crowd)

    def one() -> Any:
        room = looks()
        everybody_looked.wait()
        return writes() if room else Refusal("no room")

    return at_once(*[one] * crowd)


def won(outcomes: list[Any]) -> int:
    return sum(not isinstance(outcome, Exception) for outcome in outcomes)


def refused_by(outcomes: list[Any]) -> set[str]:
    """Codes of the refusals that the others read."""
    return {str(o.code) for o in outcomes if isinstance(o, Refusal)}


# I1 --------------------------------------------------------------------------------


@use_case
def _award(program: Program, company: Company, **fields: Any) -> Award:
    return city.an_award(program, company, **fields)


@use_case
def _place(program: Program, company: Company) -> Place:
    return city.a_place(program, company)


@pytest.mark.parametrize(
    ("take", "program_of"), [(_award, city.a_program), (_place, city.an_sme_program)]
)
def test_i1_the_last_place_goes_to_one(take, program_of) -> None:
    program = program_of(quota=3)
    for _ in range(2):
        take(program, city.a_company())
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: take(program, c) for c in companies])

    program.refresh_from_db()
    assert (won(outcomes), program.taken) == (1, 3)
    assert refused_by(outcomes) == {"quota"}


def test_i1_control_careful_people_overshoot_the_quota() -> None:
    program = city.a_program(quota=1)
    companies = [city.a_company() for _ in range(CROWD)]

    with without(Award, "program_awards_within_quota"):
        careful(
            lambda: Award.objects.filter(program=program).count() < program.quota,
            lambda: city.an_award(program, companies.pop()),
            CROWD,
        )
        assert Award.objects.filter(program=program).count() > program.quota


# I2 --------------------------------------------------------------------------------


def _race_with_a_lower_ceiling(program: Program) -> list[Any]:
    """The ceiling is being lowered, but not yet committed, when an award is granted."""
    lowered, company = Barrier(2), city.a_company()

    def lowers() -> None:
        with transaction.atomic():
            _lower(program, ceiling=Decimal("2500000.00"))
            lowered.wait()

    def grants() -> Award:
        lowered.wait()
        return _award(program, company, amount="5000000.00")

    return at_once(lowers, grants)


def test_i2_a_ceiling_that_is_being_lowered_is_waited_for() -> None:
    outcomes = _race_with_a_lower_ceiling(city.a_program())

    assert (won(outcomes), refused_by(outcomes)) == (1, {"ceiling"})
    assert not Award.objects.exists()


def test_i2_control_without_the_guard_the_award_passes_the_new_ceiling() -> None:
    program = city.a_program()

    with without(Award, "award_within_ceiling"):
        _race_with_a_lower_ceiling(program)
        program.refresh_from_db()
        assert Award.objects.get().amount > program.ceiling


@use_case
def _lower(program: Program, **limits: Any) -> int:
    return Program.objects.filter(pk=program.pk).update(**limits)


# I3 --------------------------------------------------------------------------------


def _budget_for(awards: int) -> Program:
    program = city.a_program(budget=Decimal(awards) * 1_000_000)
    program.budget_lines.update(amount=Decimal("999000000.00"))
    return program


def test_i3_the_last_million_of_the_budget_goes_to_one() -> None:
    program = _budget_for(awards=1)
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: _award(program, c) for c in companies])

    program.refresh_from_db()
    assert (won(outcomes), program.committed) == (1, program.budget)
    assert refused_by(outcomes) == {"budget"}


def test_i3_the_last_million_of_a_line_goes_to_one() -> None:
    program = city.a_program()
    program.budget_lines.filter(year=city.YEAR).update(amount=Decimal("1000000.00"))
    companies = [city.a_company() for _ in range(CROWD)]

    outcomes = at_once(*[lambda c=c: _award(program, c) for c in companies])

    line = program.budget_lines.get(year=city.YEAR, source="city")
    assert (won(outcomes), line.committed) == (1, line.amount)


def test_i3_control_careful_people_overspend_the_budget() -> None:
    program = _budget_for(awards=1)
    companies = [city.a_company() for _ in range(CROWD)]

    def spent() -> Decimal:
        total = Award.objects.filter(program=program).aggregate(models.Sum("amount"))
        return total["amount__sum"] or Decimal(0)

    with without(Award, "program_awards_within_budget"):
        careful(
            lambda: spent() + 1_000_000 <= program.budget,
            lambda: city.an_award(program, companies.pop()),
            CROWD,
        )
        assert spent() > program.budget


# I4 --------------------------------------------------------------------------------


def _booked_award() -> Payment:
    payment = city.instructed(city.a_payment())
    city.an_entry(payment)
    return payment


@use_case
def _recover(payment: Payment) -> LedgerEntry:
    return city.an_entry(
        payment, payment=None, kind="recovery", debit="treasury", credit="company"
    )


def test_i4_of_two_recoveries_of_the_same_money_one_is_booked() -> None:
    payment = _booked_award()

    outcomes = at_once(*[lambda: _recover(payment)] * CROWD)

    payment.award.refresh_from_db()
    assert (won(outcomes), payment.award.recovered) == (1, payment.award.amount)
    assert refused_by(outcomes) == {"overpaid"}


def test_i4_control_careful_people_recover_more_than_was_paid() -> None:
    payment = _booked_award()

    def recovered() -> int:
        return LedgerEntry.objects.filter(kind="recovery").count()

    with without(LedgerEntry, "award_paid_within_amount"):
        careful(lambda: recovered() == 0, lambda: _recover(payment), CROWD)
        assert recovered() > 1


def test_i4_of_many_tranches_for_the_same_money_one_is_planned() -> None:
    award = city.an_award()

    outcomes = at_once(*[lambda: use_case(city.a_tranche)(award)] * CROWD)

    assert (won(outcomes), Tranche.objects.filter(award=award).count()) == (1, 1)


# I5 --------------------------------------------------------------------------------


def test_i5_a_company_is_awarded_once_however_many_press() -> None:
    program, company = city.a_program(), city.a_company()

    outcomes = at_once(*[lambda: _award(program, company)] * CROWD)

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


# I6 --------------------------------------------------------------------------------


def test_i6_two_sealers_make_one_chain() -> None:
    company, someone = city.a_company(), city.a_user()
    at_once(*[lambda: record(company, "look", by=someone)] * CROWD)

    at_once(*[lambda: seal(at=city.NOW, most=3)] * 4)
    while seal(at=city.NOW, most=3):
        pass

    assert list(verify()) == []


def test_i6_control_a_changed_entry_breaks_the_chain() -> None:
    record(city.a_company(), "look", by=city.a_user())
    while seal(at=city.NOW) is None:
        pass  # whoever else uses this server is in the middle of something

    with connection.cursor() as cursor:  # as whoever owns the table could
        cursor.execute("ALTER TABLE foundation_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE foundation_entry SET verb = 'nothing'")
        cursor.execute("ALTER TABLE foundation_entry ENABLE TRIGGER USER")

    (finding,) = verify()
    assert f"entries {Entry.objects.first().pk} to" in finding


# I7 --------------------------------------------------------------------------------


@use_case
def _approve(payment: Payment, by: User) -> None:
    fresh = Payment.objects.get(pk=payment.pk)
    advance(fresh, "approve", by=SYSTEM, approved_at=city.NOW, approved_by=by)


def test_i7_two_second_signatures_at_once_are_one() -> None:
    payment = city.a_payment()
    signers = [city.a_user() for _ in range(CROWD)]

    outcomes = at_once(*[lambda s=s: _approve(payment, s) for s in signers])

    assert won(outcomes) == 1
    assert refused_by(outcomes) == {"moved_on"}


def test_i7_control_a_plain_save_lets_the_last_signature_win() -> None:
    payment = city.a_payment()
    signers = [city.a_user() for _ in range(CROWD)]

    def sign() -> None:
        Payment.objects.filter(pk=payment.pk).update(
            approved_at=city.NOW, approved_by=signers.pop()
        )

    outcomes = careful(
        lambda: Payment.objects.get(pk=payment.pk).approved_by is None, sign, CROWD
    )
    assert won(outcomes) > 1


# I8 --------------------------------------------------------------------------------


def _about_to_be_paid() -> tuple[Payment, Any]:
    """Signed twice; the window is open for a moment more."""
    application = city.an_application()
    program = application.call.program
    notice = city.a_notice(
        program, objections_close_at=datetime.now(UTC) + timedelta(hours=1)
    )
    proposal = city.a_proposal(application)
    proposal.notice = notice
    proposal.save()
    award = city.an_award(program, application.company, proposal=proposal)
    payment = city.a_payment(city.a_tranche(award))
    signer = city.a_user()
    advance(payment, "approve", by=SYSTEM, approved_at=city.NOW, approved_by=signer)
    return payment, notice


def _object(notice: Any, then: Callable[[], Any]) -> Objection:
    """Register an objection, and take one's time before the transaction ends."""
    with transaction.atomic():
        objection = notice.objections.create(
            number=f"O{city.serial()}", objector="Li", contact="-", content="x"
        )
        then()
    return objection


def _race_with_an_objection(payment: Payment, notice: Any) -> None:
    """An objection has been written but not committed when the payment looks."""
    registered, window_over = Barrier(2), Barrier(2)

    def objects() -> Any:
        return _object(notice, lambda: (registered.wait(), window_over.wait()))

    def pays() -> Any:
        registered.wait()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE programs_publicnotice SET objections_close_at = now() "
                "- interval '1 minute' WHERE id = %s",
                [notice.pk],
            )
        window_over.wait()
        return use_case(city.moved)(payment, "instruct")

    at_once(objects, pays)


def test_i8_an_objection_being_registered_stops_the_payment() -> None:
    payment, notice = _about_to_be_paid()

    _race_with_an_objection(payment, notice)

    payment.refresh_from_db()
    assert (payment.status, notice.objections.count()) == ("approved", 1)


def test_i8_control_without_the_guard_it_is_paid_under_the_objection() -> None:
    payment, notice = _about_to_be_paid()

    with without(Payment, "payment_waits_for_notice_and_gates"):
        _race_with_an_objection(payment, notice)
        payment.refresh_from_db()
        assert (payment.status, notice.objections.count()) == ("instructed", 1)


# I9 --------------------------------------------------------------------------------


def test_i9_a_company_moves_into_one_of_two_places() -> None:
    company = city.a_company()
    carriers = [city.a_carrier() for _ in range(CROWD)]

    outcomes = at_once(
        *[lambda c=c: use_case(city.a_tenancy)(c, company) for c in carriers]
    )

    assert won(outcomes) == 1
    assert Tenancy.objects.filter(company=company).count() == 1


@use_case
def _occupy(tenancy: Tenancy, unit: Any) -> Occupancy:
    return tenancy.occupancies.create(
        unit=unit, area=Decimal("60.00"), starts_on=date(2026, 1, 1)
    )


def _tenants_of_one_unit() -> tuple[Any, list[Tenancy]]:
    unit = city.a_unit(area="100.00")
    carrier = unit.building.carrier
    return unit, [city.a_tenancy(carrier) for _ in range(CROWD)]


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_i9_the_last_square_meters_go_to_one(isolation: str) -> None:
    unit, tenants = _tenants_of_one_unit()

    def move_in(tenancy: Tenancy) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SET default_transaction_isolation = '{isolation}'")
        return _occupy(tenancy, unit)

    outcomes = at_once(*[lambda t=t: move_in(t) for t in tenants])

    assert (won(outcomes), unit.occupancies.count()) == (1, 1)
    assert refused_by(outcomes) <= {"area", "busy"}


def test_i9_control_careful_people_overfill_the_unit() -> None:
    unit, tenants = _tenants_of_one_unit()

    with without(Occupancy, "occupied_area_within_unit"):
        careful(
            lambda: unit.occupancies.count() == 0,
            lambda: _occupy(tenants.pop(), unit),
            CROWD,
        )
        assert unit.occupancies.count() > 1


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


def _a_schedule() -> Any:
    return Schedule.objects.create(
        code=f"r3-{city.serial()}", definition="R3", cadence="quarterly",
        first_day=date(2026, 1, 1),
    )  # fmt: skip


def test_i11_a_period_is_issued_once() -> None:
    schedule = _a_schedule()

    outcomes = at_once(*[lambda: use_case(an_issue_of)(schedule)] * CROWD)

    assert (won(outcomes), refused_by(outcomes)) == (1, {"issue"})


def test_i11_a_person_gets_an_issue_once() -> None:
    issue, leader = an_issue_of(_a_schedule()), city.a_user()

    @use_case
    def deliver() -> Delivery:
        return issue.deliveries.create(
            user=leader, message_id=f"<{city.serial()}@x>", retry_after=city.NOW
        )

    outcomes = at_once(*[deliver] * CROWD)

    assert (won(outcomes), refused_by(outcomes)) == (1, {"delivery"})


def test_i11_control_careful_machines_issue_it_twice() -> None:
    schedule = _a_schedule()

    with without(Issue, "issue_once_per_schedule_period_revision"):
        careful(
            lambda: not schedule.issues.exists(),
            lambda: an_issue_of(schedule),
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


# I13 -------------------------------------------------------------------------------


def test_i13_of_two_moves_at_once_one_is_taken_and_journaled() -> None:
    award = city.an_award()

    @use_case
    def move(verb: str) -> None:
        fresh = Award.objects.get(pk=award.pk)
        advance(fresh, verb, by=SYSTEM, reason="of two")

    outcomes = at_once(lambda: move("sign"), lambda: move("waive"))

    award.refresh_from_db()
    entry = Entry.objects.get(
        subject_type="programs.award", subject_id=award.pk, source="approved"
    )
    assert (won(outcomes), entry.target) == (1, award.status)


def test_i13_control_a_plain_save_lets_both_believe_they_won() -> None:
    award = city.an_award()
    names = ("award_status_follows_lifecycle", "award_status_change_is_journaled")
    verdicts = ["active", "waived"]

    def save() -> int:
        return Award.objects.filter(pk=award.pk).update(status=verdicts.pop())

    with without(Award, *names):
        outcomes = careful(
            lambda: Award.objects.get(pk=award.pk).status == "approved", save, 2
        )
        assert won(outcomes) == 2


# I14 -------------------------------------------------------------------------------


def test_i14_half_a_signature_each_is_no_signature() -> None:
    payment, someone = city.a_payment(), city.a_user()
    mine = Payment.objects.filter(pk=payment.pk)

    outcomes = at_once(
        lambda: use_case(mine.update)(approved_at=city.NOW),
        lambda: use_case(mine.update)(approved_by=someone),
    )

    assert (won(outcomes), refused_by(outcomes)) == (0, {"pair"})


def test_i14_control_without_the_check_halves_are_written() -> None:
    payment = city.a_payment()
    mine = Payment.objects.filter(pk=payment.pk)

    with without(Payment, "payment_approved_at_with_by"):
        assert won(at_once(lambda: mine.update(approved_at=city.NOW))) == 1
