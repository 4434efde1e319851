"""Planning a panel: by which rules it will be drawn, and what it is to judge."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.experts.states import Pool
from programs.panels import rules
from programs.panels.models import Panel, PanelCase
from programs.panels.states import Status


@use_case
def plan(
    call: Call,
    *,
    applications: Collection[Application],
    by: Actor,
    at: datetime,  # noqa: ARG001  # every use case of a button is told when
    **facts: Any,
) -> Panel:
    """Plan a panel for these applications; `facts` are the fields of a Panel."""
    if not by.may(Permission.DRAW_EXPERTS, at=call):
        raise PermissionDenied
    panel = Panel(call=call, **facts)
    _explained(panel)
    panel.save()
    _take_in(panel, applications)
    told = panel.composition.as_data()
    record(
        panel, "plan", by=by, composition=told, applications=len(applications),
        seed_source=panel.seed_source,
    )  # fmt: skip
    return panel


@use_case
def replan(panel: Panel, *, by: Actor, **facts: Any) -> None:
    """Change by which rules a panel is drawn, as long as it has not been."""
    _still_planned(panel, by)
    for name, value in facts.items():
        setattr(panel, name, value)
    _explained(panel)
    panel.save(update_fields=list(facts))
    record(panel, "replan", by=by, **{n: str(value) for n, value in facts.items()})


@use_case
def choose(panel: Panel, *, applications: Collection[Application], by: Actor) -> None:
    """Change what a panel is to judge, as long as it has not been drawn."""
    _still_planned(panel, by)
    panel.cases.all().delete()
    _take_in(panel, applications)
    numbers = sorted(application.number for application in applications)
    record(panel, "choose", by=by, applications=numbers)


def _still_planned(panel: Panel, by: Actor) -> None:
    if not by.may(Permission.DRAW_EXPERTS, at=panel):
        raise PermissionDenied
    held = Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    if held.status != Status.PLANNED:
        raise Refusal(_("This panel has been drawn already."), code="drawn")


def _take_in(panel: Panel, applications: Collection[Application]) -> None:
    """Put applications before this panel; those of a panel that is done leave it."""
    ready = all(
        each.call_id == panel.call_id and each.status == Standing.ELIGIBLE
        for each in applications
    )
    if not applications or not ready:
        raise Refusal(
            _("Choose applications of this call that are eligible."),
            code="applications",
        )
    done = PanelCase.objects.filter(
        application__in=applications, is_live=True, panel__status=Status.AT_WORK
    )
    done.update(is_live=False)
    PanelCase.objects.bulk_create(
        PanelCase(panel=panel, application=each) for each in applications
    )


def _explained(panel: Panel) -> None:
    """Whoever departs from the rules for panels says why."""
    found = list(
        rules.departures(
            panel.composition,
            each=panel.each or panel.size,
            is_major=panel.pool == Pool.MAJOR,
            pays=panel.call.program.rules.pays,
        )
    )
    if found and not panel.deviation.strip():
        why = _("Give the reason for it, or change the panel.")
        raise Refusal([*found, why], code="deviation")
