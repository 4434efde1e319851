"""Writing down what the formula reads, and keeping a line that was tried."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.refusals import Refusal, several_units, use_case
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.rules import Inputs
from programs.ranking.models import Basis, Scenario
from programs.ranking.queries import Row, board, derived, entrants
from programs.ranking.rules import Cut, Limits, cut, dumped
from programs.ranking.states import Order


@use_case
def enter_basis(
    application: Application,
    *,
    inputs: Inputs,
    source: str,
    by: Actor,
    at: datetime,
) -> Basis:
    """Write down what the formula of an award reads, and from which paper it is known.

    Refused where the formula cannot do with it.
    """
    if not by.may(Permission.PROPOSE, at=application):
        raise PermissionDenied
    if not source.strip():
        raise Refusal(_("Say from which paper the amount is known."), code="source")
    derived(application.call.program, application.company_type, inputs)
    told = {code: str(value) for code, value in inputs.items()}
    basis, _made = Basis.objects.update_or_create(
        application=application,
        defaults={
            "inputs": told,
            "source": source.strip(),
            "entered_at": at if by.pk else None,
            "entered_by_id": by.pk,
        },
    )
    record(basis, "enter_basis", by=by, inputs=told, source=source.strip())
    return basis


@use_case
def enter_bases(
    call: Call,
    inputs: Mapping[int, Inputs],
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> int:
    """The same for many of a call, by application; how many were written."""
    rows = Application.objects.filter(call=call, pk__in=inputs).select_related(
        "call__program", "company"
    )
    for application in rows:
        enter_basis(
            application, inputs=inputs[application.pk], source=source, by=by, at=at
        )
    return len(rows)


@use_case
def save_scenario(  # a scenario is a name, an order, limits and a note
    call: Call,
    *,
    name: str,
    limits: Limits,
    by: Actor,
    at: datetime,
    order: str = Order.SCORE,
    note: str = "",
) -> Scenario:
    """Keep a line with the list as it divides it now."""
    if not by.may(Permission.PROPOSE, at=call.program):
        raise PermissionDenied
    rows = board(call)
    divided = cut(entrants(rows, order), limits)
    scenario: Scenario = Scenario.objects.create(
        call=call,
        name=name.strip(),
        note=note.strip(),
        order=order,
        limits=dumped(limits),
        rows=kept_rows(divided, rows),
        chosen=len(divided.chosen),
        total=divided.total,
        saved_at=at if by.pk else None,
        saved_by_id=by.pk,
    )
    record(scenario, "save_scenario", by=by, name=scenario.name, chosen=scenario.chosen)
    return scenario


@several_units  # words for a row of its caller's
def kept_rows(divided: Cut, rows: Iterable[Row]) -> list[dict[str, object]]:
    """The divided list in words, as a scenario keeps it."""
    by_key = {row.application.pk: row for row in rows}
    return [
        {
            "key": row.entrant.key,
            "number": by_key[row.entrant.key].application.number,
            "place": by_key[row.entrant.key].place,
            "side": str(row.side),
            "why": str(row.why) if row.why else "",
            "amount": str(row.entrant.amount),
            "tied": row.entrant.key in divided.tied,
        }
        for row in divided.rows
    ]
