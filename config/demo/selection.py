"""From the ranking to a list before the public: meetings, notices, objections."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from config.demo import meetings, names
from config.demo.applicants import Case
from config.demo.days import DAY, moment
from config.demo.history import Step, ends_in, note, record
from config.demo.programs import CEILING
from config.demo.scene import Scene
from config.demo.timeline import Timeline
from foundation.numbering import formatted
from foundation.periods import city_day
from programs.models import Objection, Proposal, PublicNotice
from programs.selection.states import (
    NOTICE_LIFECYCLE,
    OBJECTION_LIFECYCLE,
    PROPOSAL_LIFECYCLE,
)

ZERO = Decimal("0.00")
DECISIONS = ("decide", "hold_back", "reject")
SOON = 3  # working days until the next meeting
RESERVES = 2  # of those at the end of a list
UNDECIDED = 6  # proposals of the next list that no meeting has seen yet


@dataclass(slots=True)
class Chosen:
    """A proposal that was granted, for the award or the place that followed."""

    case: Case
    proposal: int
    amount: Decimal
    at: datetime


def select(
    scene: Scene, dice: Random, timeline: Timeline, cases: list[Case]
) -> list[Chosen]:
    """Propose, decide, publish; give back what was granted."""
    proposed = sorted(
        (case for case in cases if any(s.verb == "propose" for s in case.steps)),
        key=lambda case: (-(case.score or ZERO), case.number),
    )
    if not proposed:
        return []
    meeting = meetings.meet(scene, timeline)
    waiting = []
    notice = _publish(scene, timeline)
    chosen = []
    for rank, case in enumerate(proposed, start=1):
        verbs = _verbs(case, late=rank - len(proposed) + UNDECIDED)
        amount = worth(case)
        key = _propose(scene, timeline, case, rank, verbs, (meeting, notice))
        if not verbs:
            waiting.append(key)
        _object(scene, dice, timeline, case, (notice, key))
        if "grant" in verbs:
            chosen.append(Chosen(case, key, amount, case.when("approve").at))
    _object_formally(scene, dice, timeline, notice)
    if waiting:
        day = scene.calendar.after(scene.today, SOON)
        meetings.plan_next(scene, timeline.wave.plan.key, day, waiting)
    return chosen


def worth(case: Case) -> Decimal:
    """What the kind's own formula makes of the recorded inputs."""
    plan = case.wave.plan
    if not plan.kind.pays:
        return ZERO
    told = (case.company_type, case.inputs, CEILING, plan.rule_version)
    return plan.kind.derive(*told).amount.quantize(ZERO)


def _verbs(case: Case, *, late: int) -> list[str]:
    """`late` counts those at the end: the first of them wait in reserve."""
    if case.fate == "proposed":
        if late <= 0:
            return ["decide"]
        return ["hold_back"] if late <= RESERVES else []
    if case.story == "rejected":
        return ["reject"]
    last = {"approved": ["grant"], "not_selected": ["remove"]}.get(case.fate, [])
    return ["decide", "announce", *last]


def _publish(scene: Scene, timeline: Timeline) -> int:
    """The notice that stands; one list was corrected after two days."""
    if not timeline.is_corrected:
        return _notice(scene, timeline, timeline.published, closed=True)
    first = _notice(scene, timeline, timeline.announced, closed=False)
    return _notice(scene, timeline, timeline.published, closed=True, replaces=first)


def _notice(
    scene: Scene,
    timeline: Timeline,
    published: datetime,
    *,
    closed: bool,
    replaces: int | None = None,
) -> int:
    wave, officer = timeline.wave, scene.people["officer"]
    closes_at, objections_close_at = timeline.windows
    verbs = [Step("publish", published, officer)]
    if not closed:
        closes_at, objections_close_at = (
            moment(closes_at.date() - 2 * DAY, 0),
            moment(objections_close_at.date() - 2 * DAY, 0),
        )
        verbs.append(Step("supersede", timeline.published, officer, CORRECTION))
    elif objections_close_at <= scene.now:
        after = timeline.worked(objections_close_at.date())
        verbs.append(Step("close", moment(after, 9, 15), officer))
    part = f"-list-{scene.part + 1}" if scene.part else ""
    extra = "-v2" if replaces else ""
    key: int = scene.add(
        PublicNotice,
        program_id=wave.plan.key,
        slug=f"{wave.slug}{part}{extra}",
        title={
            "zh-hans": f"{wave.year}年度{wave.plan.zh}拟入选名单公示",
            "en": f"{wave.plan.en} {wave.year}: proposed list",
        },
        text=TEXT,
        status=ends_in(NOTICE_LIFECYCLE, [step.verb for step in verbs]),
        published_on=published,
        closes_at=closes_at,
        objections_close_at=objections_close_at,
        replaces_id=replaces,
        correction=CORRECTION if replaces else "",
        basis=wave.plan.basis,
        contact="规划与监督处",
        phone="020-0000-1234",
        email="notices@example.org",
        address="广州市示例路1号",
        scanned_on=published,
        sha256=TO_FREEZE,
    )
    record(scene, PublicNotice, key, NOTICE_LIFECYCLE, verbs)
    return key


TO_FREEZE = "0" * 64  # until all rows are there that a notice is made of
CORRECTION = "名单中一家企业名称有误，更正后重新公示。"
TEXT = {
    "zh-hans": "根据有关规定，经企业申报、区级推荐、形式审查、专家评审和集体审议，"
    "现将拟入选名单予以公示，公示期为五个工作日。",
    "en": "After application, recommendation by the districts, formal review, review "
    "by experts and deliberation, the proposed list is published for five working "
    "days.",
}


def _propose(
    scene: Scene,
    timeline: Timeline,
    case: Case,
    rank: int,
    verbs: list[str],
    papers: tuple[meetings.Sitting, int],
) -> int:
    proposed = case.when("propose")
    steps = _steps(scene, timeline, case, verbs)
    decided = next((s for s in steps if s.verb in DECISIONS), None)
    waits = "hold_back" in verbs
    announced = "announce" in verbs
    key: int = scene.add(
        Proposal,
        program_id=timeline.wave.plan.key,
        application_id=case.key,
        rank=rank,
        score=case.score,
        amount=worth(case),
        inputs=case.inputs,
        status=ends_in(PROPOSAL_LIFECYCLE, verbs),
        proposed_at=proposed.at,
        proposed_by_id=proposed.by,
        decided_at=decided.at if decided else None,
        decided_by_id=decided.by if decided else None,
        meeting_id=papers[0].key if decided else None,
        notice_id=papers[1] if announced else None,
        reserve_position=papers[0].reserve() if waits else None,
        told_on=timeline.announced if announced or "reject" in verbs else None,
    )
    meetings.write_down(scene, case, proposed.at)
    if decided:
        meetings.vote(scene, papers[0], key, decided, fate=decided.verb)
    note(scene, Proposal, key, "propose", proposed.at, by=proposed.by, rank=rank)
    record(scene, Proposal, key, PROPOSAL_LIFECYCLE, steps)
    return key


def _steps(
    scene: Scene, timeline: Timeline, case: Case, verbs: list[str]
) -> list[Step]:
    officer, leader = scene.people["officer"], scene.people["leader"]
    met = moment(timeline.worked(timeline.announced.date() - 4 * DAY), 15)
    met = max(met, case.when("propose").at + timedelta(hours=1))
    when = {
        "decide": (met, leader, ""),
        "hold_back": (met, leader, ""),
        "reject": (met, leader, "会议认为示范效应不足，暂不列入。"),
        "announce": (timeline.announced, officer, ""),
    }
    steps = []
    for verb in verbs:
        taken = {"grant": "approve", "remove": "remove"}.get(verb)
        if taken:
            steps.append(Step(verb, case.when(taken).at, officer))
        else:
            at, by, reason = when[verb]
            steps.append(Step(verb, at, by, reason))
    return steps


def _object(
    scene: Scene,
    dice: Random,
    timeline: Timeline,
    case: Case,
    papers: tuple[int, int],
) -> None:
    """An objection against one company, as far as it has come."""
    verbs = {
        "cleared": ["take_up", "dismiss"],
        "removed": ["take_up", "uphold"],
    }.get(case.story, ["take_up"] if case.fate == "objection" else None)
    if verbs:
        taken = case.when("challenge").at
        ended = case.steps[-1 if case.story == "removed" else -2].at
        steps = [Step("take_up", taken, scene.people["officer"])]
        reason = "经核查，异议属实。" if "uphold" in verbs else "经核查，异议不成立。"
        steps += [Step(v, ended, scene.people["officer"], reason) for v in verbs[1:]]
        _register(scene, dice, timeline, papers, steps, dice.choice(CONTENTS))


CONTENTS = [
    "反映该企业申报的专利权属存在争议，附相关判决书复印件。",
    "反映该企业近三年研发费用归集口径不实，附审计底稿说明。",
    "反映该企业主要研发活动不在本市开展，附相关材料。",
]


def _object_formally(
    scene: Scene, dice: Random, timeline: Timeline, notice: int
) -> None:
    """One that bears no name, and one that nobody has looked at yet."""
    officer = scene.people["officer"]
    if timeline.wave.phase == "decided" and timeline.wave.turn == 3:  # noqa: PLR2004  # in one of the years
        at = timeline.published + timedelta(days=2)
        refused = [Step("refuse", at, officer, "未署实名，亦未加盖公章，不予受理。")]
        content = "反映评审不公。"
        _register(scene, dice, timeline, (notice, None), refused, content)
    elif timeline.wave.phase == "noticed":
        content = "对名单中一家企业的研发机构级别有疑问，材料另行寄送。"
        _register(scene, dice, timeline, (notice, None), [], content)


def _register(
    scene: Scene,
    dice: Random,
    timeline: Timeline,
    papers: tuple[int, int | None],
    steps: list[Step],
    content: str,
) -> None:
    received = timeline.published + timedelta(hours=dice.randrange(2, 7))
    received = min([received, *(step.at for step in steps)])
    number = formatted("YY", received.year, scene.next(f"YY {received.year}"))
    key = scene.add(
        Objection,
        notice_id=papers[0],
        proposal_id=papers[1],
        number=number,
        objector=names.person(dice),
        contact=names.phone(dice),
        content=content,
        status=ends_in(OBJECTION_LIFECYCLE, [step.verb for step in steps]),
        received_on=received,
        due_on=_due(timeline, received, steps),
        ruling=next((s.reason for s in steps if s.reason), ""),
        ruled_on=next((s.at for s in steps if s.reason), None),
    )
    note(scene, Objection, key, "register", received)
    record(scene, Objection, key, OBJECTION_LIFECYCLE, steps)


def _due(timeline: Timeline, received: datetime, steps: list[Step]) -> date:
    """By when it has to be accepted, or once that is done, to be decided."""
    kind, calendar = timeline.wave.plan.kind, timeline.scene.calendar
    taken_up = next((s.at for s in steps if s.verb == "take_up"), None)
    if taken_up is None:
        return calendar.after(city_day(received), kind.accept_days)
    return calendar.after(city_day(taken_up), kind.inquiry_days)
