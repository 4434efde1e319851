"""Who is told about what the bank says."""

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission


def bookers() -> list[User]:
    """Whoever books payments and deals with the bank."""
    held = RoleGrant.objects.with_permission(Permission.BOOK_PAYMENT)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))
