"""Draws on the staff desk, and who has what because of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin
from programs.panels.forms import DrawForm
from programs.panels.models import Draw
from programs.reviews import actions
from programs.reviews.models import Assignment


class OfDrawInline(DeskInline):
    """Who has what because of a draw."""

    model = Assignment
    reads = Permission.READ_SCORES
    fields = ["application", "expert", "status", "due_on"]
    readonly_fields = fields


@admin.register(Draw)
class DrawAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    list_display = ["call", "drawn_at", "drawn_by", "witness", "size", "seed"]
    list_filter = ["call"]
    list_select_related = ["call", "drawn_by"]
    fields = [
        "call", "drawn_at", "drawn_by", "witness", "size", "seed", "filters", "pool",
        "pool_sha256", "result",
    ]  # fmt: skip
    actions_list = ["draw_experts"]

    draw_experts = errand(
        _("Draw experts"),
        right=Permission.DRAW_EXPERTS,
        form=DrawForm,
        do=actions.draw,
    )
