"""What a meeting decided, or a notice lists, beneath it."""

from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import DeskInline, yuan
from programs.selection.models import Proposal


class ListedInline(DeskInline):
    """What a meeting decided, or a notice lists."""

    model = Proposal
    reads = Permission.READ_SCORES
    fields = ["rank", "application", "score", "shown_amount", "status"]
    readonly_fields = fields
    hide_title = True
    shown_amount = yuan(_("amount (yuan)"), "amount")
