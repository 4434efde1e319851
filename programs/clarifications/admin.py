"""Questions and changes of calls on the staff desk: worded, and published by button."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import column
from foundation.translated import Texts
from programs.clarifications import actions
from programs.clarifications.models import Amendment, Clarification
from programs.clarifications.states import AmendmentStatus, Status

ASKED: dict[str, str] = {
    Status.ASKED: "warning",
    Status.PUBLISHED: "success",
    Status.DECLINED: "danger",
}
SHOWN = {
    "wording": "shown_wording",
    "answer": "shown_answer",
    "title": "shown_title",
    "text": "shown_text",
}
WRITTEN: dict[str, str] = {
    AmendmentStatus.DRAFT: "warning",
    AmendmentStatus.PUBLISHED: "success",
}


def _in_languages(texts: Texts) -> SafeString | str:
    """A text as it stands in each language, one below the other."""
    said = [(code, text) for code, text in texts.items() if text]
    lines = '<p lang="{}" class="whitespace-pre-line">{}</p>'
    return format_html_join("", lines, said) or "—"


class PublishedAdmin(RecordAdmin):
    """What can be changed no more is shown as people read it."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_fields(request, obj))
        if obj is None or self.has_change_permission(request, obj):
            return fields
        return [SHOWN.get(name, name) for name in fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [name for name in SHOWN.values() if hasattr(self, name)]
        return [*super().get_readonly_fields(request, obj), *shown]


@admin.register(Clarification)
class ClarificationAdmin(PublishedAdmin):
    reads = Permission.READ_PROGRAMS
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

    @column(_("question as published"))
    def shown_wording(self, row: Clarification) -> SafeString | str:
        return _in_languages(row.wording)

    @column(_("answer"))
    def shown_answer(self, row: Clarification) -> SafeString | str:
        return _in_languages(row.answer)

    @column(_("question"), ordering="asked")
    def question(self, row: Clarification) -> str:
        return row.asked if len(row.asked) <= 80 else f"{row.asked[:79]}…"  # noqa: PLR2004  # a line of a list

    @column(_("status"), label=ASKED, ordering="status")
    def shown_status(self, row: Clarification) -> tuple[str, str]:
        return row.status, row.get_status_display()


@admin.register(Amendment)
class AmendmentAdmin(PublishedAdmin):
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
    def shown_title(self, row: Amendment) -> SafeString | str:
        return _in_languages(row.title)

    @column(_("text"))
    def shown_text(self, row: Amendment) -> SafeString | str:
        return _in_languages(row.text)

    @column(_("what changes"))
    def titled(self, row: Amendment) -> str:
        return str(row)

    @column(_("status"), label=WRITTEN, ordering="status")
    def shown_status(self, row: Amendment) -> tuple[str, str]:
        return row.status, row.get_status_display()
