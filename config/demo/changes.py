"""Changes that companies have asked for, by the use cases themselves."""

from datetime import timedelta
from io import BytesIO

from config.demo.files import CONTENT
from config.demo.scene import Scene
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Role, ScopeKind
from foundation.files.actions import check_waiting
from programs.agreements import actions
from programs.agreements.rules import Particulars
from programs.awards.states import Status
from programs.models import Award, ChangeRequest

PROOF = "变更登记通知书.pdf"
LATER = "关键设备交付延期，研发平台建设顺延，申请将奖励期限延长一年。"


def ask(scene: Scene) -> None:
    """One of each stage: decided, heard, and waiting for the leader or finance."""
    rows = Award.objects.filter(status=Status.ACTIVE).order_by("-id")
    awards = list(rows.select_related("program", "company__district")[:8])
    for tell, award in zip((_term, _name, _district, _account), awards, strict=False):
        tell(scene, award)
    check_waiting(now=scene.now, most=50)


def _company(award: Award) -> User:
    held = RoleGrant.objects.filter(
        role=Role.COMPANY_ADMIN,
        scope_kind=ScopeKind.COMPANY,
        scope_id=str(award.company_id),
        ended_at=None,
    )
    return held.select_related("user").order_by("id")[0].user


def _district_of(scene: Scene, award: Award) -> User:
    return User.objects.get(pk=scene.people[f"district {award.company.district_id}"])


def _asked(
    scene: Scene,
    award: Award,
    kind: str,
    wanted: dict[str, str],
    reason: str,
    days: int,
) -> ChangeRequest:
    return actions.ask(
        award,
        kind,
        wanted,
        reason=reason,
        evidence=(PROOF, BytesIO(CONTENT)),
        by=_company(award),
        at=scene.now - timedelta(days=days),
    )


def _term(scene: Scene, award: Award) -> None:
    ends_on = award.term_ends_on + timedelta(days=365)
    change = _asked(scene, award, "term", {"ends_on": ends_on.isoformat()}, LATER, 40)
    at = scene.now - timedelta(days=33)
    actions.give_opinion(
        change,
        favors=True,
        opinion="情况属实，同意延期，请企业按季度报送进度。",
        by=_district_of(scene, award),
        at=at,
    )
    officer = User.objects.get(pk=scene.people["officer"])
    actions.approve(change, by=officer, at=at + timedelta(days=2))


def _name(scene: Scene, award: Award) -> None:
    named = award.company.name.replace("有限公司", "（广州）有限公司")
    reason = "企业股份制改造，已办理名称变更登记。"
    _asked(scene, award, "name", {"name": named}, reason, 3)


def _district(scene: Scene, award: Award) -> None:
    there = "440112" if award.company.district_id != "440112" else "440106"
    reason = "研发总部迁入新园区，注册地址随迁，仍在广州市内。"
    change = _asked(scene, award, "district", {"district": there}, reason, 12)
    actions.give_opinion(
        change,
        favors=True,
        opinion="同意迁出，年度报告已按期报送。",
        by=_district_of(scene, award),
        at=scene.now - timedelta(days=6),
    )


def _account(scene: Scene, award: Award) -> None:
    told = Particulars(
        award.company.name,
        "中信银行广州花城支行",
        "302581044210",
        "8110901012301456789",
    )
    actions.ask_for_account(
        award,
        told,
        proof=("开户许可证.pdf", BytesIO(CONTENT)),
        reason="基本账户变更，原账户拟注销。",
        by=_company(award),
        at=scene.now - timedelta(days=2),
    )
