"""Requests to merge on the staff desk: two records side by side, and an answer."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin, column
from startups.companies.models import Company
from startups.merging import actions
from startups.merging.models import MergeRequest


@admin.register(MergeRequest)
class MergeRequestAdmin(LookOnlyAdmin):
    reads = Permission.VERIFY_COMPANY
    buttons = {"confirm": actions.confirm, "turn_down": actions.turn_down}
    list_display = ["company", "into", "shown_status", "asked_at", "asked_by"]
    list_filter = ["status"]
    list_select_related = ["company", "into", "asked_by"]
    search_fields = ["company__name", "into__name"]
    fields = ["goes", "stays", "note", "status", "asked_at", "asked_by"]
    readonly_fields = ["goes", "stays"]
    ordering = ["-id"]

    @column(_("status"), label={"open": "warning", "confirmed": "success"})
    def shown_status(self, request: MergeRequest) -> tuple[str, str]:
        return request.status, request.get_status_display()

    @column(_("record to merge"))
    def goes(self, request: MergeRequest) -> SafeString:
        return _linked(request.company)

    @column(_("record that stays"))
    def stays(self, request: MergeRequest) -> SafeString:
        return _linked(request.into)


def _linked(company: Company) -> SafeString:
    address = reverse("admin:startups_company_change", args=[company.pk])
    return format_html(
        '<a href="{}">{}</a> {} · {}', address, company, company.uscc, company.district
    )
