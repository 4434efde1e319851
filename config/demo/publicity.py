"""What the public reads beside the calls, and one bad afternoon of the portal."""

import hashlib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast
from uuid import UUID

import typst
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from config.demo.applicants import Case
from config.demo.calls import AWARD, SUPPORT, Wave
from config.demo.days import DAY, moment
from config.demo.history import Step, note, record
from config.demo.people import represent
from config.demo.scene import Scene
from foundation.files.states import Check
from foundation.models import StoredFile
from programs.clarifications.states import AMENDMENT_LIFECYCLE, LIFECYCLE
from programs.eligibility.queries import examined
from programs.models import (
    Amendment,
    Call,
    CallDocument,
    Clarification,
    Extension,
    Incident,
    Relief,
    Screening,
    Submission,
)
from programs.printing.fonts import FOLDER

GUIDELINE = Path(__file__).parent / "guideline.typ"
NAME = "申报指南全文.pdf"
POSTPONED = timedelta(days=7)
VICTIMS = 2

QUESTIONS = [
    (
        "我司2021年迁入本市，迁入前的营业收入是否计入近三年平均增长？",
        {
            "zh-hans": "企业迁入本市之前的营业收入是否计入近三年平均增长？",
            "en": "Does revenue from before a company moved to the city count for the "
            "average growth of three years?",
        },
        {
            "zh-hans": "计入。近三年增长按企业主营业务收入计算，与注册地变更无关；"
            "请在附件中提供迁入前年度的审计报告。",
            "en": "Yes. Growth is that of main-business revenue, wherever the company "
            "was registered. Please attach the audited accounts of those years.",
        },
    ),
    (
        "研发机构正在申请市级认定，能否先以受理回执申报？",
        {
            "zh-hans": "研发机构正在申请市级认定，可否以受理回执申报？",
            "en": "Our R&D institution has applied for recognition by the city. Is the "
            "receipt of that application enough?",
        },
        {
            "zh-hans": "不可以。以截止时间前取得的认定文件为准。",
            "en": "No. What counts is the recognition itself, dated before the close.",
        },
    ),
]
WAITING = "集团内两家子公司能否分别申报不同类型？"
CHANGE = {
    "zh-hans": "延长申报时间，并更正附件二的填报说明",
    "en": "More time, and a correction of the notes on annex 2",
}
CHANGE_TEXT = {
    "zh-hans": "为便于企业准备审计报告，申报截止时间顺延一周。附件二“研发费用”一栏的"
    "单位更正为“元”，已填写的草稿无需修改。",
    "en": "To leave time for the audited accounts, the call closes a week later. In "
    "annex 2 the unit of “R&D expenditure” is yuan; drafts need no change.",
}
OUTAGE = "数据中心供电故障，申报系统无法访问，保存和提交均不成功。"


def tell(scene: Scene, cases: list[Case]) -> None:
    """Once, beside the calls that are open, and an outage on the day one closed."""
    award = _wave(scene, AWARD, "open")
    _attach_guideline(scene, award)
    _answer(scene, award, [case for case in cases if case.wave.key == award.key])
    _amend(scene, _wave(scene, SUPPORT, "open"))
    closed = [w for w in scene.waves if (w.kind, w.phase) == (AWARD, "decided")][-1]
    _fail(scene, closed, [case for case in cases if case.wave.key == closed.key])


def _wave(scene: Scene, kind: str, phase: str) -> Wave:
    found: Wave = next(w for w in scene.waves if (w.kind, w.phase) == (kind, phase))
    return found


@cache
def guideline() -> bytes:
    """The same bytes on every machine."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER)],
    )
    compiler = typst.Compiler(str(GUIDELINE), font_paths=fonts)
    return cast("bytes", compiler.compile(format="pdf", timestamp=0))


def _attach_guideline(scene: Scene, wave: Wave) -> None:
    """Bytes before row, as an upload does it; the row as it stands after the check."""
    officer, at = scene.people["officer"], wave.opens_at - DAY
    stored = StoredFile(
        key=UUID(int=scene.dice("guideline").getrandbits(128), version=4),
        name=NAME,
        kind="pdf",
        size=len(guideline()),
        sha256=hashlib.sha256(guideline()).hexdigest(),
        state=Check.AVAILABLE,
        uploaded_at=at,
        uploaded_by_id=officer,
        checked_on=at + timedelta(seconds=20),
    )
    if not storages["default"].exists(stored.path):
        storages["default"].save(stored.path, ContentFile(guideline()))
    names = [field.attname for field in StoredFile._meta.concrete_fields]
    scene.add(StoredFile, **{name: getattr(stored, name) for name in names})
    scene.add(
        CallDocument,
        call_id=wave.key,
        title={"zh-hans": "申报指南全文", "en": "The whole guideline (in Chinese)"},
        file_id=stored.pk,
        added_at=at,
        added_by_id=officer,
    )
    note(scene, Call, wave.key, "attach", at, by=officer, file=str(stored.pk))


def _answer(scene: Scene, wave: Wave, cases: list[Case]) -> None:
    """Two questions with their answers, and one that waits at the desk."""
    if not cases:  # in the smallest city
        return
    officer = scene.people["officer"]
    askers = [*cases, *cases, *cases][:3]
    for number, (asked, wording, answer) in enumerate(QUESTIONS, start=1):
        asked_at = wave.opens_at + (3 + 4 * number) * DAY
        answered_at = min(asked_at + 2 * DAY, scene.now - timedelta(hours=1))
        key = _question(
            scene,
            wave,
            askers[number],
            asked,
            asked_at,
            status="published",
            number=number,
            wording=wording,
            answer=answer,
            answered_at=answered_at,
            answered_by_id=officer,
        )
        step = Step("publish", answered_at, officer)
        record(scene, Clarification, key, LIFECYCLE, [step])
    _question(scene, wave, askers[0], WAITING, scene.now - timedelta(hours=20))


def _question(
    scene: Scene, wave: Wave, case: Case, asked: str, at: datetime, **more: object
) -> int:
    by = represent(scene, case.firm)
    given = {"status": "asked", "wording": {"zh-hans": asked}} | more
    key: int = scene.add(
        Clarification,
        call_id=wave.key,
        company_id=case.firm.key,
        asked=asked,
        asked_at=at,
        asked_by_id=by,
        **given,
    )
    note(scene, Clarification, key, "ask", at, by=by, call=wave.slug)
    return key


def _amend(scene: Scene, wave: Wave) -> None:
    officer, at = scene.people["officer"], wave.opens_at + 10 * DAY
    key = scene.add(
        Amendment,
        call_id=wave.key,
        status="published",
        number=1,
        title=CHANGE,
        text=CHANGE_TEXT,
        new_close=wave.closes_at,
        old_close=wave.closes_at - POSTPONED,
        announced_at=at,
        announced_by_id=officer,
    )
    record(scene, Amendment, key, AMENDMENT_LIFECYCLE, [Step("announce", at, officer)])
    note(scene, Call, wave.key, "revise", at, by=officer)


def _fail(scene: Scene, wave: Wave, cases: list[Case]) -> None:
    """The portal was away for an hour and a half on the afternoon of the close."""
    officer, day = scene.people["officer"], wave.closes_on
    at = moment(day, 18, 10)
    incident = scene.add(
        Incident,
        began_on=moment(day, 14, 50),
        ended_on=moment(day, 16, 20),
        what=OUTAGE,
        hours_after=24,
        recorded_at=at,
        recorded_by_id=officer,
    )
    note(scene, Incident, incident, "enter", at, by=officer)
    until = moment(scene.calendar.after(day, 1), 17)
    for case in cases[:VICTIMS]:
        extension = scene.add(
            Extension,
            call_id=wave.key,
            company_id=case.firm.key,
            closes_at=until,
            reason=OUTAGE,
            granted_at=at,
            granted_by_id=officer,
        )
        scene.add(
            Relief,
            incident_id=incident,
            call_id=wave.key,
            company_id=case.firm.key,
            extension_id=extension,
            evidence={
                "number": case.number,
                "before": moment(day, 14, 41).isoformat(),
                "failed": 7,
            },
        )


def screen(scene: Scene) -> None:
    """What the eligibility check said of each application that waits in an open call.

    To be asked when all rows are written: it reads them as the real check does.
    """
    waves = [wave.key for wave in scene.waves if wave.phase == "open"]
    handed_in = Submission.objects.filter(application__call__in=waves)
    whole = handed_in.select_related("application__call__program").order_by("id")
    for submission in whole:
        scene.add(
            Screening,
            submission_id=submission.pk,
            rule_version=submission.application.call.program.rule_version,
            findings=examined(submission.application, at=submission.submitted_at),
            made_on=submission.submitted_at,
        )
