"""Calls of five years: decided, under way, open now, and one still to come."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from config.demo import forms
from config.demo.days import DAY, add_months, moment
from config.demo.history import Step, note, record
from config.demo.programs import Plan
from config.demo.scene import Scene
from foundation.places.rules import WorkingDays
from programs.calls.states import LIFECYCLE, Status
from programs.models import Call, FormVersion

OPEN_FOR = timedelta(days=45)
KNOWN_BEFORE = timedelta(days=12)  # a call is published before it opens
REVIEW = timedelta(days=80)  # from the close to the public notice
NOTICED_AGO = 2  # working days since the notice that stands today was published


@dataclass(frozen=True, slots=True)
class Wave:
    """One call: when it closes, and what became of its applications."""

    kind: str
    phase: str  # decided, noticed, reviewed, open or upcoming
    closes_on: date
    fates: dict[str, int]  # how many applications of a city of scale 1 end where
    opens_on: date
    year: int = 0
    batch: int = 1
    turn: int = 0  # among the calls of its kind, from the first
    key: int = 0
    form: int = 0
    program: Plan | None = None

    @property
    def opens_at(self) -> datetime:
        return moment(self.opens_on, 9)

    @property
    def closes_at(self) -> datetime:
        return moment(self.closes_on, 17)

    @property
    def is_ahead(self) -> bool:
        """Whether it is for a year whose figures are not there yet."""
        return self.phase in {"open", "upcoming"}

    @property
    def slug(self) -> str:
        return f"{self.kind}-{self.year}" + (f"-{self.batch}" if self.batch > 1 else "")

    @property
    def plan(self) -> Plan:
        if self.program is None:
            raise TypeError("the wave has not been called yet")
        return self.program


def waves(today: date, first: date, calendar: WorkingDays) -> list[Wave]:
    """All calls, in the order in which they close."""
    noticed = working_days_ago(today, NOTICED_AGO, calendar) - REVIEW
    planned = [
        (AWARD, "decided", add_months(first, 3) - DAY, _decided(19, 66)),
        (AWARD, "decided", add_months(first, 15) - DAY, _decided(19, 69)),
        (AWARD, "decided", add_months(first, 27) - DAY, _decided(20, 72)),
        (AWARD, "decided", today - 230 * DAY, _decided(18, 70)),
        (AWARD, "noticed", noticed, NOTICED),
        (AWARD, "open", today + 9 * DAY, AWARDS_OPEN),
        (SUPPORT, "decided", add_months(first, 4) - DAY, _decided(34, 41)),
        (SUPPORT, "decided", add_months(first, 16) - DAY, _decided(37, 43)),
        (SUPPORT, "decided", add_months(first, 28) - DAY, _decided(38, 44)),
        (SUPPORT, "decided", today - 215 * DAY, _decided(35, 43)),
        (SUPPORT, "reviewed", today - 40 * DAY, REVIEWED),
        (SUPPORT, "open", today + 16 * DAY, PLACES_OPEN),
        (AWARD, "upcoming", today + 75 * DAY, {}),
    ]
    found = [_wave(*each, calendar) for each in planned]
    return sorted(_batched(found, today), key=lambda wave: (wave.closes_on, wave.kind))


AWARD, SUPPORT = "role-model-award", "sme-support"
# Where the applications of calls that are not decided yet stand today.
NOTICED = {
    "withdrawn": 3, "not_recommended": 4, "ineligible": 8, "objection": 2,
    "public_notice": 14, "proposed": 10, "joint_review": 6, "site_visit": 5,
    "scored": 9, "not_selected": 24,
}  # fmt: skip
REVIEWED = {
    "withdrawn": 2, "not_recommended": 3, "ineligible": 5, "submitted": 2,
    "recommended": 4, "formal_review": 9, "correction": 6, "eligible": 8,
    "scored": 8, "expert_review": 18,
}  # fmt: skip
AWARDS_OPEN = {"draft": 18, "submitted": 14, "recommended": 6, "withdrawn": 2}
PLACES_OPEN = {"draft": 15, "submitted": 12, "recommended": 4, "withdrawn": 1}


def _decided(approved: int, others: int) -> dict[str, int]:
    """Everything has an end: most of the rest came to the experts and was too low."""
    early = {"withdrawn": 3, "not_recommended": 5, "ineligible": 9}
    return {
        **early,
        "approved": approved,
        "not_selected": others - sum(early.values()),
    }


def working_days_ago(today: date, count: int, calendar: WorkingDays) -> date:
    day = today
    while count:
        day -= DAY
        count -= calendar.works(day)
    return day


def _wave(
    kind: str,
    phase: str,
    closes_on: date,
    fates: dict[str, int],
    calendar: WorkingDays,
) -> Wave:
    closes_on = calendar.on_or_after(closes_on)
    opens_on = calendar.on_or_after(closes_on - OPEN_FOR)
    return Wave(kind, phase, closes_on, fates, opens_on)


def _batched(found: list[Wave], today: date) -> list[Wave]:
    """The year that each call is for: one that is not closed yet is for the next."""
    counted: dict[tuple[str, int], int] = {}
    turns: dict[str, int] = {}
    numbered = []
    for wave in sorted(found, key=lambda wave: wave.closes_on):
        year = today.year + 1 if wave.closes_on > today else wave.closes_on.year
        batch = counted[wave.kind, year] = counted.get((wave.kind, year), 0) + 1
        turn = turns[wave.kind] = turns.get(wave.kind, 0) + 1
        numbered.append(replace(wave, year=year, batch=batch, turn=turn))
    return numbered


def publish_calls(scene: Scene, plans: dict[str, Plan]) -> list[Wave]:
    """Write the calls with their forms; give back those that somebody answers."""
    first = plans[AWARD].starts_on
    return [
        _publish(scene, wave, plans[wave.kind])
        for wave in waves(scene.today, first, scene.calendar)
    ]


def _publish(scene: Scene, wave: Wave, plan: Plan) -> Wave:
    batch = f"（第{'一二三四五'[wave.batch - 1]}批）" if wave.batch > 1 else ""
    known = min(wave.opens_on - KNOWN_BEFORE, scene.today - 3 * DAY)
    key = scene.add(
        Call,
        program_id=plan.key,
        slug=wave.slug,
        year=wave.year,
        title={
            "zh-hans": f"{wave.year}年度{plan.zh}申报{batch}",
            "en": f"{plan.en} {wave.year}, call {wave.batch}",
        },
        summary=SUMMARIES[wave.kind],
        guideline=GUIDELINES[wave.kind],
        status=Status.PUBLISHED,
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        contact="示例市科技创新委员会 020-0000-1234 kapok@example.org",
    )
    officer = scene.people["officer"]
    note(scene, Call, key, "draft", moment(known - 9 * DAY, 10), by=officer)
    step = Step("publish", moment(known, 10), officer)
    record(scene, Call, key, LIFECYCLE, [step])
    schema = forms.asked(wave.kind, ahead=wave.is_ahead)
    form = scene.add(FormVersion, call_id=key, number=1, schema=schema)
    return replace(wave, key=key, form=form, program=plan)


SUMMARIES = {
    AWARD: {
        "zh-hans": "面向在本市注册、创新能力突出的企业，奖励最高五百万元。",
        "en": "For companies registered in the city that lead in innovation: up to "
        "five million yuan each.",
    },
    SUPPORT: {
        "zh-hans": "面向科技型中小企业，入选后由服务专员一对一跟踪服务。",
        "en": "For technology-based small and medium companies: a service officer of "
        "their own, visits, diagnosis and matching.",
    },
}
GUIDELINES = {
    AWARD: {
        "zh-hans": "一、申报条件：在本市注册的独立法人企业，符合所申报类型的条件。\n"
        "二、申报材料：申报书、近三年审计报告、承诺书。\n"
        "三、办理程序：网上申报、区推荐、形式审查、专家评审、现场考察、联审、公示。",
        "en": "1. Who may apply: companies registered in the city that meet all "
        "conditions of the type they apply as.\n2. What to hand in: the form, audited "
        "accounts of three years, the commitments.\n3. What happens then: district "
        "recommendation, formal review, experts, inspection, joint review, notice.",
    },
    SUPPORT: {
        "zh-hans": "一、申报条件：在本市注册的科技型中小企业。\n"
        "二、申报材料：申报书、上年度审计报告、承诺书。\n"
        "三、办理程序：网上申报、区推荐、形式审查、专家评审、公示、立项。",
        "en": "1. Who may apply: technology-based small and medium companies "
        "registered in the city.\n2. What to hand in: the form, accounts, the "
        "commitments.\n3. What happens then: district recommendation, formal review, "
        "experts, notice.",
    },
}
