"""Granting what was proposed: the amount to the cent, the limits in words."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.awards import actions
from programs.models import Application, Award, Place, Program
from programs.selection import actions as selection
from startups.models import Plan
from tests.city import (
    a_call,
    a_company,
    a_program,
    a_user,
    an_agreement,
    an_sme_program,
)
from tests.programs.stages import (
    DOCUMENT,
    NOW,
    a_place_for,
    announced,
    awarded,
    decided,
    end_windows,
    in_notice,
    scored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def granted(proposal, **asked) -> Award | Place:
    asked = {"document_number": DOCUMENT, "at": NOW} | asked
    return actions.grant(proposal, by=asked.pop("by", a_user(Role.OFFICER)), **asked)


def test_a_grant_freezes_the_amount_and_what_it_follows_from() -> None:
    program = a_program(city_ratio=Decimal("0.667"))

    award = awarded(program)

    assert award.amount == Decimal("3000000.01")
    assert (award.city_amount, award.district_amount) == (
        Decimal("2001000.01"), Decimal("999000.00"),
    )  # fmt: skip
    assert award.inputs == {
        "subsidy": "3000000.01", "company_type": "tech", "ceiling": "5000000.00",
        "city_ratio": "0.667", "city": "2001000.01", "district": "999000.00",
    }  # fmt: skip
    assert (award.rule_version, award.document_number) == ("2016", DOCUMENT)
    assert award.number == f"JL{award.decided_on.year}-00001"
    assert Application.objects.get().status == "approved"
    program.refresh_from_db()
    assert (program.taken, program.committed) == (1, award.amount)


def test_granting_twice_is_granting_once() -> None:
    proposal = announced()

    assert granted(proposal) == granted(proposal)
    assert Award.objects.count() == 1


def test_nothing_is_granted_before_the_windows_have_ended() -> None:
    proposal = decided()
    notice = in_notice(proposal, at=NOW)

    with pytest.raises(Refusal, match=r"notice are taken until \d{4}-\d\d-\d\d 00:00"):
        granted(proposal)
    end_windows(notice)
    proposal.refresh_from_db()
    assert granted(proposal)


def test_nothing_is_granted_while_an_objection_is_undecided() -> None:
    officer = a_user(Role.OFFICER)
    proposal = decided()
    notice = in_notice(proposal, at=datetime.now(UTC))
    objection = selection.register(
        notice,
        proposal=proposal,
        objector="Li Lei",
        contact="020-81230000",
        content="x",
        at=NOW,
    )
    end_windows(notice)
    proposal.refresh_from_db()

    with pytest.raises(Refusal, match=f"Objection {objection.number} is not decided"):
        granted(proposal)
    selection.take_up(objection, by=officer, at=NOW)
    selection.dismiss(objection, by=officer, at=NOW, reason="unfounded")
    assert granted(proposal)


def test_what_is_not_in_a_notice_is_not_granted() -> None:
    with pytest.raises(Refusal, match="not in a public notice"):
        granted(decided())


def test_the_document_is_that_of_the_deciding_meeting() -> None:
    officer, proposal = a_user(Role.OFFICER), announced()

    with pytest.raises(Refusal, match="number of the approval document"):
        granted(proposal, document_number="")
    proposal.meeting = selection.record_meeting(
        proposal.program, number="委会〔2026〕3号", held_on=NOW.date(), by=officer
    )
    assert granted(proposal, document_number="").document_number == "委会〔2026〕3号"


def test_finance_grants_nothing() -> None:
    with pytest.raises(PermissionDenied):
        granted(announced(), by=a_user(Role.FINANCE))


def test_a_full_program_says_so() -> None:
    program = a_program(quota=2)
    call = a_call(program)
    one, other = announced(scored(call)), announced(scored(call))
    program.quota = 1
    program.save()
    granted(one)

    with pytest.raises(Refusal) as refused:
        granted(other)

    assert refused.value.sentence == (
        "The program has 1 places and 1 are taken: there is no place left."
    )
    assert (refused.value.code, Award.objects.count()) == ("quota", 1)
    other.refresh_from_db()
    assert other.status == "announced"


def test_a_budget_that_does_not_cover_it_says_what_is_left() -> None:
    program = a_program(budget=Decimal("9000000.00"))
    call = a_call(program)
    one, other = announced(scored(call)), announced(scored(call))
    Program.objects.filter(pk=program.pk).update(budget=Decimal("3500000.00"))
    granted(one)

    with pytest.raises(Refusal) as refused:
        granted(other)

    assert refused.value.sentence == (
        "The program's budget of 3500000.00 yuan has 499999.99 yuan left; this "
        "needs 3000000.01 yuan."
    )


def test_a_budget_line_that_does_not_cover_it_says_so() -> None:
    program = a_program()
    proposal = announced(scored(a_call(program)))

    with pytest.raises(Refusal, match=r"budget line of 2040 has 0 yuan left"):
        granted(proposal, year=2040)


def test_a_company_has_one_live_award_of_a_program() -> None:
    program, company = a_program(), a_company()
    first = announced(scored(a_call(program), company=company))
    second = announced(scored(a_call(program), company=company))
    granted(first)

    with pytest.raises(Refusal, match="has a live award of this program already"):
        granted(second)


def test_a_revoked_award_gives_its_place_and_money_back() -> None:
    award = awarded()

    with pytest.raises(PermissionDenied):
        actions.revoke(award, by=a_user(Role.OFFICER), at=NOW, reason="false papers")
    actions.revoke(award, by=a_user(Role.LEADER), at=NOW, reason="false papers")

    award.program.refresh_from_db()
    assert (award.status, award.program.taken, award.program.committed) == (
        "revoked", 0, 0,
    )  # fmt: skip


def test_an_award_is_signed_and_completed_or_given_up() -> None:
    officer = a_user(Role.OFFICER)
    kept, waived = awarded(), awarded()

    with pytest.raises(Refusal, match="active by its agreement"):
        actions.sign(kept, by=a_user(Role.LEADER), at=NOW)
    an_agreement(kept)
    actions.sign(kept, by=a_user(Role.LEADER), at=NOW)
    actions.complete(kept, by=officer, at=NOW)
    actions.waive(waived, by=officer, at=NOW, reason="no longer needed")

    assert (kept.status, waived.status) == ("completed", "waived")
    with pytest.raises(Refusal, match="“Given up by the company” is not possible"):
        actions.waive(kept, by=officer, at=NOW, reason="too late")


def test_a_place_opens_a_support_plan_or_takes_over_the_open_one() -> None:
    place = a_place_for(an_sme_program())

    assert place.plan == Plan.objects.get()
    assert place.plan.company == place.company
    actions.conclude(place, by=a_user(Role.OFFICER), at=NOW)
    assert place.status == "ended"


def test_a_place_that_is_taken_back_is_free_again() -> None:
    program = an_sme_program(quota=1)
    place = a_place_for(program)

    actions.withdraw_place(place, by=a_user(Role.LEADER), at=NOW, reason="moved away")

    program.refresh_from_db()
    assert program.taken == 0
    assert a_place_for(program).company != place.company
