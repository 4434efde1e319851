"""From the close of a call to its notice, through pages only, and an objection.

Sixty companies have applied; fifteen experts judge them in one panel, five for each.
"""

from collections import Counter
from collections.abc import Iterator
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

pytestmark = [pytest.mark.django_db, pytest.mark.journey, pytest.mark.timeout(900)]
APPLY, EXPERTS, PLACES = 60, 15, 20
RESERVES = 10
FEW = "The fifth that was drawn had been seen before the line fell."
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
    decided(officer, Person(a_user(Role.LEADER)))
    assert standing(call)["proposed"] == PLACES + RESERVES

    notice = announced(officer, call)
    assert standing(call)["public_notice"] == PLACES
    removed, first = listed(notice)[0], reserve_of(call)[0]
    objected_to(officer, notice, removed)

    Person().open(f"/notices/{notice}/").sees("removed after an objection")
    assert reserve_of(call)[0] != first
    corrected(officer, notice, first)
    assert removed not in listed(f"{notice}-v2")
    assert first in listed(f"{notice}-v2")
    assert standing(call)["public_notice"] == PLACES


def standing(call: Call) -> Counter[str]:
    return Counter(call.applications.values_list("status", flat=True))


def fifteen_experts() -> list[Expert]:
    seats = [*SPECIAL, *["technical"] * (EXPERTS - len(SPECIAL))]
    return [an_expert(specialty=seat, capacity=APPLY) for seat in seats]


def recommended(district: Person) -> None:
    """The district ticks all that waits, page by page."""
    for _rows in pages(district, "/district/"):
        boxes = district.form("Recommend those ticked").fields["rows"]
        district.press(
            "Recommend those ticked", rows=[box._value for box in boxes],
            opinion="Known to us; no objection.", liable=True,
        ).sees("recommended:")  # fmt: skip


def formally_reviewed(officer: Person, checker: Person) -> None:
    """One person fills in sixty checklists, another confirms them."""
    desk = "/admin/programs/formalcase/"
    for _rows in pages(officer, f"{desk}?stage=begin"):
        officer.press_many("Begin the check")
    for waiting in pages(officer, f"{desk}?stage=open"):
        for address in waiting:
            met(officer.open(address))
    for _rows in pages(checker, f"{desk}?stage=second"):
        checker.press_many("Confirm the result")


def pages(person: Person, address: str) -> Iterator[list[str]]:
    """What is on a list of things to do, until nothing is left to do."""
    for _page in range(APPLY):
        if not (waiting := person.open(address).links("BG")):
            return
        yield waiting


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
        seed_source="Welfare lottery, double color, 22 November 2026",
        deviation="Everybody of the pool is needed; the review begins today.",
    )  # fmt: skip
    panel = officer.page.request.path
    officer.follow("Draw experts").press(
        "Draw experts", seed="2026320-07-11-15-22-29-33-04"
    ).sees("The names are hidden")
    supervisor.open(panel).sees("Welfare lottery", "2026320-07-11").press(
        "Confirm the draw"
    )
    for expert in experts:
        expert.open("/review/invitations/").press("I can take part")
    officer.open(panel).follow("Who judges what").press("Give the applications out")


def judged(expert: Person, number: int) -> None:
    """Declare each, read each, score each; one has a conflict to tell of."""
    expert.open("/review/declarations/")
    asked = [name for name in expert.names() if name.endswith("-answer")]
    expert.press("Declare", **dict.fromkeys(asked, "none"))
    for waiting in pages(expert, "/review/"):
        for address in waiting:
            expert.open(address).press(
                "Submit for good", **points(address, number), comment="Sound.",
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
            planned_for="2026-12-01T10:00", team="Chen Li, city\nWu Yan, district",
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
    every = [
        box._value for box in page.form("Ask the departments").fields["applications"]
    ]
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
    asked = [name for name in officer.names() if name.startswith("subsidy_")]
    amounts = dict.fromkeys(asked, "3000000.01")
    officer.press("Save", source="letter 12 of the tax office", **amounts)
    officer.open(f"{board}line/").press("Show", places=PLACES, reserves=RESERVES)
    officer.press("Save the scenario", name="All places").sees("All places")
    officer.follow("Propose this list").sees_not(blocked)
    officer.press(f"Propose {PLACES + RESERVES} applications").sees(
        "Bring it before a meeting"
    )


def decided(officer: Person, leader: Person) -> None:
    officer.follow("Bring it before a meeting").press(
        "Open the agenda", held_on="2026-11-23"
    )
    for name in ("Lin Hua", "Zhao Min", "Sun Qi"):
        officer.press("Add the person", name=name)
    few = {"deviation": FEW} if "deviation" in officer.names() else {}  # by the lot
    officer.press("Fix the agenda", **few).press("The meeting was held")
    meeting = officer.page.request.path
    officer.follow("Write down verdicts and votes")
    officer.press("As planned, everybody for it").press("Write them down")
    officer.press("Close the minutes", number="穗科示会〔2026〕3号", minutes="Agreed.")
    leader.open(meeting).follow("Preview the decisions").press("Apply the decisions")


def announced(officer: Person, call: Call) -> str:
    """Prepared, scanned, and released: the address of the notice."""
    officer.open("/admin/programs/publicnotice/").follow("Prepare a notice").press(
        "Prepare a notice", program=str(call.program_id), slug="role-models",
        title_zh="拟认定标杆企业名单公示", title_en="Proposed role models",
        basis="穗科规字〔2026〕1号", issuer_zh="广州市科学技术局",
        issuer_en="Science and Technology Bureau", contact="Ms Lin",
        phone="020-83124000", address="Guangzhou, Fuqian Road 1",
    )  # fmt: skip
    officer.press("Publish")
    Person().open("/notices/").follow("Proposed role models").sees(
        "穗科规字〔2026〕1号", "020-83124000"
    )
    return "role-models"


def listed(notice: str) -> list[str]:
    """The companies that anybody can read in a notice, in its order."""
    page = Person().open(f"/notices/{notice}/").page
    rows = page.html.select("tbody tr")
    return [
        company for row in rows for company in [row.find("th").get_text(strip=True)]
    ]


def reserve_of(call: Call) -> list[str]:
    waiting = call.applications.filter(proposal__status="reserve")
    ordered = waiting.order_by("proposal__reserve_position")
    return list(ordered.values_list("company__name", flat=True))


def objected_to(officer: Person, notice: str, company: str) -> None:
    """A neighbor objects by name; the officer investigates and finds it true."""
    page = Person().open(f"/notices/{notice}/").follow("Object")
    options = page.form("Hand in the objection")["proposal"].options
    against = next(value for value, _chosen, words in options if company in words)
    page.press(
        "Hand in the objection",
        content="It moved to Foshan in May 2026.",
        objector="",
        contact="",
    ).sees("How we can reach you: This field")
    page.press(
        "Hand in the objection", proposal=against, objector="Huang Ying",
        contact="13800000000", content="It moved to Foshan in May 2026.", truth=True,
    )  # fmt: skip
    desk = "/admin/programs/objection/"
    officer.open(desk).open(officer.links("YY")[0]).press("Take up")
    officer.press("Founded", reason="The tax office confirms the move of May 2026.")
    officer.sees_not("Take up")


def corrected(officer: Person, notice: str, moved_up: str) -> None:
    """Whoever moved up comes before the public in a new version; the old stays."""
    officer.open("/admin/programs/publicnotice/").follow("Proposed role models")
    officer.follow("Correct by a new version")
    options = officer.form("Correct by a new version").fields["proposals"]
    officer.press(
        "Correct by a new version", reason="One company has moved out of the city.",
        proposals=[box._value for box in options],
    ).press("Publish")  # fmt: skip
    Person().open(f"/notices/{notice}/").sees("replaced by a corrected one")
    Person().open(f"/notices/{notice}-v2/").sees(moved_up)
