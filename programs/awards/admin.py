"""Places, and the grants that other funders have published, on the staff desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin, column
from programs.awards import actions
from programs.awards.models import Place, PublishedGrant
from programs.awards.states import PlaceStatus

PLACES: dict[str, str] = {
    PlaceStatus.ACTIVE: "success",
    PlaceStatus.ENDED: "info",
    PlaceStatus.REVOKED: "danger",
}


@admin.register(Place)
class PlaceAdmin(LookOnlyAdmin):
    reads = Permission.READ_AWARDS
    buttons = {
        "conclude": actions.conclude,
        "withdraw_place": actions.withdraw_place,
    }
    list_display = [
        "company",
        "program",
        "shown_status",
        "decided_on",
        "document_number",
    ]
    list_filter = ["status", "program", "company__district"]
    list_select_related = ["program", "company"]
    search_fields = ["company__name", "company__uscc__startswith"]
    fields = [
        "program", "company", "proposal", "plan", "status", "decided_on",
        "document_number",
    ]  # fmt: skip
    readonly_fields = ["status"]

    @column(_("status"), label=PLACES, ordering="status")
    def shown_status(self, place: Place) -> tuple[str, str]:
        return place.status, place.get_status_display()


@admin.register(PublishedGrant)
class PublishedGrantAdmin(LookOnlyAdmin):
    reads = Permission.READ_AWARDS
    list_display = [
        "identifier", "funder_name", "recipient_name", "amount", "currency",
        "awarded_on",
    ]  # fmt: skip
    list_filter = ["currency", "awarded_on"]
    search_fields = ["identifier", "recipient_name", "funder_name"]
    list_select_related = ["company"]
