"""What a meeting decided, or a notice lists, beneath it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import DeskInline, column, yuan
from programs.selection.models import Proposal


class ListedInline(DeskInline):
    """What a meeting decided, or a notice lists."""

    model = Proposal
    reads = Permission.READ_SCORES
    fields = ["rank", "application", "company", "score", "shown_amount", "status"]
    readonly_fields = fields
    hide_title = True
    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("company"))
    def company(self, proposal: Proposal) -> str:
        return str(proposal.application.company)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("application__company")
