"""From the close of a call to its notice, through pages only, and an objection after it.

Sixty companies have applied; fifteen experts judge them in one panel, five for each.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from foundation.accounts.permissions import Role
from programs.applications import actions as applications
from programs.models import Call, Expert, FormVersion, JointCheck
from tests.city import a_call, a_program, a_user
from tests.journeys.people import Person
from tests.programs.applications import scene
from tests.programs.applications.scene import a_district_officer
from tests.programs.stages import an_expert

pytestmark = pytest.mark.django_db
APPLY, EXPERTS, PLACES = 10, 15, 4
SPECIAL = ["finance"] * 3 + ["investment"] * 3


def handed_in(count: int) -> Call:
    """A call that many companies have handed in to, closed by now."""
    call = a_call(a_program(quota=PLACES))
    FormVersion.objects.filter(call=call).update(schema=scene.SHORT_FORM)
    for _ in range(count):
        begun = scene.typed(scene.a_scene(call))
        applications.submit(begun.application, by=begun.admin, at=datetime.now(UTC))
    Call.objects.filter(pk=call.pk).update(
        closes_at=datetime.now(UTC) - timedelta(minutes=1)
    )
    call.refresh_from_db()
    return call


def test_from_the_close_to_the_notice_and_an_objection() -> None:
    call = handed_in(APPLY)
    officer, checker = Person(a_user(Role.OFFICER)), Person(a_user(Role.CHECKER))

    recommended(Person(a_district_officer()))
    formally_reviewed(officer, checker)
    assert standing(call) == {"eligible": APPLY}

    experts = [Person(each.user) for each in fifteen_experts()]
    empaneled(officer, Person(a_user(Role.SUPERVISOR)), experts, call)
    for number, expert in enumerate(experts):
        judged(expert, number)
    assert standing(call) == {"scored": APPLY}

    visited(officer, checker, call)
    blocked = asked_about(officer)
    proposed(officer, call, blocked)
    leader = Person(a_user(Role.LEADER))
    decided(officer, leader)


def standing(call: Call) -> Counter[str]:
    return Counter(call.applications.values_list("status", flat=True))


def fifteen_experts() -> list[Expert]:
    seats = [*SPECIAL, *["technical"] * (EXPERTS - len(SPECIAL))]
    return [an_expert(specialty=seat, capacity=APPLY) for seat in seats]


def recommended(district: Person) -> None:
    """The district ticks all that waits, page by page."""
    for _page in range(APPLY):
        page = district.open("/district/")
        rows = page.page.html.find_all("input", attrs={"name": "rows"})
        if not rows:
            return
        page.press(
            "Recommend those ticked", rows=[row["value"] for row in rows],
            opinion="Known to us; no objection.", liable=True,
        ).sees("recommended:")  # fmt: skip


def formally_reviewed(officer: Person, checker: Person) -> None:
    """One person fills in sixty checklists, another confirms them."""
    desk = "/admin/programs/formalcase/"
    officer.open(f"{desk}?stage=begin").press_many("Begin the check")
    for address in officer.open(f"{desk}?stage=open").links("BG"):
        met(officer.open(address))
    checker.open(f"{desk}?stage=second").press_many("Confirm the result")


def met(case: Person) -> None:
    """What the rules left open is met."""
    form = case.form("Save")
    asked = [name for name in case.names() if name.startswith("answer_")]
    given = {name: "met" for name in asked if not form[name].value}
    case.press("Save and hand over for the second check", **given)


def empaneled(
    officer: Person, supervisor: Person, experts: list[Person], call: Call
) -> None:
    """Planned and drawn by one, confirmed by another, accepted, and given out."""
    officer.open("/admin/programs/panel/").follow("Plan a panel").press(
        "Plan a panel", call=str(call.pk), name="Panel 1", size=EXPERTS, reserves=0,
        finance=3, investment=3, each=5,
        deviation="Everybody of the pool is needed; the review begins today.",
    )  # fmt: skip
    panel = officer.page.request.path
    officer.follow("Draw experts").press(
        "Draw experts", seed="2026320-07-11-15-22-29-33-04",
        seed_source="Welfare lottery, double color, 22 November 2026",
    ).sees("The names are hidden")  # fmt: skip
    supervisor.open(panel).press("Confirm the draw")
    for expert in experts:
        expert.open("/review/invitations/").press("I can take part")
    officer.open(panel).follow("Who judges what").press("Give the applications out")


def judged(expert: Person, number: int) -> None:
    """Declare each, read each, score each; one has a conflict to tell of."""
    expert.open("/review/declarations/")
    asked = [name for name in expert.names() if name.endswith("-answer")]
    expert.press("Declare", **dict.fromkeys(asked, "none"))
    for address in expert.open("/review/").links("BG"):
        expert.open(address).press(
            "Submit for good", **points(address, number), comment="Sound figures.",
            feedback="Say more about customers.",
        )  # fmt: skip


def points(address: str, severity: int) -> dict[str, str]:
    """Points that differ by application and, a little, by expert."""
    merit = int(address.strip("/").rpartition("/")[2]) % 17
    return {
        "core": str(20 + merit % 8), "rd": str(17 + merit % 6), "results": "11",
        "market": str(12 + severity % 4), "demonstration": "7",
    }  # fmt: skip


def visited(officer: Person, checker: Person, call: Call) -> None:
    """A fifth of them, drawn by a seed: planned, looked at by two, confirmed."""
    desk = "/admin/programs/sitevisit/"
    officer.open(desk).follow("Draw a sample").press(
        "Draw a sample", call=str(call.pk), seed="05-09-12-18-27-30-16"
    )
    drawn = call.applications.filter(status="site_visit")
    assert drawn.count() == -(-APPLY // 5)
    for application in drawn:
        officer.open(desk).follow("Plan a visit").press(
            "Plan a visit", application=str(application.pk), address="科学城1号",
            planned_for="2026-12-01T10:00", team="Chen Li, Division 2\nWu Yan, district",
        )  # fmt: skip
        visit = officer.page.request.path
        seen = {name: "as_declared" for name in officer.names() if name[:5] == "seen_"}
        officer.press(
            "Save and hand in the report", **seen, result="consistent",
            visited_on="2026-11-23", report_text="All is as declared.",
        )  # fmt: skip
        checker.open(visit).press("Confirm the report")


def asked_about(officer: Person) -> str:
    """The courts answer about each; one company has an enforcement against it."""
    desk = "/admin/programs/jointcheck/"
    page = officer.open(desk).follow("Ask the departments")
    every = [box._value for box in page.form("Ask the departments").fields["applications"]]
    page.press("Ask the departments", applications=every, departments=["courts"])
    checks = list(JointCheck.objects.order_by("-application__score", "pk"))
    assert len(checks) == APPLY
    for place, check in enumerate(checks):
        told = {"result": "clear"}
        if place == 0:
            told = {"result": "blocked", "finding": "Enforcement of 2026-10-08."}
        officer.open(f"{desk}{check.pk}/change/").follow("Enter the answer").press(
            "Enter the answer", document_number=f"court 2026-{check.pk}",
            answered_on="2026-11-23", **told,
        )  # fmt: skip
    return checks[0].application.number


def proposed(officer: Person, call: Call, blocked: str) -> None:
    """The line falls at the last place; those below it wait in reserve."""
    board = f"/selection/ranking/{call.slug}/"
    officer.open(board).follow("Write down amounts")
    amounts = {name: "3000000.01" for name in officer.names() if name[:3] == "of_"}
    officer.press("Save", source="letter 12 of the tax office", **amounts)
    officer.open(f"{board}line/").press("Show", places=PLACES, reserves=3)
    officer.press("Save the scenario", name="All places").sees("All places")
    officer.follow("Propose this list").sees_not(blocked)
    officer.press(f"Propose {PLACES + 3} applications").sees("Bring it before a meeting")


def decided(officer: Person, leader: Person) -> None:
    officer.follow("Bring it before a meeting").press(
        "Open the agenda", held_on="2026-11-23"
    )
    for name in ("Lin Hua", "Zhao Min", "Sun Qi"):
        officer.press("Add the person", name=name)
    officer.press("Fix the agenda").press("The meeting was held")
    meeting = officer.page.request.path
    officer.follow("Write down verdicts and votes")
    officer.press("As planned, everybody for it").press("Write them down")
    officer.press("Close the minutes", number="穗科示会〔2026〕3号", minutes="Agreed.")
    leader.open(meeting).follow("Preview the decisions").press("Apply the decisions")
