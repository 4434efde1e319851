"""People and the roles they hold: access comes from grants, never from a flag."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import (
    ADMINISTRATORS,
    AGENTS,
    GRANTS,
    POWERS,
    Permission,
    Role,
    ScopeKind,
    roles_with,
)
from foundation.journal.history import with_history
from foundation.refusals import both_or_neither, starts_before_ends

ScopeKey = tuple[str, str]  # (ScopeKind, id); ids are text, as districts have codes


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a person may use a permission: everywhere, or in these places."""

    everything: bool
    keys: frozenset[ScopeKey]

    def ids(self, kind: str) -> list[str]:
        return sorted(key for scope, key in self.keys if scope == kind)

    def covers(self, places: Collection[ScopeKey]) -> bool:
        return self.everything or not self.keys.isdisjoint(places)

    def __bool__(self) -> bool:
        return self.everything or bool(self.keys)


NOWHERE = Reach(everything=False, keys=frozenset())


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """The first account: a security administrator, who gives others their roles."""
        user = self.create_user(email, password, **fields)
        RoleGrant.objects.create(user=user, role=Role.SECADMIN)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class Held(NamedTuple):
    """What one live grant gives: a role, and where."""

    role: str
    scope_kind: str
    scope_id: str


class User(AbstractBaseUser):
    """Someone who signs in with an e-mail address."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=12, default="zh-hans")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                name="user_email_is_unique",
                fields=["email"],
                violation_error_code="email_taken",
                violation_error_message=_("There is an account with this address."),
            ),
            models.CheckConstraint(
                name="user_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_code="email",
                violation_error_message=_("Addresses are kept in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    get_short_name = get_full_name

    @cached_property
    def held(self) -> list[Held]:
        """Live grants, read once per request, and no more of them than is asked."""
        if not (self.pk and self.is_active):
            return []
        live = self.grants.live().order_by()
        return [Held(*row) for row in live.values_list(*Held._fields)]

    @property
    def itself(self) -> "User":
        """Out of Django's lazy stand-in, which costs at each word of a long list."""
        return self

    def forget_held(self) -> None:
        """A grant has come or gone: who asks next reads them anew."""
        self.__dict__.pop("held", None)
        self.__dict__.pop("_reaches", None)

    @property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.held}

    @cached_property
    def _reaches(self) -> dict[str, Reach]:
        """What was worked out from `held` already; forgotten together with it."""
        return {}

    def reach(self, permission: str) -> Reach:
        """Where this person may use `permission`; a list asks for every row."""
        if permission not in self._reaches:
            self._reaches[permission] = self._reach(permission)
        return self._reaches[permission]

    def _reach(self, permission: str) -> Reach:
        keys = {
            (grant.scope_kind, grant.scope_id)
            for grant in self.held
            if permission in GRANTS[Role(grant.role)].permissions
        }
        if not keys:
            return NOWHERE
        return Reach((ScopeKind.EVERYTHING, "") in keys, frozenset(keys))

    def may(self, permission: str, at: Any = None) -> bool:
        """Whether `permission` is held at `at`, or with no `at`, anywhere."""
        reach = self.reach(permission)
        if at is None or reach.everything or not reach.keys:
            return bool(reach)
        return reach.covers(at.scope_keys())

    # What Django's admin asks; the answers come from the same table.
    @property
    def is_staff(self) -> bool:
        return self.may(Permission.SEE_DESK)

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """No model permissions here: each admin class asks `may`."""
        return False

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002  # Django's signature
        return self.is_staff


class System:
    """The actor of background work: takes any move, and is journaled as no one."""

    pk = None
    is_active = True

    def may(self, permission: str, at: Any = None) -> bool:  # noqa: ARG002  # an Actor's signature
        return True

    def reach(self, permission: str) -> Reach:  # noqa: ARG002  # an Actor's signature
        return Reach(everything=True, keys=frozenset())

    def __str__(self) -> str:
        return "system"


SYSTEM = System()


def person_field(label: StrOrPromise) -> "models.ForeignKey[User | None, User | None]":
    """Who did something: nobody until a use case writes it down, and kept for good."""
    return models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=label,
    )


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def live(self) -> "RoleGrantQuerySet":
        """Neither ended nor past their last moment, by the database's clock."""
        in_time = Q(expires_at=None) | Q(expires_at__gt=Now())
        return self.filter(in_time, ended_at=None)

    def at(self, kind: str, key: object) -> "RoleGrantQuerySet":
        return self.filter(scope_kind=kind, scope_id=str(key))

    def with_permission(self, permission: str) -> "RoleGrantQuerySet":
        return self.live().filter(role__in=roles_with(permission))


def _role_fits_scope() -> Q:
    fits = Q()
    for role, grant in GRANTS.items():
        fits |= Q(role=role, scope_kind__in=sorted(grant.scopes))
    return fits


LIVE = Q(ended_at=None)
WITHOUT_ID = [ScopeKind.EVERYTHING, ScopeKind.ASSIGNMENT]


@with_history
class RoleGrant(models.Model):
    """A role that somebody holds somewhere; ended, never deleted.

    One that the system gave (the first account, whoever registers a company) names no
    giver; the journal has the moment.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="grants", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope_kind = models.CharField(
        _("limited to"), max_length=12, choices=ScopeKind, default=ScopeKind.EVERYTHING
    )
    scope_id = models.CharField(_("which one"), max_length=20, blank=True)
    title = models.CharField(_("title there"), max_length=60, blank=True)
    granted_at = models.DateTimeField(_("granted"), null=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("granted by")
    )
    expires_at = models.DateTimeField(_("holds until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                name="role_grant_held_once",
                fields=["user", "role", "scope_kind", "scope_id"],
                condition=LIVE,
                violation_error_code="held",
                violation_error_message=_("This person has this role already."),
            ),
            models.CheckConstraint(
                name="role_grant_fits_its_scope",
                condition=_role_fits_scope(),
                violation_error_code="scope",
                violation_error_message=_("This role cannot be limited in that way."),
            ),
            models.CheckConstraint(
                name="role_grant_names_its_scope",
                condition=Q(scope_kind__in=WITHOUT_ID, scope_id="")
                | (~Q(scope_kind__in=WITHOUT_ID) & ~Q(scope_id="")),
                violation_error_code="scope",
                violation_error_message=_("Say which one the role is limited to."),
            ),
            models.CheckConstraint(
                name="role_grant_not_by_oneself",
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                violation_error_code="own_role",
                violation_error_message=_("Nobody can give a role to themself."),
            ),
            both_or_neither("role_grant", "granted"),
            both_or_neither("role_grant", "ended"),
            starts_before_ends("role_grant", "granted_at", "expires_at"),
            models.CheckConstraint(
                name="role_grant_of_an_agent_has_an_end",
                condition=~Q(role__in=sorted(AGENTS)) | Q(expires_at__isnull=False),
                violation_error_code="expires",
                violation_error_message=_("An agent acts until a day that is named."),
            ),
            models.UniqueConstraint(
                name="role_grant_one_power_each",
                fields=["user"],
                condition=LIVE & Q(role__in=sorted(POWERS)),
                violation_error_code="powers",
                violation_error_message=_(
                    "System, security and audit powers are kept by different people."
                ),
            ),
            ExclusionConstraint(
                name="role_grant_administrators_do_no_business",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Case(
                            When(role__in=sorted(ADMINISTRATORS), then=Value(1)),
                            default=Value(0),
                            output_field=models.IntegerField(),
                        ),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                condition=LIVE,
                violation_error_code="powers",
                violation_error_message=_(
                    "Whoever administers accounts or rights holds no business role."
                ),
            ),
        ]
        indexes = [
            models.Index("scope_kind", "scope_id", "role", name="role_grant_by_scope")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return [(self.scope_kind, self.scope_id)]


class ApiToken(models.Model):
    """A key that a program of somebody's shows instead of signing in.

    Only its digest is kept; the key itself is shown once, when it is made.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="tokens", verbose_name=_("account")
    )
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_on = models.DateTimeField(_("made"), auto_now_add=True)
    expires_on = models.DateTimeField(_("expires"))
    used_on = models.DateTimeField(_("first used"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-made_on"]

    def __str__(self) -> str:
        return self.name
