"""The journal on the staff desk: read by supervisors and auditors, edited by nobody."""

from django.contrib import admin

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin
from foundation.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(LookOnlyAdmin):
    reads = Permission.READ_JOURNAL
    list_display = [
        "at",
        "actor",
        "verb",
        "subject_type",
        "subject_id",
        "source",
        "target",
        "reason",
    ]
    list_filter = ["subject_type"]
    list_select_related = ["actor"]
    search_fields = ["=subject_id", "=verb", "actor__email"]
    ordering = ["-id"]
