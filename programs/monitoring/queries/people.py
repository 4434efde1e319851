"""Who is told about the reports of an award."""

from django.db.models import Q

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission, ScopeKind
from programs.awards.models import Award


def of_the_district(award: Award) -> list[User]:
    """Whoever checks the reports of the company's district."""
    held = RoleGrant.objects.with_permission(Permission.CHECK_REPORT)
    there = held.at(ScopeKind.DISTRICT, award.company.district_id)
    return list(User.objects.filter(is_active=True, pk__in=there.values("user")))


def of_the_city(award: Award) -> list[User]:
    """Whoever confirms the reports of the program."""
    held = RoleGrant.objects.with_permission(Permission.CONFIRM_REPORT)
    there = held.filter(
        Q(scope_kind=ScopeKind.EVERYTHING)
        | Q(scope_kind=ScopeKind.PROGRAM, scope_id=str(award.program_id))
    )
    return list(User.objects.filter(is_active=True, pk__in=there.values("user")))
