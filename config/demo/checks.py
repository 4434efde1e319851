"""What was checked of a case: the district's word, a checklist, a visit, offices."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise

from config.demo import names
from config.demo.applicants import Case
from config.demo.days import DAY, office_hour
from config.demo.history import Step, ends_in, note, record
from config.demo.scene import Scene
from foundation.periods import city_day
from programs.applications.rules import LIABILITY
from programs.formal import states as formal
from programs.formal.rules import items_of
from programs.joint import states as joint
from programs.joint.states import Department
from programs.models import (
    Application,
    Checklist,
    ChecklistItem,
    Endorsement,
    JointCheck,
    SiteFinding,
    SiteVisit,
    TeamMember,
)
from programs.visits import states as visits
from programs.visits.rules import POINTS
from programs.visits.states import Seen

BY_RULE = {"entity", "uscc", "founded", "type", "commitment", "district"}
MISSING = "审计"  # a reason that is about the audit report, not about a condition
OPINIONS = [
    "经核查，企业情况属实，同意推荐。",
    "企业经营正常，材料与我区掌握情况一致，同意推荐。",
    "属我区重点培育企业，同意推荐。",
    "",
]
READ: Mapping[str, tuple[str, str]] = {
    "entity": ("企业法人，注册地在本市。", "A company, registered in the city."),
    "uscc": ("登记状态正常。", "The registry lists nothing against it."),
    "founded": ("成立日期与营业执照一致。", "Founded as on the license."),
    "type": ("类型条件已核对。", "The conditions of the type were computed."),
    "commitment": ("承诺事项均已确认。", "All commitments were confirmed."),
    "district": ("区科技主管部门已推荐。", "Recommended by the district."),
}
UNREAD = (
    "系统无法读取，请查看材料。",
    "No registry here tells: look at what was handed in.",
)
OFFICES = ["市科技局", "区科工信局", "会计师事务所"]
REPORTS = [
    "实地查看了办公及研发场所，人员、设备与申报材料一致，账目抽查无异常。",
    "现场核对了知识产权原件和社保名单，经营情况与申报内容相符。",
]
DOCUMENTS = {
    Department.TAX: "穗税函",
    Department.COURTS: "穗中法函",
    Department.MARKET: "穗市监函",
    Department.EMERGENCY: "穗应急函",
    Department.ENVIRONMENT: "穗环函",
    Department.FUNDING: "穗财函",
}


def write_checks(scene: Scene, cases: list[Case]) -> None:
    """Beside each step that a check stands behind, the rows of that check."""
    for case in cases:
        dice = scene.dice(f"checks {case.number}")
        taken = {step.verb: step for step in case.steps}
        if "recommend" in taken:
            _endorse(scene, dice, case, taken["recommend"])
        if "begin_review" in taken:
            _review(scene, dice, case, taken)
        if "inspect" in taken:
            _visit(scene, dice, case, taken)
        if "consult" in taken:
            _consult(scene, dice, case, taken["consult"])


def _endorse(scene: Scene, dice: Random, case: Case, step: Step) -> None:
    scene.add(
        Endorsement,
        application_id=case.key,
        opinion=dice.choice(OPINIONS),
        statement=_in_every_language(LIABILITY),
        made_on=step.at,
        given_at=step.at if step.by else None,
        given_by_id=step.by,
    )


def _in_every_language(text: StrOrPromise) -> dict[str, str]:
    said = {}
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(text)
    return said


# The formal review -----------------------------------------------------------------


def _review(scene: Scene, dice: Random, case: Case, taken: dict[str, Step]) -> None:
    """A checklist for each submission; the first is put aside by a correction."""
    officer, checker = scene.people["officer"], scene.people["checker"]
    begun = taken["begin_review"].at + timedelta(hours=2)
    corrected = taken.get("correct")
    if corrected:
        aside = [Step("supersede", corrected.at + timedelta(hours=3), officer)]
        _checklist(scene, dice, case, 0, begun, aside, taken["ask_correction"].reason)
        begun = corrected.at + timedelta(hours=3)
    decided = taken.get("pass_review") or taken.get("fail_review")
    asked = taken.get("ask_correction") if not corrected else None
    steps = []
    if decided:
        checked = max(begun, decided.at - timedelta(hours=dice.randrange(3, 30)))
        steps = [
            Step("conclude", checked, officer), Step("confirm", decided.at, checker)
        ]  # fmt: skip
    elif asked is None and dice.random() < 0.4:  # noqa: PLR2004  # of those under way wait for a second check
        steps = [Step("conclude", min(begun + DAY, scene.now), officer)]
    wrong = decided or asked
    reason = wrong.reason if wrong else ""
    _checklist(scene, dice, case, len(case.receipts) - 1, begun, steps, reason)


def _checklist(  # a checklist has that many sides
    scene: Scene,
    dice: Random,
    case: Case,
    receipt: int,
    begun: datetime,
    steps: list[Step],
    reason: str,
) -> None:
    begun, officer = min(begun, scene.now), scene.people["officer"]
    signed = {step.verb: step for step in steps}
    done = "conclude" in signed
    outcome = "" if not done else ("ineligible" if reason else "eligible")
    key = scene.add(
        Checklist,
        application_id=case.key,
        submission_id=case.receipts[receipt],
        status=ends_in(formal.LIFECYCLE, [step.verb for step in steps]),
        outcome=outcome,
        opened_at=begun,
        opened_by_id=officer,
        **_signed("concluded", signed.get("conclude")),
        **_signed("confirmed", signed.get("confirm")),
    )
    note(scene, Checklist, key, "open", begun, by=officer)
    record(scene, Checklist, key, formal.LIFECYCLE, steps)
    seen = signed["conclude"].at if done else begun
    items = list(items_of(case.wave.plan.kind))
    bad = _bad(reason, {item.code for item in items})
    for position, item in enumerate(items):
        open_still = not done and item.code not in BY_RULE and dice.random() < 0.5  # noqa: PLR2004  # of them are answered
        _item(
            scene, key, position, item.code, seen, (bad, reason), open_still=open_still
        )


def _bad(reason: str, codes: set[str]) -> str:
    """Which item a reason is about."""
    if not reason:
        return ""
    return "type" if MISSING not in reason else min(codes & {"accounts", "legibility"})


def _item(  # an item has that many sides
    scene: Scene,
    checklist: int,
    position: int,
    code: str,
    seen: datetime,
    wrong: tuple[str, str],
    *,
    open_still: bool,
) -> None:
    bad, reason = wrong
    ruled = code in BY_RULE and code != bad
    answered = ruled or code == bad or not open_still
    by_person = answered and not ruled
    zh, en = READ.get(code, UNREAD)
    scene.add(
        ChecklistItem,
        checklist_id=checklist,
        position=position,
        code=code,
        found="pass" if ruled else "needs_evidence",
        read={"zh-hans": zh, "en": en},
        answer=("not_met" if code == bad else _seen(code)) if answered else "",
        note=reason if code == bad else "",
        answered_at=seen if by_person else None,
        answered_by_id=scene.people["officer"] if by_person else None,
    )


def _seen(code: str) -> str:
    return "not_applicable" if code == "vc" else "met"


def _signed(stem: str, step: Step | None) -> dict[str, Any]:
    return {
        f"{stem}_at": step.at if step else None,
        f"{stem}_by_id": step.by if step else None,
    }


# On site and at other offices --------------------------------------------------------


def _visit(scene: Scene, dice: Random, case: Case, taken: dict[str, Step]) -> None:
    planned, over = taken["inspect"], taken.get("consult")
    officer, checker = scene.people["officer"], scene.people["checker"]
    day = scene.calendar.on_or_after(city_day(planned.at) + 3 * DAY)
    at = office_hour(dice, day)
    made = over is not None or (at < scene.now and dice.random() < 0.5)  # noqa: PLR2004  # of those still with the visit
    steps = []
    if made:
        end = over.at if over else scene.now
        steps = [Step("report", min(at + DAY, end), officer)]
    if over:
        steps.append(Step("confirm", over.at, checker))
    signed = {step.verb: step for step in steps}
    key = scene.add(
        SiteVisit,
        application_id=case.key,
        status=ends_in(visits.LIFECYCLE, [step.verb for step in steps]),
        planned_for=at,
        address=names.address(dice, case.firm.district),
        agenda="核对场地、人员、研发设备和账目。",
        planned_at=planned.at,
        planned_by_id=officer,
        visited_on=city_day(at) if made else None,
        result="consistent" if made else "",
        report_text=dice.choice(REPORTS) if made else "",
        **_signed("reported", signed.get("report")),
        **_signed("confirmed", signed.get("confirm")),
    )
    note(scene, SiteVisit, key, "plan", planned.at, by=officer)
    record(scene, SiteVisit, key, visits.LIFECYCLE, steps)
    for office in dice.sample(OFFICES, 2):
        scene.add(TeamMember, visit_id=key, name=names.person(dice), office=office)
    for point in POINTS if made else ():
        seen = Seen.AS_DECLARED
        scene.add(SiteFinding, visit_id=key, code=point.code, seen=str(seen))


def _consult(scene: Scene, dice: Random, case: Case, step: Step) -> None:
    """Six offices; where the case has gone on, all of them have answered."""
    officer, waits = scene.people["officer"], case.fate == "joint_review"
    blocked = waits and dice.random() < 0.15  # noqa: PLR2004  # of those under way are blocked
    note(scene, Application, case.key, "ask_departments", step.at, by=officer)
    due_on = scene.calendar.after(city_day(step.at), 10)
    for name in Department:
        bad = blocked and name == Department.TAX
        answered = not waits or bad or dice.random() < 0.6  # noqa: PLR2004  # have answered by now
        days = dice.randrange(2, 7)
        at = min(step.at + days * DAY, scene.now)
        verb = "block" if bad else "clear"
        why = "存在欠缴税款，尚未缴清。" if bad else ""
        steps = [Step(verb, at, officer, why)] if answered else []
        number = f"{DOCUMENTS[name]}〔{at.year}〕{dice.randrange(10, 900)}号"
        key = scene.add(
            JointCheck,
            application_id=case.key,
            department=str(name),
            status=ends_in(joint.LIFECYCLE, [each.verb for each in steps]),
            known={},
            due_on=due_on,
            asked_at=step.at,
            asked_by_id=officer,
            document_number=number if answered else "",
            answered_on=city_day(at) if answered else None,
            finding=why,
            **_signed("answered", steps[0] if steps else None),
        )
        record(scene, JointCheck, key, joint.LIFECYCLE, steps)


# What must hold of the loaded city, beside the other promises (promises.py).
HELD = [
    (
        "Whatever the formal review decided, two people have signed a checklist of it.",
        """
        SELECT a.id, a.status FROM programs_application a
        JOIN foundation_entry e ON e.subject_type = 'programs.application'
            AND e.subject_id = a.id::text AND e.verb IN ('pass_review', 'fail_review')
        WHERE NOT EXISTS (SELECT 1 FROM programs_checklist c
            JOIN programs_submission s ON s.id = c.submission_id
            WHERE c.application_id = a.id AND c.status = 'confirmed'
            AND c.outcome = e.target AND c.confirmed_by_id <> c.concluded_by_id
            AND s.sequence = (SELECT max(l.sequence) FROM programs_submission l
                WHERE l.application_id = a.id)
            AND (c.outcome = 'ineligible') = EXISTS (
                SELECT 1 FROM programs_checklistitem i
                WHERE i.checklist_id = c.id AND i.answer = 'not_met'))
        """,
    ),
    (
        "Every visit with a report was made by two people, who looked at every point.",
        """
        SELECT v.id FROM programs_sitevisit v
        WHERE v.status IN ('reported', 'confirmed') AND (
            (SELECT count(*) FROM programs_teammember t WHERE t.visit_id = v.id) < 2
            OR (SELECT count(*) FROM programs_sitefinding f
                WHERE f.visit_id = v.id) < 6)
        """,
    ),
]
