"""Which applications wait for experts."""

from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call


def ready_for_experts(call: Call) -> list[Application]:
    rows = Application.objects.filter(call=call, status=Standing.ELIGIBLE)
    return list(rows.select_related("company", "call__program").order_by("pk"))
