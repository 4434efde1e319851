"""Meetings on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.records import RecordAdmin
from programs.selection import actions
from programs.selection.admin.listed import ListedInline
from programs.selection.models import Meeting


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    reads = Permission.READ_SCORES
    edits = Permission.PROPOSE
    list_display = ["number", "program", "held_on"]
    list_filter = ["program"]
    list_select_related = ["program"]
    search_fields = ["number"]
    fields = ["program", "number", "held_on", "minutes"]
    inlines = [ListedInline]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Minutes are written once; a correction is another meeting's."""
        return False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:  # noqa: ARG002  # RecordAdmin's signature
        return actions.record_meeting(by=by, **facts)
