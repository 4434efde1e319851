"""Awards and places: what was granted, and how it went on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random

from config.demo.days import DAY, add_months, moment, office_hour
from config.demo.history import Step, ends_in, note, record
from config.demo.programs import CEILING, CITY_RATIO
from config.demo.scene import Scene
from config.demo.selection import Chosen
from foundation.money import matched
from foundation.numbering import formatted
from programs.awards.rules import term_end
from programs.awards.states import LIFECYCLE, PLACE_LIFECYCLE
from programs.models import Award, Place

SIGNED_AFTER, DONE_AFTER = 12 * DAY, 38  # days; months after the decision
REASONS = {
    "waive": "企业拟迁往外地，主动放弃奖励。",
    "revoke": "经查企业提供虚假材料，撤销奖励并追回资金。",
    "withdraw_place": "企业主营业务已转移，不再符合条件。",
}


@dataclass(slots=True)
class Granted:
    """An award on its way into the ledger."""

    chosen: Chosen
    key: int
    turn: int  # of its call, from the first
    place: int  # among the awards of its call
    city: Decimal
    district: Decimal
    decided_on: date
    steps: list[Step]
    number: str = ""

    @property
    def verbs(self) -> list[str]:
        return [step.verb for step in self.steps]

    def when(self, verb: str) -> date | None:
        return next((s.at.date() for s in self.steps if s.verb == verb), None)


def award(scene: Scene, dice: Random, chosen: list[Chosen]) -> list[Granted]:
    """The awards of one call."""
    granted = [
        _award(scene, dice, each, n, last=n == len(chosen) - 1)
        for n, each in enumerate(chosen)
    ]
    scene.writer.flush()  # the guards on money look at awards and budget lines
    return granted


def _award(
    scene: Scene, dice: Random, chosen: Chosen, place: int, *, last: bool
) -> Granted:
    case = chosen.case
    city, district = matched(chosen.amount, CITY_RATIO)
    decided_on = chosen.at.date()
    steps = _career(scene, dice, chosen, place, last=last and place > 3)  # noqa: PLR2004  # nothing goes wrong in a village
    status = ends_in(LIFECYCLE, [step.verb for step in steps])
    number = formatted("JL", decided_on.year, scene.next(f"JL {decided_on.year}"))
    key = scene.add(
        Award,
        number=number,
        program_id=case.wave.plan.key,
        company_id=case.firm.key,
        proposal_id=chosen.proposal,
        company_type=case.company_type,
        status=status,
        amount=chosen.amount,
        city_amount=city,
        district_amount=district,
        year=decided_on.year,
        inputs=_derivation(chosen, city, district),
        rule_version=case.wave.plan.rule_version,
        document_number=document(scene, decided_on, case.wave.slug),
        decided_on=decided_on,
        term_ends_on=term_end(decided_on),
    )
    officer, amount = scene.people["officer"], str(chosen.amount)
    note(scene, Award, key, "grant", chosen.at, by=officer, amount=amount)
    record(scene, Award, key, LIFECYCLE, steps)
    turn = case.wave.turn
    return Granted(chosen, key, turn, place, city, district, decided_on, steps, number)


def _derivation(chosen: Chosen, city: Decimal, district: Decimal) -> dict[str, str]:
    """Everything that the amount can be computed from again."""
    return {
        **chosen.case.inputs,
        "company_type": chosen.case.company_type,
        "ceiling": str(CEILING),
        "city_ratio": str(CITY_RATIO),
        "city": str(city),
        "district": str(district),
    }


def document(scene: Scene, day: date, of: str) -> str:
    """One approval document for all of a call, in each part of the city."""
    key = f"document {of} {scene.part}"
    if key not in scene.counts:
        scene.counts[key] = scene.next(f"documents {day.year}")
    return f"穗科示字〔{day.year}〕{scene.counts[key]}号"


def _career(
    scene: Scene, dice: Random, chosen: Chosen, place: int, *, last: bool
) -> list[Step]:
    """Signed and, in time, completed; with the last of a call something went wrong."""
    turn, decided_on = chosen.case.wave.turn, chosen.at.date()
    officer, leader = scene.people["officer"], scene.people["leader"]
    signed = Step("sign", office_hour(dice, decided_on + SIGNED_AFTER), leader)
    if last and turn <= 2:  # noqa: PLR2004  # in the first two calls
        at = office_hour(dice, add_months(decided_on, 14 - turn))
        return [signed, Step("revoke", at, leader, REASONS["revoke"])]
    if last:
        at = office_hour(dice, decided_on + 9 * DAY)
        return [Step("waive", at, officer, REASONS["waive"])]
    done = add_months(decided_on, DONE_AFTER)
    if turn == 1 and place > 2 and done < scene.today:  # noqa: PLR2004  # the first three are paid late
        return [signed, Step("complete", office_hour(dice, done), officer)]
    return [] if _is_unsigned(scene, turn, place) else [signed]


def _is_unsigned(scene: Scene, turn: int, place: int) -> bool:
    """Some of the newest have not signed yet."""
    return turn == 4 and place in (13, 14, 15, 16) and bool(scene.size)  # noqa: PLR2004  # the last places but the waived


def give_place(
    scene: Scene, dice: Random, chosen: Chosen, plan: int, *, lost: bool
) -> datetime | None:
    """A place in the support program; says when it was lost."""
    decided_on = chosen.at.date()
    steps = []
    if lost:
        day = max(
            decided_on + 30 * DAY, add_months(scene.today, -dice.randrange(4, 20))
        )
        at = moment(min(day, scene.today - 5 * DAY), 15)
        leader = scene.people["leader"]
        steps = [Step("withdraw_place", at, leader, REASONS["withdraw_place"])]
    key = scene.add(
        Place,
        program_id=chosen.case.wave.plan.key,
        company_id=chosen.case.firm.key,
        proposal_id=chosen.proposal,
        plan_id=plan,
        status=ends_in(PLACE_LIFECYCLE, [step.verb for step in steps]),
        decided_on=decided_on,
        document_number=document(scene, decided_on, chosen.case.wave.slug),
    )
    note(scene, Place, key, "grant", chosen.at, by=scene.people["officer"])
    record(scene, Place, key, PLACE_LIFECYCLE, steps)
    return steps[0].at if steps else None
