"""Meetings: a fixed list, votes and recusals, decisions applied together and undone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.models import Application, Letter, Meeting, Proposal
from programs.ranking.actions import save_scenario
from programs.ranking.rules import Limits
from programs.selection import actions, queries
from programs.selection.actions import Staged
from tests.city import a_call, a_program, a_user, broken, sql
from tests.programs.stages import NOW, proposed, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2026, 6, 20)


def on_agenda(*proposals: Proposal, officer=None) -> Meeting:
    officer = officer or a_user(Role.OFFICER)
    meeting = actions.plan_meeting(proposals[0].program, held_on=DAY, by=officer)
    actions.put_on_agenda(meeting, proposals, by=officer)
    for name in ("Wang", "Chen", "Lin"):
        actions.attend(meeting, name=name, by=officer)
    return meeting


def fixed(meeting: Meeting, officer) -> Meeting:
    actions.freeze(meeting, by=officer, at=NOW, deviation="Flood in the district.")
    return meeting


def held(meeting: Meeting, officer) -> Meeting:
    fixed(meeting, officer)
    actions.hold(meeting, by=officer, at=NOW)
    return meeting


def minuted(*proposals: Proposal, verdicts=(), officer=None) -> Meeting:
    """With a verdict for each, by default for it; three votes for every one."""
    officer = officer or a_user(Role.OFFICER)
    meeting = held(on_agenda(*proposals, officer=officer), officer)
    items = list(queries.items_of(meeting))
    told = verdicts or ["for"] * len(items)
    staged = {}
    for place, (item, verdict) in enumerate(zip(items, told, strict=True), start=1):
        staged[item.pk] = Staged(
            verdict=verdict,
            reason="too early" if verdict == "against" else "",
            reserve_position=place if verdict == "reserve" else None,
            votes=(0, 3, 0) if verdict == "against" else (3, 0, 0),
        )
    actions.stage(meeting, staged, by=officer)
    actions.minute(
        meeting, number=f"No. {meeting.pk}", minutes="So be it.", by=officer, at=NOW
    )
    return meeting


def statuses(*proposals: Proposal) -> list[str]:
    for each in proposals:
        each.refresh_from_db()
    return [each.status for each in proposals]


def several(count: int, quota: int = 100, **fields) -> list[Proposal]:
    call = a_call(a_program(quota=quota, **fields))
    return [proposed(scored(call, f"{99 - n}.00"), rank=n + 1) for n in range(count)]


# The fixed list ----------------------------------------------------------------------


def test_a_fixed_agenda_has_a_hash_and_neither_grows_nor_shrinks() -> None:
    officer = a_user(Role.OFFICER)
    first, second = several(2)
    meeting = fixed(on_agenda(first, officer=officer), officer)

    assert len(meeting.agenda_sha256) == 64
    with pytest.raises(Refusal, match="agenda of this meeting is fixed"):
        actions.put_on_agenda(meeting, [second], by=officer)
    with pytest.raises(Refusal, match="agenda of this meeting is fixed"):
        actions.take_off_agenda(meeting.items.get(), by=officer)
    statement = "UPDATE programs_meeting SET agenda_sha256 = 'x'"
    assert broken(lambda: sql(statement)) == "meeting_papers_are_frozen"


def test_what_changes_after_the_list_was_fixed_is_told() -> None:
    officer = a_user(Role.OFFICER)
    (proposal,) = several(1)
    meeting = fixed(on_agenda(proposal, officer=officer), officer)
    assert queries.differences(meeting) == []

    sql("UPDATE programs_proposal SET amount = 5")

    found = queries.differences(meeting)
    assert [(d.what, d.before, d.now) for d in found] == [
        ("amount", "3000000.01", "5.00")
    ]


def test_an_agenda_that_was_fixed_too_early_is_opened_with_a_reason() -> None:
    officer = a_user(Role.OFFICER)
    first, second = several(2)
    meeting = fixed(on_agenda(first, officer=officer), officer)

    actions.thaw(meeting, by=officer, at=NOW, reason="one is missing")
    actions.put_on_agenda(meeting, [second], by=officer)

    assert (meeting.agenda_sha256, meeting.items.count()) == ("", 2)


def test_a_proposal_is_before_one_meeting_at_a_time() -> None:
    officer = a_user(Role.OFFICER)
    (proposal,) = several(1)
    first = on_agenda(proposal, officer=officer)
    second = actions.plan_meeting(proposal.program, held_on=DAY, by=officer)

    assert actions.put_on_agenda(second, [proposal], by=officer) == 0
    actions.call_off(first, by=officer, at=NOW, reason="nobody came")
    assert actions.put_on_agenda(second, [proposal], by=officer) == 1


# Votes -------------------------------------------------------------------------------


def test_whoever_stepped_aside_has_no_vote() -> None:
    officer = a_user(Role.OFFICER)
    (proposal,) = several(1)
    meeting = held(on_agenda(proposal, officer=officer), officer)
    actions.recuse(
        meeting.attendees.first(), proposal, reason="her brother", by=officer
    )
    item = meeting.items.get()

    with pytest.raises(Refusal) as refused:
        actions.stage(meeting, {item.pk: Staged("for", votes=(3, 0, 0))}, by=officer)
    assert refused.value.sentence == (
        f"1. {proposal.application.company}: "
        "3 votes were counted, but only 2 people could vote about this."
    )
    actions.stage(meeting, {item.pk: Staged("for", votes=(2, 0, 0))}, by=officer)


def test_half_of_the_votes_do_not_carry_a_proposal() -> None:
    officer = a_user(Role.OFFICER)
    (proposal,) = several(1)
    meeting = held(on_agenda(proposal, officer=officer), officer)
    item = meeting.items.get()

    with pytest.raises(Refusal, match="More than half of the votes"):
        actions.stage(meeting, {item.pk: Staged("for", votes=(1, 1, 0))}, by=officer)
    with pytest.raises(Refusal, match="Say why the meeting decides against"):
        actions.stage(
            meeting, {item.pk: Staged("against", votes=(1, 2, 0))}, by=officer
        )


def test_minutes_are_closed_when_everything_was_said_and_frozen_then() -> None:
    officer = a_user(Role.OFFICER)
    meeting = held(on_agenda(*several(1), officer=officer), officer)
    asked = {"number": "No. 1", "minutes": "Said.", "by": officer, "at": NOW}

    with pytest.raises(Refusal, match="1 items have no verdict"):
        actions.minute(meeting, **asked)
    actions.stage_as_planned(meeting, by=officer)
    actions.minute(meeting, **asked)

    item = meeting.items.get()
    assert (item.verdict, item.votes_for) == ("for", 3)
    with pytest.raises(Refusal, match="before the minutes are closed"):
        actions.stage(meeting, {item.pk: Staged("for", votes=(2, 1, 0))}, by=officer)
    with pytest.raises(Refusal, match="minutes of this meeting are closed"):
        actions.attend(meeting, name="Late", by=officer)
    statement = "UPDATE programs_meeting SET minutes = 'else'"
    assert broken(lambda: sql(statement)) == "meeting_papers_are_frozen"


def test_verdicts_are_taken_from_the_scenario() -> None:
    officer = a_user(Role.OFFICER)
    call = a_call()
    first, second = scored(call, "90.00"), scored(call, "80.00")
    scenario = save_scenario(
        call, name="S", limits=Limits(places=1, reserves=1), by=officer, at=NOW
    )
    proposals = [proposed(first), proposed(second, rank=2)]
    meeting = actions.plan_meeting(
        call.program, held_on=DAY, by=officer, scenario=scenario
    )
    actions.put_on_agenda(meeting, proposals, by=officer)

    actions.stage_as_planned(meeting, by=officer)

    told = queries.items_of(meeting).values_list("verdict", "reserve_position")
    assert list(told) == [("for", None), ("reserve", 1)]


# Applying ----------------------------------------------------------------------------


def test_decisions_are_applied_together_by_another_person() -> None:
    officer, checker = a_user(Role.OFFICER), a_user(Role.CHECKER)
    chosen, waits, out = several(3)
    meeting = minuted(
        chosen, waits, out, verdicts=["for", "reserve", "against"], officer=officer
    )

    with pytest.raises(PermissionDenied):
        actions.apply(meeting, by=officer, at=NOW)
    rows = actions.apply(meeting, by=checker, at=NOW)

    assert [bool(row.said) for row in rows] == [False] * 3
    assert statuses(chosen, waits, out) == ["decided", "reserve", "rejected"]
    assert waits.reserve_position == 2
    assert set(Application.objects.values_list("status", flat=True)) == {"proposed"}
    assert Letter.objects.count() == 0
    assert actions.apply(meeting, by=checker, at=NOW) == []


def test_nothing_is_applied_before_the_minutes_are_closed() -> None:
    officer = a_user(Role.OFFICER)
    meeting = held(on_agenda(*several(1), officer=officer), officer)

    with pytest.raises(Refusal, match="Close the minutes"):
        actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)


def test_whoever_proposed_is_refused_row_by_row() -> None:
    both = a_user(Role.OFFICER, Role.CHECKER)
    call = a_call()
    own, other = proposed(scored(call), by=both), proposed(scored(call), rank=2)
    meeting = minuted(own, other, officer=both)

    rows = actions.apply(meeting, by=both, at=NOW)

    assert [row.said.get("en", "") for row in rows] == [
        "Whoever proposed this cannot decide it as well.", "",
    ]  # fmt: skip
    assert statuses(own, other) == ["staged", "decided"]


def test_whoever_stepped_aside_does_not_apply_it_either() -> None:
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    (proposal,) = several(1)
    meeting = on_agenda(proposal, officer=officer)
    own = actions.attend(meeting, name="Zhao", user=leader, by=officer)
    actions.recuse(own, proposal, reason="a share in it", by=officer)
    held(meeting, officer)
    actions.stage_as_planned(meeting, by=officer)
    actions.minute(meeting, number="No. 2", minutes="Yes.", by=officer, at=NOW)

    (row,) = actions.apply(meeting, by=leader, at=NOW)

    assert "stepped aside" in row.said["en"]
    assert statuses(proposal) == ["staged"]


def test_more_than_there_are_places_is_cut_row_by_row_and_visibly() -> None:
    proposals = several(7, quota=5)
    meeting = minuted(*proposals)

    shown = queries.preview(meeting)
    rows = actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)

    assert [row.against for row in shown] == [""] * 5 + ["No place is left for it."] * 2
    assert queries.fitting(shown) == {"fit": 5, "refused": 2}
    assert statuses(*proposals) == ["decided"] * 5 + ["staged"] * 2
    said = (
        "The program has 5 places; 0 are granted and 5 are decided or announced: there "
        "is no place left for this one."
    )
    assert [row.said.get("en") for row in rows[5:]] == [said, said]
    assert set(rows[5].said) == {"zh-hans", "en"}


def test_the_budget_is_not_passed_either() -> None:
    first, second = several(2, budget=Decimal(5_000_000))
    meeting = minuted(first, second)

    shown = queries.preview(meeting)
    actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)

    assert [bool(row.against) for row in shown] == [False, True]
    assert statuses(first, second) == ["decided", "staged"]


def test_decisions_are_undone_until_somebody_is_told() -> None:
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    chosen, out = several(2)
    meeting = minuted(chosen, out, verdicts=["for", "against"], officer=officer)
    actions.apply(meeting, by=leader, at=NOW)

    actions.undo(meeting, by=leader, at=NOW, reason="a number was wrong")
    assert statuses(chosen, out) == ["staged", "staged"]
    actions.apply(meeting, by=leader, at=NOW)
    assert actions.tell_results(meeting, by=officer, at=NOW) == 1
    rows = actions.undo(meeting, by=leader, at=NOW, reason="again")

    assert statuses(chosen, out) == ["staged", "rejected"]
    assert [row.said.get("en", "") for row in rows] == [
        "", "The applicant has been told; this is not undone any more.",
    ]  # fmt: skip
    letter = Letter.objects.get()
    assert (letter.outcome, letter.reasons) == ("not_selected", ["too early"])
    out.application.refresh_from_db()
    assert out.application.status == "not_selected"


def test_the_letters_are_read_before_they_are_sent() -> None:
    meeting = minuted(*several(2), verdicts=["reserve", "against"])
    first, second = queries.items_of(meeting)

    waits = dict(queries.letters(first))["en"]
    out = dict(queries.letters(second))["en"]

    assert "Your place on the reserve list: 1." in "\n".join(waits.paragraphs)
    assert "too early" in "\n".join(out.paragraphs)


# Pages -------------------------------------------------------------------------------


def test_a_hundred_and_five_for_a_hundred_places() -> None:
    """Nobody is cut silently: five rows say that there is no place left."""
    proposals = several(105, quota=100)
    meeting = minuted(*proposals)

    assert queries.fitting(queries.preview(meeting)) == {"fit": 100, "refused": 5}
    rows = actions.apply(meeting, by=a_user(Role.LEADER), at=NOW)

    assert statuses(*proposals) == ["decided"] * 100 + ["staged"] * 5
    assert [bool(row.said) for row in rows] == [False] * 100 + [True] * 5


def test_what_came_on_the_agenda_in_any_way_is_undone_and_applied_again() -> None:
    """The item says that it was applied; the proposal need not name its meeting."""
    leader, (proposal,) = a_user(Role.LEADER), several(1)
    meeting = minuted(proposal)
    Proposal.objects.update(meeting=None)
    actions.apply(meeting, by=leader, at=NOW)
    proposal.refresh_from_db()

    actions.undo(meeting, by=leader, at=NOW, reason="a number was wrong")
    (again,) = actions.apply(meeting, by=leader, at=NOW)

    assert not again.said
    assert statuses(proposal) == ["decided"]


def test_votes_that_cannot_be_name_their_row() -> None:
    officer = a_user(Role.OFFICER)
    meeting = held(on_agenda(*several(2), officer=officer), officer)
    first, second = meeting.items.order_by("position")
    staged = {
        first.pk: Staged(verdict="for", votes=(1, 0, 0)),
        second.pk: Staged(verdict="for", votes=(9, 0, 0)),
    }

    with pytest.raises(Refusal, match=f"2. {second.proposal.application.company}: 9 "):
        actions.stage(meeting, staged, by=officer)
    first.refresh_from_db()
    assert first.verdict == ""  # all or nothing
