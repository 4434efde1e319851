"""An agreement: issued, signed with its copy, countersigned by another, or expired."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from config.demo.files import accounts as a_pdf
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import Message
from foundation.periods import city_day
from foundation.refusals import Refusal
from programs.agreements import actions, queries
from programs.applications.rules import fingerprint
from programs.models import Agreement, Award
from tests.city import a_program, a_user, broken, sql
from tests.programs.stages import NOW, awarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def copy() -> tuple[str, BytesIO]:
    return "signed.pdf", BytesIO(a_pdf())


def issued(**asked) -> Agreement:
    asked = {"by": a_user(Role.OFFICER), "at": NOW} | asked
    program = a_program(city_ratio=Decimal("0.667"))
    return actions.issue(awarded(program), **asked)


def signed(**asked) -> Agreement:
    agreement = issued(**asked)
    admin = a_user(Role.COMPANY_ADMIN, at=agreement.award.company)
    actions.sign(agreement, copy=copy(), by=admin, at=NOW)
    check_waiting(now=NOW)
    agreement.refresh_from_db()
    return agreement


def test_an_agreement_is_frozen_in_both_languages_with_how_the_amount_comes_about():
    agreement = issued()

    paper = agreement.content["paper"]
    assert paper["en"]["title"] == "Letter of commitment"
    steps, parts = (b for b in paper["en"]["blocks"] if b["kind"] == "table")
    assert [row[1] for row in steps["rows"]][-2:] == ["2,001,000.01", "999,000.00"]
    amounts = [Decimal(row[1].replace(",", "")) for row in parts["rows"]]
    assert sum(amounts) == agreement.award.amount
    assert "人民币叁佰万元零壹分" in str(paper["zh-hans"])
    assert agreement.sha256 == fingerprint(agreement.content)
    assert (agreement.version, agreement.number[:2]) == (1, "CN")
    assert agreement.expires_on == city_day(NOW) + timedelta(days=30)
    assert broken(lambda: sql("UPDATE programs_agreement SET sha256 = 'x'")) == (
        "agreement_is_frozen"
    )


def test_only_whoever_may_sign_for_the_company_signs_and_only_once():
    agreement = issued()
    company = agreement.award.company
    for somebody in (a_user(Role.COMPANY_EDITOR, at=company), a_user(Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            actions.sign(agreement, copy=copy(), by=somebody, at=NOW)
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    actions.sign(agreement, copy=copy(), by=admin, at=NOW)

    with pytest.raises(Refusal, match="moved on"):
        actions.sign(agreement, copy=copy(), by=admin, at=NOW)
    assert agreement.signed_by == admin


def test_the_counter_signature_of_another_makes_the_award_active():
    both = a_user(Role.OFFICER, Role.LEADER)
    agreement = signed(by=both)

    with pytest.raises(Refusal, match="issues an agreement cannot countersign"):
        actions.countersign(agreement, by=both, at=NOW)
    agreement.refresh_from_db()
    actions.countersign(agreement, by=a_user(Role.LEADER), at=NOW)

    award = Award.objects.get()
    assert (agreement.status, award.status) == ("in_force", "active")
    assert queries.signed(award) == agreement


def test_a_copy_that_was_not_released_is_not_countersigned():
    agreement = issued()
    admin = a_user(Role.COMPANY_ADMIN, at=agreement.award.company)
    actions.sign(agreement, copy=copy(), by=admin, at=NOW)

    with pytest.raises(Refusal, match="not been released"):
        actions.countersign(agreement, by=a_user(Role.LEADER), at=NOW)


def test_a_later_version_takes_over_when_it_is_countersigned_and_not_before():
    first, officer = signed(), a_user(Role.OFFICER)
    actions.countersign(first, by=a_user(Role.LEADER), at=NOW)
    award = first.award

    with pytest.raises(Refusal, match="Say what the new version changes"):
        actions.issue(award, by=officer, at=NOW)
    second = actions.issue(award, change="The third part.", by=officer, at=NOW)
    assert queries.signed(award) == first
    with pytest.raises(Refusal, match="waits for signatures already"):
        actions.issue(award, change="Again.", by=officer, at=NOW)
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    actions.sign(second, copy=copy(), by=admin, at=NOW)
    check_waiting(now=NOW)
    second.refresh_from_db()
    actions.countersign(second, by=a_user(Role.LEADER), at=NOW)

    first.refresh_from_db()
    assert (first.status, second.status, second.version) == ("replaced", "in_force", 2)
    assert "The third part." in str(second.content)


def test_who_does_not_sign_is_reminded_and_then_gives_the_award_up():
    agreement = issued()
    company = agreement.award.company
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    Message.objects.all().delete()

    for day in (1, 16, 17, 24, 30):  # the 24th catches up with what was missed
        actions.remind_due(NOW + timedelta(days=day))
        assert actions.expire_due(NOW + timedelta(days=day)) == 0
    reminders = Message.objects.filter(template="agreement_reminder", user=admin)
    assert reminders.count() == 3
    late = NOW + timedelta(days=31)
    with pytest.raises(Refusal, match="could be signed until"):
        actions.sign(agreement, copy=copy(), by=admin, at=late)

    assert (actions.expire_due(late), actions.expire_due(late)) == (1, 0)
    award = Award.objects.select_related("program").get()
    assert (award.status, award.program.taken) == ("waived", 0)
    assert Message.objects.filter(template="agreement_expired", user=admin).exists()


def test_a_paper_that_was_withdrawn_makes_room_for_another():
    agreement, officer = signed(), a_user(Role.OFFICER)

    actions.withdraw(agreement, by=officer, at=NOW, reason="a page is missing")
    again = actions.issue(agreement.award, by=officer, at=NOW)

    assert (agreement.status, again.version) == ("withdrawn", 2)
    assert actions.issue_missing(queries.without_paper(), by=officer, at=NOW) == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_printed_paper_is_the_same_each_time(language):
    agreement = issued()
    page = queries.page(agreement, language)

    assert page["sha256"] == agreement.sha256
    assert page["blocks"][-2]["parties"][0]["name"] == agreement.award.company.name
    (attached,) = queries.attached({"number": agreement.number}, language)
    assert attached.content.startswith(b"%PDF")
