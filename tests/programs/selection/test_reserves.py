"""The reserve list: who moves up, in order, and who is told why."""

import pytest
from django.test import Client

from foundation.accounts.permissions import Role
from foundation.models import Entry
from foundation.refusals import Refusal
from programs.awards.actions import grant, waive
from programs.models import Letter, Proposal
from programs.selection import actions
from tests.city import SYSTEM, a_company, a_user
from tests.programs.selection.test_meetings import minuted, several, statuses
from tests.programs.stages import NOW, in_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def decided_list(verdicts: list[str], **fields) -> list[Proposal]:
    proposals = several(len(verdicts), **fields)
    meeting = minuted(*proposals, verdicts=verdicts)
    actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)
    for each in proposals:
        each.refresh_from_db()
    return proposals


def removed(proposal: Proposal) -> None:
    objection = actions.register(
        proposal.notice, proposal=proposal, objector="Li Lei", contact="020-81230000",
        content="The patent belongs to somebody else.", at=NOW,
    )  # fmt: skip
    officer = a_user(Role.OFFICER)
    actions.take_up(objection, by=officer, at=NOW)
    actions.uphold(objection, by=officer, at=NOW, reason="the patent is not theirs")


def test_a_removal_promotes_the_first_in_reserve() -> None:
    gone, stays, first, second = decided_list(
        ["for", "for", "reserve", "reserve"], quota=2
    )
    in_notice(gone, stays, at=NOW)

    removed(gone)

    assert statuses(gone, stays, first, second) == [
        "removed", "announced", "decided", "reserve",
    ]  # fmt: skip
    assert (first.stands_for, first.notice) == (gone, None)
    entry = Entry.objects.get(verb="promote")
    assert gone.application.number in entry.reason


def test_who_steps_back_makes_room_for_the_next() -> None:
    gone, first = decided_list(["for", "reserve"], quota=1)
    company = a_user(Role.COMPANY_ADMIN, at=gone.application.company)

    actions.step_back(gone, by=company, at=NOW, reason="moving away")

    assert statuses(gone, first) == ["withdrawn", "decided"]
    gone.application.refresh_from_db()
    assert gone.application.status == "withdrawn"


def test_one_in_reserve_who_steps_back_moves_nobody_up() -> None:
    stays, gone, second = decided_list(["for", "reserve", "reserve"], quota=5)

    actions.step_back(gone, by=SYSTEM, at=NOW, reason="no")

    assert statuses(stays, gone, second) == ["decided", "withdrawn", "reserve"]


def test_whom_the_budget_does_not_cover_keeps_the_place_and_the_next_moves_up() -> None:
    gone, dear, cheap = decided_list(["for", "reserve", "reserve"], budget=4_000_000)
    Proposal.objects.filter(pk=dear.pk).update(amount=4_500_000)

    actions.step_back(gone, by=SYSTEM, at=NOW, reason="no")

    assert statuses(dear, cheap) == ["reserve", "decided"]
    refused = Entry.objects.get(verb="promotion_refused")
    assert "4000000.00 yuan are left" in refused.reason


def test_a_notice_tells_the_others_of_the_meeting_as_well() -> None:
    chosen, waits, out = decided_list(["for", "reserve", "against"])

    in_notice(chosen, at=NOW)

    told = dict(Letter.objects.values_list("application", "outcome"))
    assert told == {
        chosen.application_id: "selected",
        waits.application_id: "reserve",
        out.application_id: "not_selected",
    }


def test_somebody_is_passed_over_with_a_reason() -> None:
    _chosen, waits = decided_list(["for", "reserve"])
    leader = a_user(Role.LEADER)

    with pytest.raises(Refusal, match="give a reason"):
        actions.pass_over(waits, by=leader, at=NOW, reason=" ")
    actions.pass_over(waits, by=leader, at=NOW, reason="insolvent")

    assert statuses(waits) == ["rejected"]


def test_a_company_steps_back_on_its_own_page() -> None:
    gone, first = decided_list(["for", "reserve"], quota=1)
    admin = a_user(Role.COMPANY_ADMIN, at=gone.application.company)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(admin)
    at = f"/applications/{gone.application.number}/step-back/"

    assert "its place goes to the next" in client.get(at).content.decode()
    assert client.post(at, {"reason": ""}).status_code == 200
    client.post(at, {"reason": "We have found other money."})

    assert statuses(gone, first) == ["withdrawn", "decided"]
    assert client.get(at).status_code == 404


def test_nobody_steps_back_for_another_company() -> None:
    gone, _first = decided_list(["for", "reserve"])
    client = Client()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))

    at = f"/applications/{gone.application.number}/step-back/"
    assert client.post(at, {"reason": "x"}).status_code in (403, 404)


def test_an_award_that_is_given_up_goes_to_the_next_in_reserve() -> None:
    gone, first = decided_list(["for", "reserve"], quota=1)
    in_notice(gone)
    award = grant(gone, document_number="No. 5", by=SYSTEM, at=NOW)

    waive(award, by=SYSTEM, at=NOW, reason="no longer needed")

    assert statuses(gone, first) == ["granted", "decided"]
    assert "given up by the company" in Entry.objects.get(verb="promote").reason
