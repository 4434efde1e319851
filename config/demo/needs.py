"""Needs of supported companies, with clocks in working days: most met, some overdue."""

from datetime import date, timedelta
from random import Random

from config.demo.days import DAY, add_months, between, moment, office_hour
from config.demo.firms import Firm
from config.demo.history import Step, ends_in, note, record
from config.demo.people import represent
from config.demo.scene import Scene
from foundation.numbering import formatted
from startups.models import Need
from startups.support.states import NEED_LIFECYCLE, ServiceKind

PER_YEAR = 1.5  # needs that a company raises
JOURNALED_MONTHS = 15
ACCEPT_WITHIN, CLOSE_WITHIN = 1, 15  # working days
TITLES = {
    ServiceKind.FINANCE: "希望对接银行信用贷款",
    ServiceKind.TALENT: "核心研发人员入户问题",
    ServiceKind.MARKET: "希望进入首台套应用目录",
    ServiceKind.TECHNOLOGY: "寻找精密加工合作实验室",
    ServiceKind.SPACE: "需要扩大中试场地",
    ServiceKind.POLICY: "咨询研发费用加计扣除政策",
    ServiceKind.GOVERNMENT: "厂房用电扩容协调",
    ServiceKind.LEGAL: "合同与知识产权法律咨询",
}
RESOLVED = "已对接相关单位并达成一致，企业反馈满意。"
GIVEN_UP = "属政策限制，暂无法解决，已向企业说明。"


def raise_needs(
    scene: Scene, dice: Random, firm: Firm, officer: int, first: date, until: date
) -> None:
    """All needs of one company."""
    years = (until - first).days / 365
    count = int(years * PER_YEAR + dice.random())
    days = sorted(between(dice, first, until - DAY) for __ in range(count))
    if firm.account == scene.people["company"]:
        days.append(until - 4 * DAY)  # whoever signs in finds one under way
    for day in days:
        _raise(scene, dice, firm, officer, day)


def _raise(scene: Scene, dice: Random, firm: Firm, officer: int, day: date) -> None:
    close_by = scene.calendar.after(day, CLOSE_WITHIN)
    steps = _steps(scene, dice, officer, represent(scene, firm), day, close_by)
    kind, title = dice.choice(list(TITLES.items()))
    ending = next((s for s in steps if s.verb in ("resolve", "give_up")), None)
    number = formatted("XQ", day.year, scene.next(f"XQ {day.year}"))
    key = scene.add(
        Need,
        number=number,
        company_id=firm.key,
        kind=kind,
        title=title,
        description=f"{firm.name}提出：{title}，请协助对接。",
        status=ends_in(NEED_LIFECYCLE, [step.verb for step in steps]),
        raised_on=day,
        accept_by_day=scene.calendar.after(day, ACCEPT_WITHIN),
        close_by_day=close_by,
        closed_on=ending.at.date() if ending else None,
        handler_id=officer,
        resolution=ending.reason if ending else "",
    )
    since = moment(add_months(scene.today, -JOURNALED_MONTHS), 0)
    raised = min(moment(day, 9), scene.now)
    if raised >= since:
        note(scene, Need, key, "raise_need", raised, by=firm.account)
    record(scene, Need, key, NEED_LIFECYCLE, steps, since=since)


def _steps(
    scene: Scene, dice: Random, officer: int, company: int, day: date, close_by: date
) -> list[Step]:
    """As far as it has come by today; old ones have an end, new ones are on the way."""
    calendar = scene.calendar
    late = dice.random() < 0.12  # noqa: PLR2004  # take longer than they may
    done = calendar.on_or_after(
        close_by + (9 if late else -dice.randrange(1, 11)) * DAY
    )
    started = calendar.after(day, 2)
    planned = [
        Step("accept", office_hour(dice, calendar.after(day, 1)), officer),
        Step("work", office_hour(dice, started), officer),
    ]
    if dice.random() < 0.1:  # noqa: PLR2004  # need others
        asked = office_hour(dice, started + DAY)
        planned.append(Step("coordinate", asked, officer, "等待相关部门答复。"))
    at = office_hour(dice, max(done, started + 2 * DAY))
    if dice.random() < 0.07:  # noqa: PLR2004  # cannot be met
        planned.append(Step("give_up", at, officer, GIVEN_UP))
    else:
        planned.append(Step("resolve", at, officer, RESOLVED))
        if dice.random() < 0.9:  # noqa: PLR2004  # of companies say so
            confirmed = at + timedelta(days=dice.randrange(1, 9))
            planned.append(Step("confirm", confirmed, company))
    stuck = dice.random() < 0.55  # noqa: PLR2004  # of the recent ones nobody gets on with
    limit = office_hour(dice, scene.today - DAY)
    if stuck and day > add_months(scene.today, -2):
        limit = office_hour(dice, day + dice.randrange(2, 4) * DAY)
    return [step for step in planned if step.at <= min(limit, scene.now)]
