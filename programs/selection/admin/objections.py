"""The register of objections on the staff desk."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column
from programs.selection import actions
from programs.selection.forms import AimForm
from programs.selection.models import Objection
from programs.selection.states import ObjectionStatus

OBJECTIONS: dict[str, str] = {
    ObjectionStatus.REGISTERED: "warning",
    ObjectionStatus.INVESTIGATED: "info",
    ObjectionStatus.FOUNDED: "danger",
}


@admin.register(Objection)
class ObjectionAdmin(LookOnlyAdmin, ErrandsAdmin):
    """The register; only who is in charge or supervises sees who objects."""

    reads = Permission.READ_SCORES
    buttons = {
        "refuse": actions.refuse,
        "take_up": actions.take_up,
        "dismiss": actions.dismiss,
        "uphold": actions.uphold,
    }
    list_display = ["number", "notice", "against", "shown_status", "received_on"]
    list_filter = ["status", "notice"]
    list_select_related = ["notice__program", "proposal__application__company"]
    search_fields = ["number"]
    fields = [
        "number", "notice", "against", "status", "received_on", "signed_with",
        "objector", "contact", "content",
    ]  # fmt: skip
    readonly_fields = ["against", "status"]
    actions_detail = ["aim"]

    aim = errand(
        _("Say what it is against"),
        right=Permission.HANDLE_OBJECTION,
        form=AimForm,
        do=actions.aim,
        offered=lambda objection: objection.status == ObjectionStatus.REGISTERED,
    )

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        may = request.user.may
        return bool(
            may(Permission.HANDLE_OBJECTION, at=obj) or may(Permission.READ_JOURNAL)
        )

    @column(_("against"))
    def against(self, objection: Objection) -> str:
        if objection.proposal is None:
            return str(_("the whole list"))
        return str(objection.proposal.application.company)

    @column(_("status"), label=OBJECTIONS, ordering="status")
    def shown_status(self, objection: Objection) -> tuple[str, str]:
        return objection.status, objection.get_status_display()
