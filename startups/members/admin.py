"""Requests to join on the staff desk, where a company has nobody to decide them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin, column
from startups.members import actions
from startups.members.models import JoinRequest


@admin.register(JoinRequest)
class JoinRequestAdmin(LookOnlyAdmin):
    reads = Permission.ADMIT_MEMBER
    buttons = {"admit": actions.admit, "turn_down": actions.turn_down}
    list_display = ["company", "asked_by", "shown_status", "asked_at"]
    list_filter = ["status"]
    list_select_related = ["company__district", "asked_by"]
    search_fields = ["company__name", "company__uscc", "asked_by__email"]
    fields = ["company", "asked_by", "shown_email", "note", "status", "asked_at"]
    readonly_fields = ["shown_email"]
    ordering = ["-id"]

    @column(_("status"), label={"open": "warning", "accepted": "success"})
    def shown_status(self, request: JoinRequest) -> tuple[str, str]:
        return request.status, request.get_status_display()

    @column(_("e-mail address"))
    def shown_email(self, request: JoinRequest) -> str:
        return request.asked_by.email
