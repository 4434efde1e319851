"""When the steps of one application were taken, counted from the close of its call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from config.demo.calls import AWARD, NOTICED_AGO, Wave, working_days_ago
from config.demo.days import DAY, between, moment, office_hour
from config.demo.history import Step
from config.demo.scene import Scene
from programs.selection.rules import windows

# Days after the close, from and to; the working day on or after it is taken.
OFFSETS = {
    "recommend": (2, 6), "refuse": (3, 6), "withdraw": (3, 8), "begin_review": (9, 11),
    "ask_correction": (12, 13), "correct": (15, 17), "pass_review": (19, 24),
    "fail_review": (19, 24), "assign": (26, 26), "conclude_scoring": (36, 37),
    "inspect": (45, 50), "consult": (56, 58), "propose": (66, 67), "decline": (69, 71),
    "announce": (80, 80), "clear": (90, 90), "remove": (92, 92),
    "approve": (99, 99),
}  # fmt: skip
BY_COMPANY = {"submit", "correct", "withdraw"}
BY_DISTRICT = {"recommend", "refuse"}
BY_SYSTEM = {"conclude_scoring"}
BY_CHECKER = {"pass_review", "fail_review"}  # the second of two people
HURRY = 2.2  # how much more is handed in toward the end


@dataclass(frozen=True, slots=True)
class Timeline:
    """The calendar of one call."""

    scene: Scene
    wave: Wave

    def day(self, verb: str, dice: Random | None = None) -> date:
        first, last = OFFSETS[verb]
        days = dice.randint(first, last) if dice else last
        return self.worked(self.wave.closes_on + timedelta(days=days))

    @property
    def announced(self) -> datetime:
        """When the list first came before the public."""
        if self.wave.phase == "noticed":
            today, calendar = self.scene.today, self.scene.calendar
            return moment(working_days_ago(today, NOTICED_AGO, calendar), 9, 30)
        return moment(self.day("announce"), 9, 30)

    @property
    def is_corrected(self) -> bool:
        """One list had a mistake and was published again."""
        wave = self.wave
        return (wave.kind, wave.phase, wave.turn) == (AWARD, "decided", 2)

    @property
    def published(self) -> datetime:
        """When the notice that stood to the end was published."""
        if not self.is_corrected:
            return self.announced
        return moment(self.worked(self.announced.date() + 2 * DAY), 9, 30)

    @property
    def windows(self) -> tuple[datetime, datetime]:
        """When the notice ends, and when the last objection is taken."""
        kind = self.wave.plan.kind
        days = kind.notice_days, kind.objection_days
        return windows(self.published, self.scene.calendar, *days)

    def worked(self, day: date) -> date:
        """The working day on or after, never today or later."""
        return min(self.scene.calendar.on_or_after(day), self.scene.today - DAY)

    def steps(
        self, dice: Random, verbs: Iterable[str], *, company: int, district: int
    ) -> list[Step]:
        """The moves, each after the one before."""
        taken: list[Step] = []
        for verb in verbs:
            at = self._moment(dice, verb, taken)
            if taken:
                at = max(at, taken[-1].at + timedelta(minutes=dice.randrange(20, 200)))
            by = self._actor(verb, company=company, district=district)
            reason = dice.choice(REASONS[verb]) if verb in REASONS else ""
            taken.append(Step(verb, min(at, self.scene.now), by, reason))
        return taken

    def _actor(self, verb: str, *, company: int, district: int) -> int | None:
        if verb in BY_COMPANY:
            return company
        if verb in BY_DISTRICT:
            return district
        if verb in BY_CHECKER:
            return self.scene.people["checker"]
        return None if verb in BY_SYSTEM else self.scene.people["officer"]

    def _moment(self, dice: Random, verb: str, taken: list[Step]) -> datetime:
        if verb == "submit":
            return self._submitted(dice)
        if verb == "announce":
            return self.announced
        if verb == "challenge":
            return office_hour(dice, self.worked(self.published.date() + DAY))
        if verb == "approve":
            earliest = self.worked(self.windows[1].date() + DAY)
            return office_hour(dice, max(earliest, self.day(verb)))
        if self.wave.phase == "open":
            handed_in = taken[-1].at.date() if taken else self.scene.today
            return office_hour(dice, self.worked(handed_in + 2 * DAY))
        return office_hour(dice, self.day(verb, dice))

    def _submitted(self, dice: Random) -> datetime:
        """While the call is open, and most in its last days."""
        last = min(self.wave.closes_on, self.scene.today) - DAY
        first = min(self.wave.opens_on + 3 * DAY, last)
        early = dice.random() ** HURRY
        day = last - timedelta(days=round((last - first).days * early))
        if dice.random() < 0.15 and self.wave.closes_on < self.scene.today:  # noqa: PLR2004  # of them come on the last day
            hour, minute = dice.randrange(9, 17), dice.randrange(60)
            return moment(self.wave.closes_on, hour, minute, dice.randrange(60))
        return office_hour(dice, between(dice, day, day))


REASONS = {
    "refuse": [
        "材料不完整，且未按时补充。",
        "企业存在未整改的环保处罚。",
    ],
    "withdraw": ["企业战略调整，主动撤回申报。", "材料准备不足，下一年度再申报。"],
    "ask_correction": [
        "审计报告缺少附注，请补正。",
        "研发费用口径不一致，请说明。",
    ],
    "fail_review": ["近三年研发费用占比未达到申报条件。", "补正后仍缺少审计报告。"],
    "decline": ["专家评分低于入围线。", "综合得分排名未进入拟立项名单。"],
    "remove": ["异议查实：申报材料所列专利权属不清。"],
}
