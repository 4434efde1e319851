"""Giving and ending roles, and letting people in or out."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ApiToken, RoleGrant, System, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.outbox.actions import post
from foundation.refusals import Refusal, use_case


@use_case
def grant(  # a grant is person, role, place and giver
    user: User,
    role: Role,
    *,
    by: User | System,
    at: datetime,
    scope: ScopeKind = ScopeKind.EVERYTHING,
    scope_id: object = "",
    title: str = "",
) -> RoleGrant:
    """Give `user` a role; the table's own constraints know which ones go together."""
    if not by.may(Permission.GRANT_ROLES):
        raise PermissionDenied
    return give(user, role, by=by, at=at, scope=scope, scope_id=scope_id, title=title)


@use_case
def give(  # as `grant`
    user: User,
    role: Role,
    *,
    by: User | System,
    at: datetime,
    scope: ScopeKind,
    scope_id: object = "",
    **more: Any,
) -> RoleGrant:
    """`grant` for use cases above that have checked a right of their own.

    `more` is the title that somebody has there, and until when (`expires_at`).
    """
    what = {"user": user, "role": role, "scope_kind": scope, "scope_id": str(scope_id)}
    _end_expired(what, by=by, at=at)
    given = RoleGrant.objects.create(
        **what,
        **more,
        granted_at=at if by.pk else None,
        granted_by_id=by.pk,
    )
    user.forget_held()
    record(given, "grant", by=by, role=str(role), scope=str(scope), of=str(scope_id))
    return given


def _end_expired(what: dict[str, Any], *, by: User | System, at: datetime) -> None:
    """A role whose time has passed makes room for the same one given anew."""
    if by.pk:
        past = RoleGrant.objects.filter(**what, ended_at=None, expires_at__lte=at)
        past.update(ended_at=at, ended_by_id=by.pk)


@use_case
def end(held: RoleGrant, *, by: User, at: datetime) -> None:
    """End a role from now on; who held it when stays on record."""
    if not (
        by.may(Permission.GRANT_ROLES) or by.may(Permission.MANAGE_MEMBERS, at=held)
    ):
        raise PermissionDenied
    take_back(held, by=by, at=at)


@use_case
def take_back(held: RoleGrant, *, by: User, at: datetime) -> None:
    """`end` for use cases above that have checked a right of their own."""
    mine = RoleGrant.objects.live().filter(pk=held.pk)
    if not mine.update(ended_at=at, ended_by=by):
        raise Refusal(_("This role has ended already."), code="ended")
    held.ended_at, held.ended_by = at, by
    held.user.forget_held()
    record(held, "end", by=by, role=held.role)


@use_case
def open_account(
    email: str, name: str, *, by: User, at: datetime, language: str = "zh-hans"
) -> User:  # fmt: skip
    """Open an account for somebody, who then chooses a password by mail."""
    if not by.may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
    user = User.objects.create_user(email, None, name=name, language=language)
    record(user, "open_account", by=by, email=user.email)
    key = f"account_opened:{user.pk}"
    path = reverse("account_reset_password")
    post("account_opened", to=user, key=key, at=at, name=name, path=path)
    return user


@use_case
def change_account(user: User, *, by: User, at: datetime, **facts: str) -> None:  # noqa: ARG001  # every move is told when
    """Correct a name or a language; an address is changed by its owner."""
    if not by.may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
    before = {field: getattr(user, field) for field in facts}
    for field, value in facts.items():
        setattr(user, field, value)
    user.save(update_fields=list(facts))
    record(user, "change_account", by=by, before=before, after=facts)


@use_case
def close_account(user: User, *, by: User, reason: str) -> None:
    """Keep somebody from signing in; their rows and history stay."""
    _may_close(user, by, reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(user, "close_account", by=by, reason=reason)


@use_case
def reopen_account(user: User, *, by: User, reason: str) -> None:
    """Let somebody sign in again."""
    _may_close(user, by, reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(user, "reopen_account", by=by, reason=reason)


@use_case
def make_token(user: User, name: str, *, expires: datetime, by: User) -> str:
    """A new key for `user`, who alone may make one; it is never shown again."""
    if by != user or not user.is_active:
        raise PermissionDenied
    key = f"kapok_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user, name=name, digest=_digest(key), expires_on=expires
    )
    record(token, "make_token", by=by, name=name)
    return key


@use_case
def holder_of(key: str, *, at: datetime) -> User | None:
    """Whose key this is, if it is somebody's and still good; notes its first use."""
    tokens = ApiToken.objects.select_related("user").filter(
        digest=_digest(key), expires_on__gt=at, user__is_active=True
    )
    token = tokens.first()
    if token is None:
        return None
    tokens.filter(used_on=None).update(used_on=at)
    return token.user


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _may_close(user: User, by: User, reason: str) -> None:
    if not by.may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
    if user == by:
        raise Refusal(_("Nobody closes or opens their own account."), code="own")
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
