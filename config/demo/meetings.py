"""Meetings that decided: who took part, how they voted, and the papers they left."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from config.demo.applicants import Case
from config.demo.days import DAY, moment
from config.demo.history import Step, ends_in, record
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from programs.applications.rules import canonical, fingerprint
from programs.models import (
    AgendaItem,
    Application,
    Attendee,
    Basis,
    Meeting,
    Proposal,
    Recusal,
    Scenario,
)
from programs.ranking.actions import kept_rows
from programs.ranking.queries import IN_PLAY, board, entrants
from programs.ranking.rules import Limits, cut, dumped
from programs.ranking.states import Order
from programs.selection.queries import listed, readiness, recorded, signed
from programs.selection.states import MEETING_LIFECYCLE, MeetingStatus, Verdict

PEOPLE = [
    ("梁领航", "主任", "leader"),
    ("黄伟民", "副主任", ""),
    ("周海燕", "副主任", ""),
    ("何复核", "规划处处长", "checker"),
    ("冯立新", "机关纪委书记", ""),
]
VERDICTS = {
    "decide": Verdict.FOR,
    "hold_back": Verdict.RESERVE,
    "reject": Verdict.AGAINST,
}
MINUTES = "会议听取评审情况汇报，逐项审议拟入选名单并形成决定。"
FEW = "其余企业已在上一年度现场考察，本次不再重复安排。"
FAMILY = "与该企业法定代表人有亲属关系，主动回避。"


@dataclass(slots=True)
class Sitting:
    """A meeting being drawn up, with the next position on its agenda."""

    key: int
    at: datetime
    attendees: list[int] = field(default_factory=list)
    position: int = 0
    reserves: int = 0

    def reserve(self) -> int:
        """The next place on the reserve list."""
        self.reserves += 1
        return self.reserves


def meet(scene: Scene, timeline: Timeline) -> Sitting:
    """The meeting that decided about a list, and those who took part."""
    held_on = timeline.worked(timeline.announced.date() - 4 * DAY)
    officer, at = scene.people["officer"], moment(held_on, 15)
    steps = [
        Step("freeze", at - timedelta(hours=22), officer),
        Step("hold", at, officer),
        Step("minute", at + timedelta(hours=2), officer),
    ]
    key: int = scene.add(
        Meeting,
        program_id=timeline.wave.plan.key,
        number=f"穗科示会〔{held_on.year}〕{scene.next(f'meeting {held_on.year}')}号",
        held_on=held_on,
        minutes=MINUTES,
        status=ends_in(MEETING_LIFECYCLE, [step.verb for step in steps]),
        agenda_sha256="0" * 64,  # frozen when all rows are written
        frozen_at=steps[0].at,
        frozen_by_id=officer,
        record_sha256="0" * 64,
        minuted_at=steps[-1].at,
        minuted_by_id=officer,
    )
    record(scene, Meeting, key, MEETING_LIFECYCLE, steps)
    sitting = Sitting(key, at)
    for name, office, account in PEOPLE:
        sitting.attendees.append(_attend(scene, key, name, office, account))
    return sitting


def _attend(scene: Scene, meeting: int, name: str, office: str, account: str) -> int:
    key: int = scene.add(
        Attendee,
        meeting_id=meeting,
        name=name,
        office=office,
        user_id=scene.people[account] if account else None,
        presides=office == "主任",
    )
    return key


def vote(
    scene: Scene, sitting: Sitting, proposal: int, decided: Step, *, fate: str
) -> None:
    """How the meeting voted about one proposal; now and then somebody stepped aside."""
    sitting.position += 1
    aside = sitting.position % 9 == 4  # noqa: PLR2004  # one in nine
    present = len(sitting.attendees) - aside
    is_for = fate != "reject"
    scene.add(
        AgendaItem,
        meeting_id=sitting.key,
        proposal_id=proposal,
        position=sitting.position,
        verdict=VERDICTS[fate],
        reserve_position=sitting.reserves if fate == "hold_back" else None,
        reason="" if is_for else decided.reason,
        votes_for=present if is_for else 1,
        votes_against=0 if is_for else present - 1,
        votes_abstained=0,
        applied_at=decided.at,
        applied_by_id=decided.by,
    )
    if aside:
        scene.add(
            Recusal,
            attendee_id=sitting.attendees[2],
            proposal_id=proposal,
            reason=FAMILY,
        )


def write_down(scene: Scene, case: Case, at: datetime) -> None:
    """The post-subsidy that the amount follows from, with its paper."""
    if subsidy := case.inputs.get("subsidy"):
        scene.add(
            Basis,
            application_id=case.key,
            inputs={"subsidy": subsidy},
            source="企业研发经费投入后补助资金安排文件",
            entered_at=at,
            entered_by_id=scene.people["officer"],
        )


def freeze_meetings() -> None:
    """Freeze what each meeting had before it and what it made of it, under its hash."""
    for meeting in Meeting.objects.select_related("program", "scenario"):
        if meeting.status == MeetingStatus.MINUTED:
            _freeze(meeting)
        else:  # as bringing them before a meeting does
            Proposal.objects.filter(items__meeting=meeting).update(meeting=meeting)


def _freeze(meeting: Meeting) -> None:
    meeting.deviation = FEW if readiness(meeting).short else ""
    fixed = signed(meeting.frozen_by, meeting.frozen_at)
    agenda = listed(meeting) | {"fixed": fixed}
    meeting.agenda = canonical(agenda)
    meeting.agenda_sha256 = fingerprint(agenda)
    said = recorded(meeting, number=meeting.number, minutes=meeting.minutes)
    said["closed"] = signed(meeting.minuted_by, meeting.minuted_at)
    meeting.record = canonical(said)
    meeting.record_sha256 = fingerprint(said)
    papers = ["deviation", "agenda", "agenda_sha256", "record", "record_sha256"]
    meeting.save(update_fields=papers)


def try_lines(scene: Scene) -> None:
    """Two lines that somebody has tried for each list that is not decided yet."""
    waiting = Application.objects.filter(status__in=IN_PLAY, score__isnull=False)
    calls = {
        each.call_id: each.call
        for each in waiting.select_related("call__program").order_by("call", "pk")
    }
    for call in calls.values():
        rows = board(call)
        ready = entrants(rows)
        for name, limits in _lines(len(ready)):
            divided = cut(ready, limits)
            scene.add(
                Scenario,
                call_id=call.pk,
                name=name,
                note="",
                order=Order.SCORE,
                limits=dumped(limits),
                rows=kept_rows(divided, rows),
                chosen=len(divided.chosen),
                total=divided.total,
                saved_at=scene.now - timedelta(hours=3),
                saved_by_id=scene.people["officer"],
            )


def _lines(count: int) -> list[tuple[str, Limits]]:
    most = max(count * 2 // 3, 1)
    return [
        ("按分数排序", Limits(places=most, reserves=3)),
        ("各类型均衡", Limits(places=most, reserves=3, types={"tech": most // 2 + 1})),
    ]


def plan_next(scene: Scene, program: int, day: date, proposals: list[int]) -> None:
    """The next meeting, whose agenda is still being prepared."""
    key: int = scene.add(Meeting, program_id=program, held_on=day)
    for position, proposal in enumerate(proposals, start=1):
        scene.add(AgendaItem, meeting_id=key, proposal_id=proposal, position=position)
