"""Accounts and roles on the staff desk: three separated powers, and no business data.

The system administrator opens and closes accounts, the security administrator gives
and ends roles, the auditor reads both.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm

from foundation.accounts import actions
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.edges.records import RecordAdmin
from foundation.edges.rights import member
from foundation.edges.staff import DeskInline, column
from foundation.refusals import Refusal

OVERSEE = (Permission.MANAGE_ACCOUNTS, Permission.GRANT_ROLES, Permission.READ_JOURNAL)


class Overseen:
    """What each of the three powers may look at."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return any(member(request).may(permission) for permission in OVERSEE)


class GrantInline(Overseen, DeskInline):
    model = RoleGrant
    fk_name = "user"
    fields = ["role", "scope_kind", "scope_id", "title", "granted_at", "ended_at"]


class ReasonForm(ActionForm):  # type: ignore[misc]  # unfold is untyped
    reason = forms.CharField(
        required=False,
        label=_("Reason"),
        widget=forms.TextInput({"placeholder": _("Reason")}),
    )


@admin.register(User)
class UserAdmin(Overseen, RecordAdmin):
    reads = Permission.MANAGE_ACCOUNTS
    edits = Permission.MANAGE_ACCOUNTS
    fields = ["email", "name", "language"]
    inlines = [GrantInline]
    list_display = ["email", "name", "is_active", "joined", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "name"]
    ordering = ["-id"]
    action_form = ReasonForm
    actions = ["close", "reopen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002  # Django's signature
        return ["email"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ARG002  # Django's signature
        return self.inlines if obj else []

    def enter(self, *, by: User, at: datetime, **facts: Any) -> User:
        return actions.open_account(by=by, at=at, **facts)

    def alter(self, record: User, *, by: User, at: datetime, **facts: Any) -> None:
        actions.change_account(record, by=by, at=at, **facts)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return member(request).may(Permission.MANAGE_ACCOUNTS)

    @admin.action(description=_("Close accounts"), permissions=["manage"])
    def close(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._each(request, users, actions.close_account)

    @admin.action(description=_("Open accounts again"), permissions=["manage"])
    def reopen(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._each(request, users, actions.reopen_account)

    def _each(
        self, request: HttpRequest, users: QuerySet[User], use_case: Any
    ) -> None:  # fmt: skip
        """One by one, and of each what happened."""
        for user in users:
            try:
                reason = request.POST.get("reason", "")
                use_case(user, by=member(request), reason=reason)
            except Refusal as refusal:
                messages.error(request, f"{user.email}: {refusal.sentence}")
            else:
                messages.success(request, _("%s: done.") % user.email)


class GrantForm(forms.ModelForm[RoleGrant]):
    class Meta:
        model = RoleGrant
        fields = ["user", "role", "scope_kind", "scope_id", "title"]
        help_texts = {
            "scope_id": _(
                "The code of the district, or the number in the address of the "
                "company, incubator or program."
            ),
        }

    def _post_clean(self) -> None:
        """Leave the constraints to the database: they ask for fields left out here."""
        self.instance.validate_constraints = _not_here  # type: ignore[method-assign]  # for this form's row alone
        super()._post_clean()  # type: ignore[misc]  # Django's hook has no stub


def _not_here(exclude: object = None) -> None:
    """In place of a check that the use case makes."""


@admin.register(RoleGrant)
class RoleGrantAdmin(Overseen, RecordAdmin):
    """Given and ended, never edited; who held what when stays on record."""

    reads = Permission.GRANT_ROLES
    edits = Permission.GRANT_ROLES
    form = GrantForm
    autocomplete_fields = ["user"]
    list_display = ["user", "role", "scope_kind", "scope_id", "granted_at", "live"]
    list_filter = ["role", "scope_kind", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name", "scope_id"]
    ordering = ["-id"]
    actions = ["end"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_grant_permission(self, request: HttpRequest) -> bool:
        return member(request).may(Permission.GRANT_ROLES)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> RoleGrant:
        scope = ScopeKind(facts.pop("scope_kind", ScopeKind.EVERYTHING))
        user, role = facts.pop("user"), Role(facts.pop("role"))
        return actions.grant(user, role, scope=scope, by=by, at=at, **facts)

    @admin.action(description=_("End these roles"), permissions=["grant"])
    def end(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        by, at = member(request), timezone.now()
        for grant in grants.select_related("user"):
            try:
                actions.end(grant, by=by, at=at)
            except Refusal as refusal:
                messages.error(request, f"{grant}: {refusal.sentence}")
            else:
                messages.success(request, _("%s: done.") % grant)

    @column(_("held"), label={"yes": "success", "no": "info"})
    def live(self, grant: RoleGrant) -> tuple[str, Any]:
        past = grant.expires_at is not None and grant.expires_at <= timezone.now()
        if grant.ended_at is None and not past:
            return "yes", _("now")
        return "no", _("ended")
