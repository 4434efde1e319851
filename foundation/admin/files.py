"""Uploads on the staff desk: what they are and whether they passed; never opened."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member
from foundation.edges.staff import LookOnlyAdmin, column
from foundation.files.models import StoredFile
from foundation.files.states import Check


@admin.register(StoredFile)
class StoredFileAdmin(LookOnlyAdmin):
    reads = Permission.READ_JOURNAL
    fields = [
        "key",
        "name",
        "kind",
        "size",
        "sha256",
        "shown_state",
        "finding",
        "uploaded_at",
        "uploaded_by",
    ]
    list_display = ["key", "kind", "size", "shown_state", "uploaded_at", "uploaded_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["uploaded_by"]
    search_fields = ["=sha256"]
    ordering = ["-uploaded_at"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        may = member(request).may
        return may(Permission.READ_JOURNAL) or may(Permission.MANAGE_ACCOUNTS)

    @column(_("check"), label={Check.AVAILABLE: "success", Check.REJECTED: "danger"})
    def shown_state(self, stored: StoredFile) -> tuple[str, str]:
        return stored.state, stored.get_state_display()
