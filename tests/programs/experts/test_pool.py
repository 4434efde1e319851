"""The pool of experts: who is in it, what is known of them, what applicants may ask."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from foundation.accounts.permissions import Role
from foundation.models import User
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.experts import actions
from programs.experts.actions.avoiding import Wish, ask_to_avoid
from programs.experts.queries import candidates, credit_of
from programs.experts.rules import counts_until, still_counts
from programs.models import Application, Avoidance, CreditRecord, Expert
from tests.city import a_user, broken, moved, sql
from tests.programs.stages import NOW, an_expert, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = city_day(NOW)
TOMORROW = TODAY + timedelta(days=1)


def free() -> list[Expert]:
    return candidates(first=TODAY, last=TOMORROW)


def test_enlisting_opens_an_account_once() -> None:
    officer = a_user(Role.OFFICER)
    asked = {"email": "Mei@example.org", "name": "Mei", "employer": "Example U"}

    first = actions.enlist(**asked, fields=["energy"], by=officer, at=NOW)
    again = actions.enlist(**asked, fields=["materials"], by=officer, at=NOW)

    assert first == again
    assert first.user.email == "mei@example.org"
    assert User.objects.get(pk=first.user_id).roles == {Role.EXPERT}
    assert Expert.objects.get().fields == ["energy"]
    assert first.employments.get().employer == "Example U"


@pytest.mark.parametrize(
    ("ended", "on", "counts"),
    [
        (None, date(2026, 6, 1), True),
        (date(2023, 6, 1), date(2026, 6, 1), True),
        (date(2023, 6, 1), date(2026, 6, 2), False),
        (date(2024, 2, 29), date(2027, 2, 28), True),
        (date(2024, 2, 29), date(2027, 3, 1), False),
    ],
)
def test_an_employer_counts_for_three_years(ended, on, counts) -> None:
    assert still_counts(ended, on) is counts
    assert (counts_until(ended) is None) is (ended is None)


def test_credit_is_the_sum_of_its_records_and_low_credit_is_not_drawn() -> None:
    expert, officer = an_expert(), a_user(Role.OFFICER)
    assert credit_of(expert) == 100

    actions.credit(expert, points=-45, reason="Undeclared.", by=officer, at=NOW)
    assert (credit_of(expert), free()) == (55, [])
    actions.credit(expert, points=5, reason="Thorough.", by=officer, at=NOW)

    assert (credit_of(expert), free()) == (60, [expert])


def test_a_record_of_credit_is_never_changed() -> None:
    officer = a_user(Role.OFFICER)
    kept = actions.credit(an_expert(), points=-5, reason="Late.", by=officer, at=NOW)

    assert broken(lambda: sql("UPDATE programs_creditrecord SET points = 5")) == (
        "credit_is_append_only"
    )
    assert broken(lambda: CreditRecord.objects.all().delete()) == (
        "credit_is_append_only"
    )
    assert CreditRecord.objects.get() == kept


@pytest.mark.parametrize(("points", "reason"), [(0, "None."), (-5, "  ")])
def test_credit_changes_for_a_reason(points, reason) -> None:
    with pytest.raises(Refusal, match="by how much, and why"):
        actions.credit(
            an_expert(),
            points=points,
            reason=reason,
            by=a_user(Role.OFFICER),
            at=NOW,
        )


def test_whoever_is_away_is_not_drawn_on_these_days() -> None:
    expert = an_expert()
    away = {"starts_on": TODAY, "ends_on": TOMORROW}
    absence = actions.leave(expert, **away, by=expert.user)

    assert free() == []
    assert candidates(first=TOMORROW, last=TOMORROW) == [expert]
    actions.end_absence(absence, by=expert.user)
    assert free() == [expert]


def test_nobody_writes_another_experts_record() -> None:
    expert, other = an_expert(), an_expert()
    days = {"starts_on": TODAY, "ends_on": TOMORROW}

    with pytest.raises(PermissionDenied):
        actions.leave(expert, **days, by=other.user)
    with pytest.raises(PermissionDenied):
        actions.employ(expert, employer="X", by=other.user)
    for attempt in (
        lambda: actions.describe(expert, by=expert.user, pool="major"),
        lambda: actions.credit(
            expert, points=9, reason="I am good.", by=expert.user, at=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_staff_who_read_scores_are_never_drawn() -> None:
    an_expert(user=a_user(Role.OFFICER, Role.EXPERT))

    assert free() == []


def test_technical_members_are_asked_for_a_field_and_others_are_not() -> None:
    knows = an_expert(fields=["energy"])
    an_expert(fields=["materials"])
    auditor = an_expert(fields=["materials"], specialty="finance")

    assert candidates(["energy"], first=TODAY, last=TODAY) == [knows, auditor]


# Whom applicants would avoid ---------------------------------------------------------


def wishes(count: int) -> list[Wish]:
    return [Wish("expert", f"Expert {n}", "A lawsuit.") for n in range(count)]


def chief(application: Application) -> User:
    return a_user(Role.COMPANY_ADMIN, at=application.company)


def test_an_applicant_names_three_at_most() -> None:
    application = eligible()
    by = chief(application)
    with pytest.raises(Refusal, match="At most three"):
        ask_to_avoid(application, wishes(4), by=by, at=NOW)
    ask_to_avoid(application, wishes(3), by=by, at=NOW)
    ask_to_avoid(application, wishes(2), by=by, at=NOW)

    names = application.avoidances.values_list("name", flat=True)
    assert list(names) == ["Expert 0", "Expert 1"]
    row = {"whom": "expert", "name": "X", "reason": "Y", "application": application}
    with (
        pytest.raises(IntegrityError, match="avoidance_three_at_most"),
        transaction.atomic(),
    ):
        Avoidance.objects.create(position=4, **row)


def test_a_name_needs_a_reason() -> None:
    application = eligible()

    with pytest.raises(Refusal, match="a name and a reason"):
        ask_to_avoid(
            application, [Wish("expert", "Mei", " ")], by=chief(application), at=NOW
        )


def test_only_the_applicant_asks_and_only_before_the_experts_have_it() -> None:
    application = eligible()
    stranger = chief(eligible())
    editor = a_user(Role.COMPANY_EDITOR, at=application.company)
    for other in (stranger, editor, a_user(Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            ask_to_avoid(application, wishes(1), by=other, at=NOW)
    by = chief(application)
    ask_to_avoid(application, wishes(1), by=by, at=NOW)
    moved(application, "assign")

    with pytest.raises(Refusal, match="too late to ask"):
        ask_to_avoid(application, wishes(2), by=by, at=NOW)
    assert broken(lambda: sql("DELETE FROM programs_avoidance")) == (
        "avoidance_before_the_experts"
    )


def test_a_request_to_avoid_is_read_by_staff_of_the_program_alone() -> None:
    application = eligible()
    by = chief(application)
    ask_to_avoid(application, wishes(1), by=by, at=NOW)
    rows = Avoidance.objects.all()

    assert rows.visible_to(a_user(Role.OFFICER)).exists()
    district = a_user(Role.DISTRICT, at=application.company)
    for nobody in (by, an_expert().user, district):
        assert not rows.visible_to(nobody).exists()
