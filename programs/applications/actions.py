"""What people do with applications; moves that a later slice takes are here as well.

Each verb of the lifecycle is a function of its name. Steps that the program's kind does
not use are refused, whoever asks.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.moves import Actor, advance
from foundation.refusals import Refusal, use_case
from programs.applications.models import Application


def _take(application: Application, verb: str, *, by: Actor, **changes: Any) -> None:
    """Take a move, unless this kind of program has no such step."""
    target = str(Application.lifecycle[verb].target)
    if not application.call.program.rules.uses(target):
        raise Refusal(_("This kind of program has no such step."), code="skipped")
    advance(application, verb, by=by, **{"due_on": None, **changes})


@use_case
def inspect(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "inspect", by=by)


@use_case
def consult(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "consult", by=by)


@use_case
def decline(application: Application, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "decline", by=by, reason=reason)


# Quiet moves: reviews, selection and awards take them with what they decide.


@use_case
def assign(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "assign", by=by)


@use_case
def void_panel(
    application: Application,
    *,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
    reason: str,
) -> None:
    _take(application, "void_panel", by=by, reason=reason)


@use_case
def conclude_scoring(
    application: Application,
    *,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
    score: Decimal | None = None,
) -> None:
    _take(application, "conclude_scoring", by=by, score=score)


@use_case
def propose(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "propose", by=by)


@use_case
def announce(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "announce", by=by)


@use_case
def challenge(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "challenge", by=by)


@use_case
def clear(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "clear", by=by)


@use_case
def remove(application: Application, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "remove", by=by, reason=reason)


@use_case
def approve(application: Application, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    _take(application, "approve", by=by)
