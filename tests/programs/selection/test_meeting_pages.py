"""A meeting through pages, from the line to its decisions and its pack."""

import pytest
from django.test import Client

from foundation.accounts.permissions import Role
from foundation.translated import pick
from programs.models import Application, Meeting, Proposal
from programs.selection import actions, queries
from tests.city import a_call, a_program, a_user
from tests.programs.selection.test_meetings import (
    DAY,
    held,
    minuted,
    on_agenda,
    several,
)
from tests.programs.stages import scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def test_a_list_goes_from_the_line_to_decisions_through_pages() -> None:
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    call = a_call()
    one, two, three = (scored(call, f"{n}0.00") for n in (9, 8, 7))
    for each in (one, two, three):
        Application.objects.filter(pk=each.pk).update(company_type="model")
    desk, chief = signed_in(officer), signed_in(leader)
    line = f"/selection/ranking/{call.slug}/line/"
    kept = desk.post(line, {"places": 1, "reserves": 1, "order": "score", "name": "S"})
    scenario = kept.url.rstrip("/").rsplit("/", 1)[1]

    asked = desk.post(f"/selection/scenarios/{scenario}/propose/")
    assert "2 applications are proposed." in asked.content.decode()
    day = {"program": call.program_id, "held_on": "2026-06-20", "scenario": scenario}
    planned = desk.post("/selection/meetings/new/", day)
    at = planned.url
    for name in ("Wang", "Chen", "Lin"):
        desk.post(f"{at}people/", {"name": name})
    desk.post(f"{at}move/", {"verb": "freeze", "deviation": "Flood."})
    desk.post(f"{at}move/", {"verb": "hold"})
    desk.post(f"{at}recusals/", {
        "attendee": Meeting.objects.get().attendees.first().pk,
        "proposal": Proposal.objects.get(application=one).pk, "reason": "a cousin",
    })  # fmt: skip
    desk.post(f"{at}verdicts/", {"go": "planned"})
    page = desk.get(f"{at}verdicts/")
    assert page.content.decode().count('value="2"') >= 1
    desk.post(f"{at}minutes/", {"number": "穗科示会〔2026〕9号", "minutes": "Agreed."})
    preview = chief.get(f"{at}decisions/")
    assert preview.context["fit"] == 2
    applied = chief.post(f"{at}apply/", follow=True)

    assert "2 decisions are applied." in applied.content.decode()
    assert list(Proposal.objects.order_by("rank").values_list("status", flat=True)) == [
        "decided", "reserve",
    ]  # fmt: skip
    below = desk.post(f"/selection/below/{call.slug}/", {"reason": "Below the line."})
    assert "1 applicant is told." in below.content.decode()
    three.refresh_from_db()
    assert three.status == "not_selected"
    assert (
        "Reserve list" in desk.get(f"/selection/reserve/{call.slug}/").content.decode()
    )


def test_the_officer_s_page_offers_no_decision() -> None:
    officer = a_user(Role.OFFICER)
    meeting = minuted(*several(1), officer=officer)
    at = meeting.get_absolute_url()

    shown = signed_in(officer).get(f"{at}decisions/").content.decode()

    assert "Apply the decisions" not in shown
    assert signed_in(officer).post(f"{at}apply/").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pack_is_the_same_paper_every_time(language) -> None:
    meeting = minuted(*several(2), verdicts=["for", "against"])

    first, again = (queries.pack(meeting, language) for _ in range(2))
    asked = {"language": language}
    client = signed_in(a_user(Role.LEADER))
    pdf = client.get(f"{meeting.get_absolute_url()}pack.pdf", asked)

    assert first == again
    assert first["sha256"] == meeting.record_sha256
    call = meeting.items.first().proposal.application.call
    assert pick(call.title, language) in dict(first["blocks"][0]["pairs"]).values()
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["", "verdicts/", "decisions/"])
def test_a_meeting_costs_the_same_for_one_item_and_for_many(
    page, count, django_assert_max_num_queries
) -> None:
    officer = a_user(Role.OFFICER)
    meeting = held(on_agenda(*several(count), officer=officer), officer)
    actions.stage_as_planned(meeting, by=officer)
    client = signed_in(officer)

    with django_assert_max_num_queries(45):
        assert client.get(meeting.get_absolute_url() + page).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_meetings_costs_the_same_for_one_and_for_many(
    count, django_assert_num_queries
) -> None:
    program, officer = a_program(), a_user(Role.OFFICER)
    for _ in range(count):
        actions.plan_meeting(program, held_on=DAY, by=officer)
    client = signed_in(officer)

    with django_assert_num_queries(4):
        shown = client.get("/selection/meetings/")

    assert shown.content.decode().count("agenda being prepared") == count
