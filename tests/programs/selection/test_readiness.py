"""What has to be settled before a list is fixed: outliers, and enough visits."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from foundation.accounts.permissions import Role
from foundation.refusals import Refusal
from programs.dashboard.queries import waiting
from programs.models import Application, Meeting, OutlierConfirmation, Score
from programs.reviews.actions import confirm_outlier
from programs.reviews.queries import is_to_confirm, results, waiting_outliers
from programs.selection import actions, queries
from tests.city import a_call, a_program, a_user, an_sme_program, broken, moved, sql
from tests.programs.reviews.scene import panel_of
from tests.programs.selection.test_meetings import fixed, on_agenda, several
from tests.programs.stages import NOW, eligible, proposed
from tests.programs.visits.test_visits import confirmed, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Flood in the district."


def judged(*totals: str, call=None) -> Application:
    application = panel_of(*totals, application=eligible(call) if call else None)
    application.refresh_from_db()
    return application


def visited_and_proposed(application: Application, rank: int = 1):
    confirmed(planned(application))
    application.refresh_from_db()
    return proposed(application, rank=rank)


def confirm(score: Score) -> OutlierConfirmation:
    held = score.assignment
    other = held.application.assignments.exclude(pk=held.pk).first()
    assert other is not None
    officer = a_user(Role.OFFICER)
    return confirm_outlier(
        score, chair=other.expert, reason="Read twice.", by=officer, at=NOW
    )


def test_a_list_is_not_fixed_while_an_outlier_waits() -> None:
    officer = a_user(Role.OFFICER)
    application = judged("92", "85", "88", "60", "90")
    meeting = on_agenda(visited_and_proposed(application), officer=officer)

    with pytest.raises(Refusal, match=f"wait for the chair.*{application.number}"):
        actions.freeze(meeting, by=officer, at=NOW, deviation=WHY)
    confirm(Score.objects.get(total=60))

    actions.freeze(meeting, by=officer, at=NOW)
    assert meeting.status == "frozen"


def test_too_few_visits_are_said_in_numbers_and_go_on_with_a_reason() -> None:
    officer = a_user(Role.OFFICER)
    proposals = several(6)
    meeting = on_agenda(*proposals, officer=officer)

    with pytest.raises(Refusal, match="0 of 6 proposed compan"):
        actions.freeze(meeting, by=officer, at=NOW, deviation="  ")
    actions.freeze(meeting, by=officer, at=NOW, deviation=WHY)

    paper = json.loads(bytes(meeting.agenda))
    assert (paper["deviation"], meeting.deviation) == (WHY, WHY)
    call = proposals[0].application.call
    seen = {"call": call.slug, "pool": 6, "visited": 0, "least": 2}
    assert paper["visits"] == [seen]
    facts = dict(queries.pack(meeting, "en")["blocks"][0]["pairs"])
    assert facts["Why it went on with fewer visits"] == WHY
    named = call.title["en"]
    assert facts["On-site visits"] == f"{named}: 0 of 6 visited, 2 needed"
    statement = "UPDATE programs_meeting SET deviation = 'x'"
    assert broken(lambda: sql(statement)) == "meeting_papers_are_frozen"


def test_enough_visits_need_no_reason_and_keep_none() -> None:
    officer = a_user(Role.OFFICER)
    call = a_call()
    meeting = on_agenda(
        visited_and_proposed(judged("90", "90", call=call)),
        proposed(judged("80", "80", call=call), rank=2),
        officer=officer,
    )

    actions.freeze(meeting, by=officer, at=NOW, deviation=WHY)

    assert meeting.deviation == ""


def test_an_agenda_opened_again_asks_again() -> None:
    officer = a_user(Role.OFFICER)
    meeting = fixed(on_agenda(*several(1), officer=officer), officer)

    actions.thaw(meeting, by=officer, at=NOW, reason="one is missing")

    assert Meeting.objects.get().deviation == ""
    with pytest.raises(Refusal, match="must have one"):
        actions.freeze(meeting, by=officer, at=NOW)


def test_a_kind_that_visits_nobody_asks_for_nothing() -> None:
    officer = a_user(Role.OFFICER)
    application = eligible(a_call(an_sme_program()))
    Application.objects.filter(pk=application.pk).update(company_type="sme")
    moved(application, "assign", "conclude_scoring")
    meeting = on_agenda(proposed(application, inputs={}), officer=officer)

    actions.freeze(meeting, by=officer, at=NOW)

    assert meeting.status == "frozen"


def test_the_page_shows_what_is_missing_and_asks_why() -> None:
    officer = a_user(Role.OFFICER)
    application = judged("92", "85", "88", "60", "90")
    meeting = on_agenda(proposed(application), officer=officer)
    desk = Client()
    desk.cookies["django_language"] = "en"
    desk.force_login(officer)
    at = meeting.get_absolute_url()

    first = desk.get(at).content.decode()
    confirm(Score.objects.get(total=60))
    then = desk.get(at).content.decode()
    board = desk.get(f"/selection/ranking/{application.call.slug}/").content.decode()

    assert f"outliers=waiting&amp;q={application.number}" in first
    assert 'value="freeze"' not in first
    said = "0 of 1 proposed companies have a confirmed visit; at least 1 must have one."
    assert said in then
    assert "1 needed" in board
    desk.post(f"{at}move/", {"verb": "freeze"})
    assert Meeting.objects.get().status == "planned"
    desk.post(f"{at}move/", {"verb": "freeze", "deviation": WHY})
    assert Meeting.objects.get().status == "frozen"
    assert WHY in desk.get(at).content.decode()


@pytest.mark.parametrize(
    "totals",
    [
        ("92", "85", "88", "60", "90"),
        ("80", "60"),
        ("90", "70", "70"),
        ("90.5", "70.5", "70.5"),
        ("91", "70.5", "70"),
    ],
)
def test_the_list_of_outliers_is_that_of_the_rule(totals) -> None:
    application = judged(*totals)
    judged("50", "50")
    every = Score.objects.order_by("pk")

    listed = set(waiting_outliers(every))

    assert listed == {score for score in every if is_to_confirm(score)}
    assert len(listed) == results([application])[application.pk].outliers_waiting
    for score in listed:
        confirm(score)
    assert not waiting_outliers(every).exists()


def test_outliers_wait_on_the_first_page_of_whoever_records_them() -> None:
    judged("92", "85", "88", "60", "90")

    def waits(role: Role, **where) -> dict[str, int]:
        found = waiting(a_user(role, **where), NOW)
        return {each.wait.code: each.count for each in found}

    assert waits(Role.OFFICER)["outliers"] == 1
    assert "outliers" not in waits(Role.OFFICER, at=a_program())
    assert "outliers" not in waits(Role.LEADER)
    desk = Client()
    desk.force_login(a_user(Role.OFFICER))
    page = desk.get("/admin/programs/score/?outliers=waiting").content.decode()
    assert str(Score.objects.get(total=60).total) in page
    assert str(Decimal("92.00")) not in page
