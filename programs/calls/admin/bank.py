"""The bank of questions on the staff desk: found by their words, taken out by hand."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column
from programs.calls import actions
from programs.calls.models import BankQuestion
from programs.calls.rules.reading import outline


@admin.register(BankQuestion)
class BankQuestionAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.EDIT_CALL
    list_display = ["labeled", "name", "kind", "kept_at", "kept_by"]
    list_filter = ["kind"]
    list_select_related = ["kept_by"]
    search_fields = ["name", "label"]
    fields = ["name", "kind", "texts", "outlined", "kept_at", "kept_by"]
    readonly_fields = ["texts", "outlined"]
    actions_detail = ["drop"]

    drop = errand(
        _("Take out of the bank"),
        right=Permission.EDIT_CALL,
        do=actions.drop_question,
        then=lambda _kept, _made: None,
    )

    @column(_("question"), ordering="label")
    def labeled(self, kept: BankQuestion) -> str:
        return str(kept)

    @column(_("question"))
    def texts(self, kept: BankQuestion) -> str:
        return "\n".join(filter(None, kept.label.values()))

    @column(_("what it asks"))
    def outlined(self, kept: BankQuestion) -> str:
        return "\n".join(outline(kept.question)) or "—"
