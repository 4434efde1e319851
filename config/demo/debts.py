"""Money that is owed back, asked for by the use cases themselves, on days gone by.

It comes after the city stands: guards are on duty and the journal has its own clock.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet

from config.demo.scene import Scene
from foundation.accounts.actions import give
from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.outbox.models import Message
from foundation.periods import city_day
from programs.awards.states import LIVE, Status
from programs.models import Award, Recovery
from programs.recovery import actions
from programs.recovery.queries import left_of
from programs.recovery.rules import Case
from programs.recovery.states import Breach

AGREED = "承诺书第七条"
RULE = "穗科规〔2016〕10号 第二十一条"
SAID = {
    Breach.FALSE_MATERIAL: "经核查，企业申报时提交的专项审计报告与税务申报数据不一致。",
    Breach.MOVED_OUT: "企业已于五年承诺期内将工商登记和税务关系迁至佛山市。",
    Breach.TARGET_MISSED: "任务书约定新增就业200人，实际新增150人。",
    Breach.OTHER: "审计发现部分资金用于与项目无关的办公场所装修。",
}
BASIS = {Breach.MOVED_OUT: AGREED, Breach.TARGET_MISSED: AGREED}


def owe(scene: Scene) -> None:
    """One of each age: a proposal, a demand under way, paid in parts, and enforced.

    Nobody is written to: letters of days gone by would go out today.
    """
    revoked = _with_money(Award.objects.filter(status=Status.REVOKED))
    lately = scene.today - timedelta(days=140)  # no installment comes before its money
    standing = Award.objects.filter(status__in=LIVE)
    settled = standing.exclude(entries__booked_on__gt=lately)
    live = iter(_with_money(settled).order_by("-id"))
    with transaction.atomic():
        for award in revoked[:2]:
            _enforced(scene, award)
        for tell in (_moved_out, _in_parts, _proposed):
            if found := next(live, None):
                tell(scene, found)
        Message.objects.filter(template__startswith="recovery_").delete()


def _with_money(rows: QuerySet[Award]) -> QuerySet[Award]:
    return rows.filter(paid__gt=F("recovered")).select_related("program", "company")


def _people(scene: Scene) -> Iterator[User]:
    for code in ("officer", "leader", "finance"):
        yield User.objects.get(pk=scene.people[code])


def _ask(
    scene: Scene, award: Award, breach: Breach, at: datetime, **figures: str
) -> Recovery:
    officer, *__ = _people(scene)
    day = max(city_day(at) - timedelta(days=20), award.decided_on)
    basis, facts = BASIS.get(breach, RULE), dict(figures)
    case = Case(breach, day, basis, SAID[breach], facts)
    recovery: Recovery = actions.propose(award, case, by=officer, at=at)
    return recovery


def _demanded(
    scene: Scene, award: Award, breach: Breach, days: int, **figures: str
) -> Recovery:
    """Proposed and approved so many days ago."""
    at = scene.now - timedelta(days=days)
    recovery = _ask(scene, award, breach, at, **figures)
    __, leader, __ = _people(scene)
    actions.demand(recovery, by=leader, at=at + timedelta(days=1))
    return recovery


def _enforced(scene: Scene, award: Award) -> None:
    recovery = _demanded(scene, award, Breach.FALSE_MATERIAL, 130)
    __, leader, __ = _people(scene)
    actions.refer(
        recovery,
        by=leader,
        at=scene.now - timedelta(days=40),
        reason="逾期未退，催告无果。",
        referred_to="广州市越秀区人民法院",
        case_number="（示例）粤0104执1号",
    )


def _show(scene: Scene, award: Award) -> None:
    """To the sign-in of awarded companies, if it does not see this one anyway."""
    who = User.objects.get(pk=scene.people["awarded"])
    if not who.may(Permission.REQUEST_CHANGE, at=award.company):
        here, role = ScopeKind.COMPANY, Role.COMPANY_ADMIN
        give(who, role, by=SYSTEM, at=scene.now, scope=here, scope_id=award.company_id)


def _moved_out(scene: Scene, award: Award) -> None:
    """Demanded lately; the first installment has come."""
    recovery = _demanded(scene, award, Breach.MOVED_OUT, 20)
    _show(scene, award)
    _repay(scene, recovery, left_of(recovery) / 2, days=6)


def _in_parts(scene: Scene, award: Award) -> None:
    """Paid back in two installments: settled."""
    figures = {"target": "200", "actual": "150"}
    recovery = _demanded(scene, award, Breach.TARGET_MISSED, 75, **figures)
    _repay(scene, recovery, left_of(recovery) / 3, days=60)
    _repay(scene, recovery, left_of(recovery), days=48)


def _repay(scene: Scene, recovery: Recovery, amount: Decimal, *, days: int) -> None:
    *__, finance = _people(scene)
    at = scene.now - timedelta(days=days)
    day = city_day(at)
    actions.repay(
        recovery,
        amount=amount.quantize(Decimal("0.01")),
        receipt=f"CZ{day.year}-{scene.next('receipt'):05d}",
        received_on=day,
        by=finance,
        at=at,
    )


def _proposed(scene: Scene, award: Award) -> None:
    """Waits for the second signature."""
    at = scene.now - timedelta(days=2)
    _ask(scene, award, Breach.OTHER, at, amount="86000.00")
