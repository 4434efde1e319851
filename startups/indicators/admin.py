"""Yearly returns on the staff desk: looked at, sent back, confirmed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column
from startups.indicators import actions
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import Return, Value
from startups.indicators.queries import oddities
from startups.indicators.rules import UNIT_LABELS
from startups.indicators.states import Status


class ValueInline(DeskInline):
    model = Value
    reads = Permission.READ_RETURNS
    fields = ["indicator", "shown_amount", "verification", "source"]
    readonly_fields = ["shown_amount"]

    @column(_("value"))
    def shown_amount(self, value: Value) -> str:
        known = INDICATORS.get(value.indicator)
        unit = UNIT_LABELS[known.unit] if known else ""
        return f"{value.amount:,} {unit}"


@admin.register(Return)
class ReturnAdmin(LookOnlyAdmin):
    reads = Permission.READ_RETURNS
    buttons = {
        "endorse": actions.endorse,
        "confirm": actions.confirm,
        "send_back": actions.send_back,
    }
    inlines = [ValueInline]
    fields = ["company", "year", "shown_status", "submitted_on", "shown_oddities"]
    readonly_fields = ["shown_status", "shown_oddities"]
    list_display = ["company", "year", "shown_status", "submitted_on", "district"]
    list_filter = ["status", "year", "company__district"]
    list_select_related = ["company__district"]
    search_fields = ["company__name", "company__uscc__startswith"]
    ordering = ["-id"]

    @column(
        _("status"),
        ordering="status",
        label={Status.CONFIRMED: "success", Status.SUBMITTED: "warning"},
    )
    def shown_status(self, filed: Return) -> tuple[str, str]:
        return filed.status, filed.get_status_display()

    @column(_("district"))
    def district(self, filed: Return) -> str:
        return str(filed.company.district)

    @column(_("worth a look"))
    def shown_oddities(self, filed: Return) -> str:
        said = [
            f"{INDICATORS[o.indicator].label}: {o.sentence}" for o in oddities(filed)
        ]
        return " ".join(said) or "—"
