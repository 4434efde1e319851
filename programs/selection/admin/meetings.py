"""Meetings on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import column
from programs.selection import actions
from programs.selection.admin.listed import ListedInline
from programs.selection.models import Meeting
from programs.selection.states import MeetingStatus

MEETINGS: dict[str, str] = {
    MeetingStatus.PLANNED: "warning",
    MeetingStatus.FROZEN: "info",
    MeetingStatus.HELD: "info",
    MeetingStatus.MINUTED: "success",
}


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    reads = Permission.READ_SCORES
    edits = Permission.PROPOSE
    list_display = ["named", "program", "held_on", "shown_status"]
    list_filter = ["program"]
    list_select_related = ["program"]
    search_fields = ["number"]
    fields = ["program", "number", "held_on", "minutes", "page"]
    readonly_fields = ["page"]
    inlines = [ListedInline]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Minutes are written once; a correction is another meeting's."""
        return False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:  # noqa: ARG002  # RecordAdmin's signature
        return actions.record_meeting(by=by, **facts)

    @column(_("meeting"), ordering="number")
    def named(self, meeting: Meeting) -> str:
        return str(meeting)

    @column(_("status"), label=MEETINGS, ordering="status")
    def shown_status(self, meeting: Meeting) -> tuple[str, str]:
        return meeting.status, meeting.get_status_display()

    @column(_("agenda, votes and decisions"))
    def page(self, meeting: Meeting) -> str:
        if not meeting.pk:
            return "—"
        address = meeting.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, meeting)
