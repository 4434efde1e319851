"""Who asks, and what they may: read in one statement at every request."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, OuterRef

from foundation.accounts.models import Held, RoleGrant, User


class Row(Func):
    """Several columns as one array."""

    function = "ARRAY"
    template = "%(function)s[%(expressions)s]"
    output_field = ArrayField(CharField())


@cache
def _statement() -> str:
    """The same for everybody but for the number of the account, so built once."""
    live = RoleGrant.objects.live().filter(user=OuterRef("pk")).order_by()
    gives = ArraySubquery(live.values(row=Row(*Held._fields)))
    asking = User.objects.filter(pk=0).annotate(gives=gives)
    statement, _account = asking.query.sql_with_params()
    return statement


class Accounts(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's ways to sign in; an account comes with the grants it holds."""

    def get_user(self, user_id: int) -> User | None:
        found: list[Any] = list(User.objects.raw(_statement(), [user_id]))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        (user,) = found
        user.held = [Held(*row) for row in user.gives]
        return user  # type: ignore[no-any-return]  # what raw SQL finds has no type
