"""Milestones: set with the award, reported with evidence, confirmed by another."""

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance, stamp
from foundation.refusals import Refusal, use_case
from programs.agreements.rules.targets import Target, keeps_targets
from programs.awards.models import Award
from programs.monitoring.models import Milestone
from programs.monitoring.rules.figures import plain


@use_case
def set_milestone(
    award: Award,
    *,
    number: int,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
    **told: Any,
) -> Milestone:
    """Write down what the award is given for, to be shown with report `number`.

    `told` are `title`, `unit`, `target` and `due_on`.
    """
    if not by.may(Permission.GRANT_AWARD, at=award):
        raise PermissionDenied
    milestone = Milestone.objects.create(award=award, number=number, **told)
    said = {"target": str(milestone.target), "due": str(milestone.due_on)}
    record(milestone, "set_milestone", by=by, **said)
    return milestone


@use_case
def amend(
    milestone: Milestone,
    *,
    target: Decimal,
    due_on: date,
    reason: str,
    by: Actor,
    at: datetime,  # noqa: ARG001  # every move is told when
) -> None:
    """Change a target or its day, by the decision of the city that the reason names."""
    if not by.may(Permission.DECIDE_SUBSTANCE, at=milestone):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    before = {"target": str(milestone.target), "due": str(milestone.due_on)}
    milestone.target, milestone.due_on = target, due_on
    milestone.save(update_fields=["target", "due_on"])
    after = {"target": str(target), "due": str(due_on)}
    record(milestone, "amend", by=by, reason=reason, before=before, after=after)


@use_case
def claim(
    milestone: Milestone,
    *,
    by: Actor,
    at: datetime,
    actual: Decimal | None = None,
    note: str = "",
    evidence: tuple[str, IO[bytes]] | None = None,
) -> None:
    """The company says what it reached, and shows it."""
    if not by.may(Permission.FILE_REPORT, at=milestone):
        raise PermissionDenied
    if actual is None or evidence is None:
        raise Refusal(
            _("Say what was reached, and attach what shows it."), code="evidence"
        )
    if actual < milestone.target:
        raise Refusal(
            _(
                "The target is %(target)s. If it cannot be reached, ask for a change "
                "of the award."
            ),
            code="actual",
            params={"target": plain(milestone.target)},
        )
    name, data = evidence
    stored = receive(name, data, by=by, at=at)
    signed = stamp("claimed", by=by, at=at)
    changes: dict[str, Any] = {"actual": actual, "note": note.strip()}
    advance(milestone, "claim", by=by, evidence=stored, **changes, **signed)


@use_case
def accept(milestone: Milestone, *, by: Actor, at: datetime) -> None:
    """Somebody of the city has looked at the evidence: the milestone is met."""
    advance(milestone, "accept", by=by, **stamp("met", by=by, at=at))


@use_case
def decline(milestone: Milestone, *, by: Actor, at: datetime, reason: str) -> None:  # noqa: ARG001  # every move is told when
    """The evidence does not show it; the company reads why."""
    advance(milestone, "decline", by=by, reason=reason, note=reason.strip())


class _Milestones:
    """The targets of an award, for whoever decides that one changes."""

    def targets_of(self, award: Award) -> list[Target]:
        """Those that nobody has reported as met."""
        rows = award.milestones.filter(status="open").order_by("due_on", "id")
        return [
            Target(str(each.pk), each.title, each.unit, each.target, each.due_on)
            for each in rows
        ]

    def change_target(
        self, target: Target, value: Decimal, *, reason: str, by: Actor, at: datetime
    ) -> None:
        milestone = Milestone.objects.get(pk=target.key)
        amend(
            milestone,
            target=value,
            due_on=milestone.due_on,
            reason=reason,
            by=by,
            at=at,
        )


keeps_targets(_Milestones())
