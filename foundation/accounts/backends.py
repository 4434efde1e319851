"""Who asks, and what they may: read in one statement at every request."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Func, OuterRef

from foundation.accounts.models import Held, RoleGrant, User

FIELDS = [field.attname for field in User._meta.concrete_fields]


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
        with connection.cursor() as cursor:
            cursor.execute(_statement(), [user_id])
            found = cursor.fetchone()
        if found is None:
            return None
        *told, gives = found
        user = User.from_db(connection.alias, FIELDS, told)
        user.held = [Held(*row) for row in gives]
        return user if self.user_can_authenticate(user) else None
