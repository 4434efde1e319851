"""What panels decided as bodies, and what was scored again, on the staff desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column
from programs.reviews import actions
from programs.reviews.forms import VoteForm
from programs.reviews.models import OutlierConfirmation, PanelVote, Rescoring

OF_SCORE = [
    "score__assignment__application__call__program",
    "score__assignment__application__company",
    "score__assignment__expert__user",
]
SEARCHED = ["score__assignment__application__number__startswith"]


@admin.register(PanelVote)
class PanelVoteAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "votes", "cast", "noted_at", "noted_by"]
    list_select_related = ["application", "noted_by"]
    search_fields = ["application__number__startswith"]
    fields = ["application", "votes", "cast", "minutes", "noted_at", "noted_by"]
    actions_list = ["note"]

    note = errand(
        _("Note a vote"),
        right=Permission.DRAW_EXPERTS,
        form=VoteForm,
        do=actions.note_vote,
    )


@admin.register(OutlierConfirmation)
class ConfirmationAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "total", "median", "chair", "confirmed_at"]
    list_select_related = [*OF_SCORE, "chair__user"]
    search_fields = SEARCHED
    fields = ["score", "total", "median", "chair", "reason", "confirmed_at",
              "confirmed_by"]  # fmt: skip

    @column(_("application"))
    def application(self, row: OutlierConfirmation) -> str:
        return str(row.score.assignment.application)


@admin.register(Rescoring)
class RescoringAdmin(LookOnlyAdmin):
    reads = Permission.READ_SCORES
    list_display = ["application", "expert", "total", "reason", "opened_at", "until"]
    list_select_related = OF_SCORE
    search_fields = SEARCHED
    fields = ["score", "points", "total", "comment", "feedback", "was_submitted",
              "reason", "until", "opened_at", "opened_by"]  # fmt: skip

    @column(_("application"))
    def application(self, row: Rescoring) -> str:
        return str(row.score.assignment.application)

    @column(_("expert"))
    def expert(self, row: Rescoring) -> str:
        return str(row.score.assignment.expert)
