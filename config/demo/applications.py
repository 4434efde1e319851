"""Applications in every state, along the moves that lead there."""

from random import Random

from config.demo.applicants import Case
from config.demo.calls import AWARD
from config.demo.days import DAY, office_hour
from config.demo.handing_in import Form, keep_draft, submit
from config.demo.history import ends_in, note, record
from config.demo.people import represent
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from programs.applications.rules import due_on
from programs.applications.states import LIFECYCLE
from programs.models import Application
from startups.models import Company

LADDER = [
    "submit", "recommend", "begin_review", "pass_review", "assign", "conclude_scoring",
]  # fmt: skip
CORRECTED = 0.12  # of those that pass the formal review had to correct something
PATHS = {
    "draft": [],
    "submitted": LADDER[:1],
    "withdrawn": [*LADDER[:1], "withdraw"],
    "not_recommended": [*LADDER[:1], "refuse"],
    "recommended": LADDER[:2],
    "formal_review": LADDER[:3],
    "correction": [*LADDER[:3], "ask_correction"],
    "ineligible": [*LADDER[:3], "fail_review"],
    "eligible": LADDER[:4],
    "expert_review": LADDER[:5],
    "scored": LADDER,
}


def path(case: Case, *, corrected: bool = False) -> list[str]:
    """The verbs from the draft to where the application stands."""
    verbs = [*(PATHS.get(case.fate) or _selected(case))]
    if corrected and "pass_review" in verbs:
        place = verbs.index("pass_review")
        verbs[place:place] = ["ask_correction", "correct"]
    return verbs


def _selected(case: Case) -> list[str]:
    """After the experts: inspection and joint review only where the kind has them."""
    if case.fate == "draft":
        return []
    looked_at = ["inspect", "consult"] if case.wave.kind == AWARD else []
    proposed = [*LADDER, *looked_at, "propose"]
    announced = [*proposed, "announce"]
    if case.fate == "not_selected":
        return {
            "removed": [*announced, "challenge", "remove"],
            "rejected": [*proposed, "decline"],
        }.get(case.story, [*LADDER, "decline"])
    doubted = ["challenge", "clear"] if case.story == "cleared" else []
    return {
        "site_visit": [*LADDER, "inspect"],
        "joint_review": [*LADDER, *looked_at],
        "proposed": proposed,
        "public_notice": announced,
        "objection": [*announced, "challenge"],
        "approved": [*announced, *doubted, "approve"],
    }[case.fate]


def write_applications(scene: Scene, dice: Random, cases: list[Case]) -> None:
    """The rows of one call's applications, with drafts, receipts and journal."""
    if not cases:
        return
    wave = cases[0].wave
    form, timeline = Form.of(wave), Timeline(scene, wave)
    scene.writer.flush()  # snapshots read companies and titles from the database
    companies = Company.objects.in_bulk([case.firm.key for case in cases])
    for case in cases:
        _write(scene, dice, case, timeline)
        company = companies[case.firm.key]
        if case.steps:
            submit(scene, dice, case, form, company)
        else:
            keep_draft(scene, dice, case, form)


def _write(scene: Scene, dice: Random, case: Case, timeline: Timeline) -> None:
    firm, wave = case.firm, case.wave
    district = scene.people[f"district {firm.district}"]
    verbs = path(case, corrected=dice.random() < CORRECTED)
    case.steps = timeline.steps(
        dice, verbs, company=represent(scene, firm), district=district
    )
    status = ends_in(LIFECYCLE, verbs)
    last = case.steps[-1] if case.steps else None
    first = case.steps[0] if case.steps else None
    case.key = scene.add(
        Application,
        number=case.number,
        call_id=wave.key,
        company_id=firm.key,
        company_type=case.company_type,
        status=status,
        submitted_at=first.at if first else None,
        submitted_by_id=first.by if first else None,
        due_on=last and due_on(status, last.at, wave.closes_at, scene.calendar),
        score=case.score,
    )
    opened = min(first.at if first else scene.now, wave.closes_at).date() - 6 * DAY
    begun = office_hour(dice, max(wave.opens_on, min(opened, scene.today - DAY)))
    by = firm.account
    begun = min(begun, first.at if first else scene.now)
    note(scene, Application, case.key, "begin", begun, by=by)
    record(scene, Application, case.key, LIFECYCLE, case.steps)
