"""Who applies in which call, as what, and where the application will end."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from config.demo.calls import AWARD, SUPPORT, Wave
from config.demo.firms import Firm
from config.demo.history import Step
from config.demo.people import SHOWN_DISTRICT
from config.demo.scene import Scene

AWARD_POOL, SUPPORT_POOL = 430, 900  # companies that think of applying at all
YEARS_OF_AGE = {AWARD: 3, SUPPORT: 1}  # whole years of business before the call
LARGEST_SME = 200_000  # thousand yuan of revenue
REVIEWED = (  # fates of those that came to the experts, the best first
    "approved", "objection", "public_notice", "proposed", "joint_review", "site_visit",
    "scored", "not_selected",
)  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """What one expert did with one application."""

    expert: int
    status: str
    points: dict[str, str]
    total: Decimal | None
    comment: str
    draw: int = 0


@dataclass(slots=True)
class Case:
    """One application on its way through the procedure."""

    wave: Wave
    firm: Firm
    company_type: str
    quality: float
    number: str
    fate: str = ""
    story: str = ""  # cleared, removed or rejected: what happened besides
    key: int = 0
    score: Decimal | None = None
    steps: list[Step] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    panel: int = 0
    receipts: list[int] = field(default_factory=list)  # keys of its submissions
    inputs: dict[str, str] = field(default_factory=dict)

    def when(self, verb: str) -> Step:
        return next(step for step in self.steps if step.verb == verb)


@dataclass
class Pools:
    """Who may still apply: whoever has been chosen does not come again."""

    firms: dict[str, list[Firm]]
    shown: Firm  # of the company sign-in: has a place, and now drafts for an award
    chosen: set[str] = field(default_factory=set)

    def of(self, wave: Wave) -> list[Firm]:
        """Old enough for this call, and not chosen in one before."""
        born = wave.closes_on.year - YEARS_OF_AGE[wave.kind]
        return [
            firm
            for firm in self.firms[wave.kind]
            if firm.uscc not in self.chosen and firm.founded_on.year < born
        ]


def make_pools(scene: Scene, firms: list[Firm]) -> Pools:
    able = sorted(
        (f for f in firms if f.sound and (f.certified or f.operates)),
        key=lambda f: -f.research,
    )
    count = scene.many(AWARD_POOL, least=40)
    platforms = [f for f in able[count:] if f.operates][: count // 12]
    leading = able[:count]
    small = [f for f in able[count:] if 1_500 < f.revenue < LARGEST_SME]  # noqa: PLR2004  # too young to need a program
    grown = scene.today.year - 6
    shown = next(
        f for f in small if f.district == SHOWN_DISTRICT and f.founded_on.year < grown
    )
    others = [f for f in small if f is not shown and not f.operates]
    wanted = min(len(others), scene.many(SUPPORT_POOL, least=40))
    return Pools(
        {
            AWARD: leading + platforms,
            SUPPORT: scene.dice("small companies").sample(others, wanted),
        },
        shown,
    )


def cases_of(scene: Scene, dice: Random, wave: Wave, pools: Pools) -> list[Case]:
    """Everybody who applies in a call; fates of the reviewed are settled by scores."""
    fates = [f for f, n in wave.fates.items() for __ in range(scene.many(n))]
    pool = pools.of(wave)
    invited = _shown_is_in(scene, wave)
    firms = dice.sample(pool, min(len(pool), len(fates) - invited))
    dice.shuffle(firms)
    if invited:
        firms.append(pools.shown)
    # The sign-in's company wins its place, and its newer application is a draft.
    fates = sorted(fates, key=lambda fate: fate in ("draft", "approved"))
    return [
        _case(scene, dice, wave, firm, fate)
        for firm, fate in zip(firms, fates[-len(firms) :], strict=True)
    ]


def _shown_is_in(scene: Scene, wave: Wave) -> bool:
    third = wave.kind == SUPPORT and wave.phase == "decided"
    open_now = wave.kind == AWARD and wave.phase == "open"
    age = (scene.today - wave.closes_on).days
    return scene.part == 0 and (open_now or (third and 300 < age < 700))  # noqa: PLR2004  # days: the last but one


def _case(scene: Scene, dice: Random, wave: Wave, firm: Firm, fate: str) -> Case:
    year = min(wave.closes_on, scene.today).year
    prefix = wave.plan.kind.number_prefix
    count = scene.next(f"{prefix} {year}")
    return Case(
        wave=wave,
        firm=firm,
        company_type=_type(dice, wave, firm),
        quality=min(96.0, dice.gauss(71, 5) + min(13.0, firm.research / 5_000)),
        number=f"{prefix}{year}-{count:05d}",
        fate=fate,
    )


def _type(dice: Random, wave: Wave, firm: Firm) -> str:
    if wave.kind == SUPPORT:
        return "sme"
    if firm.operates:
        return "platform"
    if firm.industry.startswith("64"):
        return dice.choice(["model", "model", "tech"])
    return "high_growth" if firm.growth > 0.17 else "tech"  # noqa: PLR2004  # a year


def settle(cases: list[Case]) -> None:
    """The best scores get the best fates; a decided call also has its incidents."""
    scored = [case for case in cases if case.score is not None]
    ranked = sorted(scored, key=lambda case: (-(case.score or 0), case.number))
    fates = sorted((case.fate for case in scored), key=REVIEWED.index)
    for case, fate in zip(ranked, fates, strict=True):
        case.fate = fate
    below = [case for case in ranked if case.fate == "not_selected"]
    above = [case for case in ranked if case.fate == "approved"]
    if len(below) > 4 and len(above) > 4:  # noqa: PLR2004  # not in a village
        below[0].story, below[1].story = "removed", "rejected"
        above[-1].story = "cleared"
