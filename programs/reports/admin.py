"""Scheduled reports at the staff desk: what was planned, made and delivered.

Schedules and their readers are changed on the reports' own page; here one sees why an
issue is late or a mail did not go.
"""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.accounts.permissions import Permission
from foundation.edges.staff import LookOnlyAdmin
from programs.reports.models import Delivery, Issue, Run, Schedule
from programs.reports.states import DeliveryState, RunState

RUN_COLORS = {
    RunState.PLANNED: "info",
    RunState.BUILT: "success",
    RunState.SKIPPED: "warning",
    RunState.FAILED: "danger",
}
DELIVERY_COLORS = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "success",
    DeliveryState.REFUSED: "warning",
    DeliveryState.FAILED: "danger",
}


@admin.register(Schedule)
class ScheduleAdmin(LookOnlyAdmin):
    reads = Permission.READ_REPORTS
    list_display = ("code", "definition", "cadence", "working_day", "is_active")
    list_filter = ("definition", "cadence", "is_active")
    search_fields = ("code",)


@admin.register(Run)
class RunAdmin(LookOnlyAdmin):
    reads = Permission.MANAGE_SCHEDULES
    list_display = ("schedule", "period_start", "due_at", "shown_state", "attempts")
    list_filter = ("state", "schedule")
    list_select_related = ("schedule",)
    date_hierarchy = "due_at"
    search_fields = ("schedule__code", "last_error")

    @display(description=_("state"), label=RUN_COLORS, ordering="state")
    def shown_state(self, run: Run) -> tuple[str, str]:
        return run.state, run.get_state_display()


@admin.register(Issue)
class IssueAdmin(LookOnlyAdmin):
    reads = Permission.READ_REPORTS
    list_display = ("number", "definition", "period_start", "revision", "as_of", "late")
    list_filter = ("definition", "late")
    search_fields = ("number",)
    exclude: ClassVar[tuple[str, ...]] = ("dataset",)


@admin.register(Delivery)
class DeliveryAdmin(LookOnlyAdmin):
    reads = Permission.MANAGE_SCHEDULES
    list_display = ("issue", "user", "shown_state", "attempts", "sent_on")
    list_filter = ("state",)
    list_select_related = ("issue", "user")
    search_fields = ("issue__number", "user__email", "message_id")

    @display(description=_("state"), label=DELIVERY_COLORS, ordering="state")
    def shown_state(self, delivery: Delivery) -> tuple[str, str]:
        return delivery.state, delivery.get_state_display()
