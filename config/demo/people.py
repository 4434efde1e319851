"""Sign-ins: one per role to remember, and everybody else whom the history needs."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from config.demo import names
from config.demo.companies import email
from config.demo.days import add_months, office_hour
from config.demo.firms import Firm
from config.demo.scene import Scene
from config.demo.words import DISTRICT_NAMES
from foundation.accounts.permissions import Role, ScopeKind
from foundation.models import RoleGrant, User

PASSWORD = "kapok-demo"  # noqa: S105  # for invented people only, and printed on purpose
DOMAIN = "kapok.example"
MONTHS_KNOWN = 47  # since when the city's staff have had accounts
SHOWN_DISTRICT = "440106"


@dataclass(frozen=True, slots=True)
class SignIn:
    """An address to remember, and where its role holds."""

    code: str
    name: str
    role: Role
    scope: ScopeKind = ScopeKind.EVERYTHING
    language: str = "zh-hans"

    @property
    def email(self) -> str:
        return f"{self.code}@{DOMAIN}"


SIGN_INS = [
    SignIn("secadmin", "安小全", Role.SECADMIN),
    SignIn("sysadmin", "习小统", Role.SYSADMIN),
    SignIn("auditor", "沈小计", Role.AUDITOR),
    SignIn("supervisor", "纪小监", Role.SUPERVISOR),
    SignIn("leader", "梁领航", Role.LEADER),
    SignIn("officer", "陈经办", Role.OFFICER),
    SignIn("checker", "何复核", Role.CHECKER),
    SignIn("finance", "钱初审", Role.FINANCE, language="en"),
    SignIn("finance2", "傅复审", Role.FINANCE),
    SignIn("district", "区小天", Role.DISTRICT, ScopeKind.DISTRICT),
    SignIn("service", "傅服务", Role.SERVICE, ScopeKind.COMPANY),
    SignIn("operator", "卢运营", Role.OPERATOR, ScopeKind.CARRIER),
    SignIn("expert", "詹评审", Role.EXPERT, ScopeKind.ASSIGNMENT),
    SignIn("company", "何创始", Role.COMPANY_ADMIN, ScopeKind.COMPANY),
    SignIn("awarded", "贺获奖", Role.COMPANY_ADMIN, ScopeKind.COMPANY),
    SignIn("editor", "白填报", Role.COMPANY_EDITOR, ScopeKind.COMPANY),
    SignIn("agent", "戴小办", Role.AGENT, ScopeKind.COMPANY),
    SignIn("agent2", "戴提交", Role.AGENT_SUBMITTER, ScopeKind.COMPANY),
]
SERVICE_OFFICERS = 7  # beside the one to remember


def addresses() -> list[str]:
    return [who.email for who in SIGN_INS]


def employ(scene: Scene) -> None:
    """The city's staff, and one desk for every district."""
    hashed = make_password(PASSWORD)
    scene.password = hashed
    for who in SIGN_INS:
        scene.people[who.code] = account(
            scene, who.email, who.name, language=who.language
        )
        if who.scope == ScopeKind.EVERYTHING:
            grant(scene, scene.people[who.code], who.role, ScopeKind.EVERYTHING)
    grant(scene, scene.people["expert"], Role.EXPERT, ScopeKind.ASSIGNMENT)
    dice = scene.dice("staff")
    for code in DISTRICT_NAMES:
        key = scene.people["district"]
        if code != SHOWN_DISTRICT:
            key = account(scene, f"district-{code}@{DOMAIN}", names.person(dice))
        scene.people[f"district {code}"] = key
        grant(scene, key, Role.DISTRICT, ScopeKind.DISTRICT, code)
    scene.people["service 0"] = scene.people["service"]
    for n in range(1, SERVICE_OFFICERS + 1):
        key = account(scene, f"service-{n}@{DOMAIN}", names.person(dice))
        scene.people[f"service {n}"] = key


def account(scene: Scene, address: str, name: str, *, language: str = "zh-hans") -> int:
    """Somebody who can sign in, with an address that has been confirmed."""
    key: int = scene.add(
        User,
        email=address,
        name=name,
        language=language,
        password=scene.password,
        joined=since(scene),
    )
    scene.add(EmailAddress, user_id=key, email=address, verified=True, primary=True)
    return key


def since(scene: Scene) -> datetime:
    day = add_months(scene.today, -MONTHS_KNOWN)
    return office_hour(scene.dice("joined"), day)


def grant(
    scene: Scene,
    user: int,
    role: Role,
    kind: ScopeKind,
    place: object = "",
    *,
    ended_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """A role given by the security administrator; the system gave that one's own, and
    makes whoever registers a company its administrator.
    """
    own = user == scene.people["secadmin"] or role == Role.COMPANY_ADMIN
    key: int = scene.add(
        RoleGrant,
        user_id=user,
        role=role,
        scope_kind=kind,
        scope_id=str(place),
        granted_at=None if own else since(scene),
        granted_by_id=None if own else scene.people["secadmin"],
        ended_at=ended_at,
        ended_by_id=scene.people["officer"] if ended_at else None,
        expires_at=expires_at,
    )
    return key


def represent(scene: Scene, firm: Firm) -> int:
    """Whoever applies and reports for a company; made when first needed."""
    if not firm.account:
        firm.account = account(scene, email(firm, "admin"), firm.representative)
        grant(scene, firm.account, Role.COMPANY_ADMIN, ScopeKind.COMPANY, firm.key)
    return firm.account
