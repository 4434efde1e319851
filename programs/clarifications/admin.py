"""Questions and changes of calls on the staff desk: worded, and published by button."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import column
from programs.clarifications import actions
from programs.clarifications.models import Amendment, Clarification
from programs.clarifications.states import AmendmentStatus, Status

ASKED: dict[str, str] = {
    Status.ASKED: "warning",
    Status.PUBLISHED: "success",
    Status.DECLINED: "danger",
}
WRITTEN: dict[str, str] = {
    AmendmentStatus.DRAFT: "warning",
    AmendmentStatus.PUBLISHED: "success",
}


@admin.register(Clarification)
class ClarificationAdmin(RecordAdmin):
    reads = Permission.EDIT_CALL
    edits = Permission.EDIT_CALL
    buttons = {"publish": actions.publish, "decline": actions.decline}
    list_display = ["question", "call", "company", "shown_status", "asked_at"]
    list_filter = ["status", "call"]
    list_select_related = ["call", "company"]
    search_fields = ["asked", "company__name"]
    ordering = ["-id"]
    fields = [
        "call", "company", "asked", "asked_by", "asked_at", "status", "number",
        "wording", "answer", "answered_by", "answered_at",
    ]  # fmt: skip
    readonly_fields = [
        "call", "company", "asked", "asked_by", "asked_at", "status", "number",
        "answered_by", "answered_at",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Companies ask; staff answer."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        open_still = obj is None or obj.status == Status.ASKED
        return open_still and super().has_change_permission(request, obj)

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:
        actions.word(record, by=by, at=at, **facts)

    @column(_("question"), ordering="asked")
    def question(self, row: Clarification) -> str:
        return row.asked if len(row.asked) <= 80 else f"{row.asked[:79]}…"  # noqa: PLR2004  # a line of a list

    @column(_("status"), label=ASKED, ordering="status")
    def shown_status(self, row: Clarification) -> tuple[str, str]:
        return row.status, row.get_status_display()


@admin.register(Amendment)
class AmendmentAdmin(RecordAdmin):
    reads = Permission.READ_PROGRAMS
    edits = Permission.EDIT_CALL
    buttons = {"announce": actions.announce}
    list_display = ["titled", "call", "number", "shown_status", "announced_at"]
    list_filter = ["status", "call"]
    list_select_related = ["call"]
    ordering = ["-id"]
    fields = [
        "call", "title", "text", "new_close", "status", "number", "old_close",
        "announced_by", "announced_at",
    ]  # fmt: skip
    readonly_fields = ["status", "number", "old_close", "announced_by", "announced_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        being_written = obj is None or obj.status == AmendmentStatus.DRAFT
        return being_written and super().has_change_permission(request, obj)

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:  # noqa: ARG002  # RecordAdmin's signature
        return actions.draft(by=by, **facts)

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:  # noqa: ARG002  # as above
        actions.reword(record, by=by, **facts)

    @column(_("what changes"))
    def titled(self, row: Amendment) -> str:
        return str(row)

    @column(_("status"), label=WRITTEN, ordering="status")
    def shown_status(self, row: Amendment) -> tuple[str, str]:
        return row.status, row.get_status_display()
