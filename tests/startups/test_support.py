"""Plans, visits, services and needs: what each use case does and refuses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.refusals import Refusal
from startups.models import Company, Need, Plan
from startups.support import actions
from startups.support.queries import is_late, my_companies
from startups.support.states import NeedStatus, ServiceKind
from tests import city
from tests.city import NOW, TODAY

pytestmark = pytest.mark.django_db

FINANCE = ServiceKind.FINANCE


def a_supported_company() -> tuple[Plan, User, User]:
    """A plan, the service officer in charge, and the company's administrator."""
    company, officer = city.a_company(), city.a_user(name="Officer")
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    plan = actions.plan(
        company, by=city.a_user(Role.OFFICER), at=NOW, officer=officer,
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    return plan, officer, mei


def a_need(company: Company, mei: User, **more: Any) -> Need:
    given = {"by": mei, "at": NOW, "title": "A loan for the next batch"} | more
    return actions.raise_need(company, FINANCE, **given)


# plans -----------------------------------------------------------------------------


def test_a_plan_puts_its_officer_in_charge_and_tells_so() -> None:
    plan, officer, _mei = a_supported_company()

    assert [c.pk for c in my_companies(officer)] == [plan.company_id]
    assert Message.objects.get(to=officer.email).template == "plan_opened"


def test_a_company_has_one_active_plan() -> None:
    plan, _officer, _mei = a_supported_company()

    with pytest.raises(Refusal, match="has an active plan already"):
        actions.plan(plan.company, by=SYSTEM, at=NOW)


def test_access_goes_with_the_company_to_the_next_officer() -> None:
    plan, officer, _mei = a_supported_company()
    other, head = city.a_user(), city.a_user(Role.OFFICER)

    actions.hand_over(plan, other, by=head, at=NOW)

    assert not User.objects.get(pk=officer.pk).roles
    assert [c.pk for c in my_companies(other)] == [plan.company_id]


def test_ending_a_plan_ends_the_access_and_needs_a_reason() -> None:
    plan, officer, _mei = a_supported_company()
    head = city.a_user(Role.OFFICER)

    with pytest.raises(Refusal, match="Please give a reason"):
        actions.end_plan(plan, by=head, at=NOW, reason="")
    actions.end_plan(plan, by=head, at=NOW, reason="listed")

    assert plan.ends_on == TODAY
    assert not User.objects.get(pk=officer.pk).roles
    with pytest.raises(Refusal, match="This support plan has ended"):
        actions.hand_over(plan, officer, by=head, at=NOW)


def test_a_plan_of_one_day_can_be_ended_on_that_day() -> None:
    plan = actions.plan(city.a_company(), by=SYSTEM, at=NOW)

    actions.end_plan(plan, by=SYSTEM, at=NOW, reason="mistake")

    assert plan.ends_on == date(2026, 6, 16)


# visits and services ---------------------------------------------------------------


def test_a_visit_is_logged_once_it_has_taken_place() -> None:
    plan, officer, _mei = a_supported_company()
    told = {"by": officer, "at": NOW, "topics": "pilot line"}

    visit = actions.log_visit(plan, visited_on=TODAY, people="Ms Mei", **told)

    assert (visit.logged_by, visit.logged_at) == (officer, NOW)
    with pytest.raises(Refusal, match="still to come"):
        actions.log_visit(plan, visited_on=date(2026, 6, 16), **told)
    with pytest.raises(Refusal, match="The support began on 2026-01-01"):
        actions.log_visit(plan, visited_on=date(2025, 12, 31), **told)
    with pytest.raises(Refusal, match="must start before it ends"):
        actions.log_visit(plan, visited_on=TODAY, next_on=TODAY, **told)


def test_an_officer_of_other_companies_logs_nothing_here() -> None:
    plan, _officer, mei = a_supported_company()
    _plan, other, _lin = a_supported_company()

    for stranger in (other, mei):
        with pytest.raises(PermissionDenied):
            actions.log_visit(plan, by=stranger, at=NOW, visited_on=TODAY, topics="?")


def test_a_service_counts_when_the_company_confirms_it() -> None:
    plan, officer, mei = a_supported_company()
    given = actions.record_service(
        plan, FINANCE, by=officer, at=NOW, given_on=TODAY, summary="bank introduced"
    )

    with pytest.raises(PermissionDenied):
        actions.confirm_service(given, by=officer, at=NOW)
    with pytest.raises(Refusal, match="from 1 to 5"):
        actions.confirm_service(given, by=mei, at=NOW, rating=9)
    actions.confirm_service(given, by=mei, at=NOW, rating=5)

    assert given.confirmed_on == TODAY
    with pytest.raises(Refusal, match="confirmed already"):
        actions.confirm_service(given, by=mei, at=NOW, rating=1)


# needs -----------------------------------------------------------------------------


def test_the_clock_of_a_need_runs_in_working_days() -> None:
    """Raised on the eve of the holidays of 2026, which end on 7 October."""
    plan, officer, mei = a_supported_company()

    need = a_need(plan.company, mei, at=datetime(2026, 9, 30, 1, tzinfo=UTC))

    assert need.number == "XQ2026-00001"
    assert need.accept_by_day == date(2026, 10, 8)
    assert need.close_by_day == date(2026, 10, 27)
    assert need.handler == officer
    assert is_late(need, date(2026, 10, 9))
    assert not is_late(need, date(2026, 10, 8))


def test_a_need_is_taken_up_worked_on_and_confirmed() -> None:
    plan, officer, mei = a_supported_company()
    need = a_need(plan.company, mei)

    actions.accept(need, by=officer, at=NOW)
    actions.work(need, by=officer, at=NOW)
    actions.coordinate(need, by=officer, at=NOW, reason="asked the bank")
    actions.resume(need, by=officer, at=NOW)
    actions.resolve(need, by=officer, at=NOW, reason="the loan was granted")
    assert (need.resolution, need.closed_on) == ("the loan was granted", TODAY)
    with pytest.raises(PermissionDenied):
        actions.confirm(need, by=officer, at=NOW)
    actions.confirm(need, by=mei, at=NOW)

    assert need.status == NeedStatus.CONFIRMED
    assert not is_late(need, date(2030, 1, 1))


def test_a_need_that_was_not_met_is_reopened_and_its_handler_hears() -> None:
    plan, officer, mei = a_supported_company()
    need = a_need(plan.company, mei)
    actions.accept(need, by=officer, at=NOW)
    actions.work(need, by=officer, at=NOW)
    actions.resolve(need, by=officer, at=NOW, reason="done")

    actions.reopen(need, by=mei, at=NOW, reason="the bank refused")

    assert (need.status, need.closed_on) == (NeedStatus.IN_PROGRESS, None)
    assert Message.objects.get(template="need_reopened").to == officer.email


def test_a_need_without_a_plan_goes_to_whoever_accepts_it() -> None:
    company = city.a_company()
    mei = city.a_user(Role.COMPANY_ADMIN, at=company)
    need, first = a_need(company, mei), city.a_user(Role.OFFICER)

    actions.accept(need, by=first, at=NOW)
    with pytest.raises(Refusal, match="moved on"):
        actions.accept(need, by=city.a_user(Role.OFFICER), at=NOW)
    actions.give_up(need, by=first, at=NOW, reason="policy limit")

    assert (need.handler, need.closed_on) == (first, TODAY)
    assert need.status == NeedStatus.UNRESOLVED


def test_nobody_else_raises_or_sees_a_companys_needs() -> None:
    plan, _officer, mei = a_supported_company()
    a_need(plan.company, mei)
    stranger = city.a_user(Role.COMPANY_ADMIN, at=city.a_company())
    bureau = city.a_user(Role.DISTRICT, at=city.a_company(district="440117"))

    with pytest.raises(PermissionDenied):
        a_need(plan.company, stranger)
    for nobody in (stranger, bureau, city.a_user()):
        assert not Need.objects.all().visible_to(nobody).exists()
