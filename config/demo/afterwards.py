"""What follows handing in: corrections, and what people write about a case."""

from datetime import datetime, timedelta
from random import Random

from config.demo.applicants import Case
from config.demo.history import Step, note
from config.demo.people import grant, represent
from config.demo.scene import Scene
from foundation.accounts.permissions import Role, ScopeKind
from foundation.periods import city_day, midnight
from programs.models import Application, CaseMessage, Correction, Reading
from startups.companies.rules import check_character
from startups.models import Delegation

CORRECTED = "market"  # the question of both forms that corrections are about
DAYS = 5
TALKS = 0.03  # of those who have handed in write about it
ASKED = [
    ("请问审计报告可以提交电子签章版本吗？", "可以，电子签章与纸质盖章具有同等效力。"),
    ("我司本月变更了法定代表人，是否需要更新申报材料？",
     "请先在企业信息中更新，申报材料以提交时为准，无需重新提交。"),
    ("研发费用按哪个口径填写？", "请按专项审计口径填写，并在附件中说明差异。"),
    ("想了解专家评审大概什么时候开始。", ""),
]  # fmt: skip


AGENCY = "广州诚信知识产权代理有限公司"
AGENCY_BODY = "91440106DEMT9999X"
AGENTS = {"agent": Role.AGENT, "agent2": Role.AGENT_SUBMITTER}


def name_agents(scene: Scene, company: int) -> None:
    """Two people of an agency fill in forms of the company that is shown."""
    ends = midnight(scene.today + timedelta(days=180))
    for code, role in AGENTS.items():
        here, who = ScopeKind.COMPANY, scene.people[code]
        key = grant(scene, who, role, here, company, expires_at=ends)
        scene.add(
            Delegation,
            grant_id=key,
            agency_name=AGENCY,
            agency_uscc=AGENCY_BODY + check_character(AGENCY_BODY),
        )


def follow_up(scene: Scene, dice: Random, case: Case) -> None:
    """Corrections as the journal has them; letters about a few of the applications."""
    for step in case.steps:
        if step.verb == "ask_correction":
            _correction(scene, case, step)
    if dice.random() < TALKS:
        _letters(scene, dice, case)


def _correction(scene: Scene, case: Case, asked: Step) -> None:
    done = next((each for each in case.steps if each.verb == "correct"), None)
    scene.add(
        Correction,
        application_id=case.key,
        items=[{"question": CORRECTED, "wrong": asked.reason}],
        due_on=scene.calendar.after(city_day(asked.at), DAYS),
        asked_at=asked.at if asked.by else None,
        asked_by_id=asked.by,
        answered_at=done.at if done else None,
        answered_by_id=case.firm.account if done else None,
    )


def _letters(scene: Scene, dice: Random, case: Case) -> None:
    """A question some days after handing in, and mostly an answer on the next day."""
    question, answer = ASKED[dice.randrange(len(ASKED))]
    asked_at = case.steps[0].at + timedelta(days=dice.randrange(1, 4), hours=1)
    company, officer = represent(scene, case.firm), scene.people["officer"]
    if asked_at >= scene.now:
        return
    last = _letter(scene, case, "company", question, asked_at, company)
    _read(scene, case, company, "company", last, asked_at)
    answered_at = asked_at + timedelta(hours=dice.randrange(3, 30))
    if answer and answered_at < scene.now:
        last = _letter(scene, case, "staff", answer, answered_at, officer)
        _read(scene, case, officer, "staff", last, answered_at)


def _letter(
    scene: Scene, case: Case, side: str, text: str, at: datetime, by: int
) -> int:
    key: int = scene.add(
        CaseMessage,
        application_id=case.key,
        side=side,
        text=text,
        written_at=at,
        written_by_id=by,
    )
    note(scene, Application, case.key, "write", at, by=by, message=key, side=side)
    return key


def _read(
    scene: Scene, case: Case, user: int, side: str, last: int, at: datetime
) -> None:
    scene.add(
        Reading,
        application_id=case.key,
        user_id=user,
        side=side,
        until_id=last,
        seen_on=at,
    )
