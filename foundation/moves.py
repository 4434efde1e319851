"""Taking one move of a lifecycle: the only writer of any `status` column.

The database guards the same table of moves: a status that jumps, starts in the middle
or changes without a journal entry of its transaction is refused, whoever writes it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from foundation.journal.actions import record
from foundation.journal.models import Entry
from foundation.refusals import Guard, Refusal
from foundation.states import Lifecycle, Move


class Actor(Protocol):
    """Whoever acts: a user, or the system in the background."""

    @property
    def pk(self) -> Any: ...

    def may(self, permission: str, at: Any = None) -> bool: ...


class HasLifecycle(models.Model):
    """A model whose `status` only ever changes through `advance`."""

    lifecycle: ClassVar[Lifecycle]
    status: Any

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802  # Django's name for what is behind `get_status_display`
        """As Django does, without putting every other choice into words as well."""
        value = getattr(self, field.attname)
        return force_str(_words(field).get(value, value), strings_only=True)

    def moves_for(self, user: Actor) -> list[Move]:
        """The buttons that this person may press now."""
        return [
            move
            for move in self.lifecycle.open_to(self.status)
            if not move.quiet and user.may(move.permission, at=self)
        ]


@cache
def _words(field: Any) -> dict[Any, Any]:
    """What each choice of a field is called, in words that wait for a language."""
    return dict(field.flatchoices)


def advance(
    subject: HasLifecycle, verb: str, *, by: Actor, reason: str = "", **changes: Any
) -> None:
    """Take `verb`, or refuse because of who asks or because someone moved first.

    The check and the write are one UPDATE, so of two simultaneous movers one wins.
    """
    move = subject.lifecycle[verb]
    if not by.may(move.permission, at=subject):
        raise PermissionDenied
    if move.reasoned and not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    source = _swap(subject, move, changes)
    subject.status = str(move.target)
    for field, value in changes.items():
        setattr(subject, field, value)
    record(subject, verb, by=by, source=source, target=str(move.target), reason=reason)


def stamp(stem: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Who did it and when, as columns; both stay empty for work in the background."""
    return {f"{stem}_at": at if by.pk else None, f"{stem}_by_id": by.pk}


def advance_many(
    rows: Sequence[HasLifecycle],
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    fields: Sequence[str] = (),
) -> None:  # fmt: skip
    """Take `verb` with many rows of one model in a few statements: all move, or none.

    `fields` are written with the move as they stand on the rows.
    """
    if not rows:
        return
    move = rows[0].lifecycle[verb]
    if not all(by.may(move.permission, at=row) for row in rows):
        raise PermissionDenied
    if move.reasoned and not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    was = _held(rows, move)
    _write_many(rows, move, fields)
    Entry.objects.bulk_create(
        Entry.about(
            row,
            verb,
            by=by,
            source=was[row.pk],
            target=str(move.target),
            reason=reason,
        )
        for row in rows
    )


def _held(rows: Sequence[HasLifecycle], move: Move) -> Mapping[Any, str]:
    """Where each row stands, locked; every one of them has to stand at a source."""
    manager: models.Manager[Any] = type(rows[0])._base_manager
    locked = manager.filter(pk__in=[row.pk for row in rows]).select_for_update()
    was = dict(locked.order_by("pk").values_list("pk", "status"))
    if any(was.get(row.pk) not in move.sources for row in rows):
        raise _moved_on(move)
    return was


def _write_many(
    rows: Sequence[HasLifecycle], move: Move, fields: Sequence[str]
) -> None:  # fmt: skip
    for row in rows:
        row.status = str(move.target)
    manager: models.Manager[Any] = type(rows[0])._base_manager
    if fields:
        manager.bulk_update(rows, ["status", *fields])
    else:
        manager.filter(pk__in=[row.pk for row in rows]).update(status=move.target)


def _swap(subject: HasLifecycle, move: Move, changes: dict[str, Any]) -> str:
    """Write the new status where the old one still stands; say which that was."""
    rows: models.QuerySet[Any] = type(subject)._base_manager.filter(pk=subject.pk)
    expected = subject.status if subject.status in move.sources else None
    for source in [expected, *(s for s in move.sources if s != expected)]:
        if source is not None and rows.filter(status=source).update(
            status=move.target, **changes
        ):
            return str(source)
    raise _moved_on(move)


def _moved_on(move: Move) -> Refusal:
    return Refusal(
        _("“%(move)s” is not possible any more: this has moved on in the meantime."),
        code="moved_on",
        params={"move": move.label},
    )


def lifecycle_guards(table: str, lifecycle: Lifecycle) -> list[Guard]:
    """What the database itself holds about a lifecycle (I13)."""
    steps = ", ".join(
        f"('{source}', '{target}')" for source, target in lifecycle.steps()
    )
    legal = f"{table}_status_follows_lifecycle"
    journaled = f"{table}_status_change_is_journaled"
    return [
        Guard(
            name=legal,
            code="lifecycle",
            when_broken=_("This cannot go from “%(source)s” to “%(target)s”."),
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
            declare=[("was", "text")],
            func=(
                "IF TG_OP = 'INSERT' THEN "
                f"IF NEW.status <> '{lifecycle.initial}' THEN "
                f"{Guard.refuse(legal, source=repr(''), target='NEW.status')} END IF; "
                "RETURN NEW; END IF; was := OLD.status; "
                "IF NEW.status <> was AND (was, NEW.status) NOT IN "
                f"({steps or '(NULL, NULL)'}) THEN "
                f"{Guard.refuse(legal, source='was', target='NEW.status')} END IF; "
                "RETURN NEW;"
            ),
        ),
        Guard(
            name=journaled,
            code="journal",
            when_broken=_("A change of status must be journaled with it."),
            when=pgtrigger.After,
            operation=pgtrigger.UpdateOf("status"),
            timing=pgtrigger.Deferred,
            func=pgtrigger.Func(
                "IF NEW.status <> OLD.status AND NOT EXISTS ("
                "SELECT 1 FROM foundation_entry WHERE "
                "subject_type = '{meta.label_lower}' AND subject_id = NEW.id::text "
                "AND source = OLD.status AND target = NEW.status "
                "AND transaction = pg_current_xact_id()::text::bigint) THEN "
                + Guard.refuse(journaled).replace("{", "{{").replace("}", "}}")
                + " END IF; RETURN NULL;"
            ),
        ),
    ]
