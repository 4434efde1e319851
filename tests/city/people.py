"""The days of the city, its people and its companies."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import AGENTS, GRANTS, Role, ScopeKind
from foundation.moves import advance as bare_advance
from foundation.refusals import use_case
from startups.companies.rules import check_character
from startups.models import Company

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
YEAR = 2026
_serial = count(1)
advance = use_case(bare_advance)  # outside of any use case, a unit of its own


def serial() -> int:
    return next(_serial)


def a_uscc() -> str:
    body = f"91440106{serial():09d}"
    return body + check_character(body)


def a_user(*roles: Role, at: Any = None, name: str = "Bo") -> User:
    """Somebody with these roles everywhere, or at `at` where the role has a scope."""
    number = serial()
    user = User.objects.create(email=f"bo{number}@example.org", name=f"{name} {number}")
    for role in roles:
        give(user, role, at)
    return user


def give(user: User, role: Role, at: Any = None) -> RoleGrant:
    kinds = GRANTS[role].scopes
    if at is None:
        wide = [ScopeKind.EVERYTHING, ScopeKind.ASSIGNMENT]
        kind, key = next(k for k in wide if k in kinds), ""
    else:
        kind, key = next((k, i) for k, i in at.scope_keys() if k in kinds)
    user.forget_held()
    ends = datetime.now(UTC) + timedelta(days=30) if role in AGENTS else None
    return RoleGrant.objects.create(
        user=user, role=role, scope_kind=kind, scope_id=key, expires_at=ends
    )


def a_company(district: str = "440106", **fields: Any) -> Company:
    fields.setdefault("name", f"木棉科技{serial()}号有限公司")
    fields.setdefault("uscc", a_uscc())
    return Company.objects.create(district_id=district, **fields)
