"""What races share: guards taken away, careful people, and who got in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.core.management import call_command
from django.db import connection, models

from foundation.refusals import Guard, Refusal
from tests.city import at_once

CROWD = 8


@contextmanager
def without(model: type[models.Model], *names: str) -> Iterator[None]:
    """Take guards, checks and indexes away, and bring them back when it is over."""
    table = connection.ops.quote_name(model._meta.db_table)
    triggers = getattr(model._meta, "triggers", ())
    guards = [t for t in triggers if isinstance(t, Guard) and t.name in names]
    constraints = [c for c in model._meta.constraints if c.name in names]
    assert guards or constraints, names
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.execute(
                f"ALTER TABLE {table} DISABLE TRIGGER {guard.get_pgid(model)}"
            )
        for constraint in constraints:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        call_command("flush", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(model, constraint)
            for guard in guards:
                editor.execute(
                    f"ALTER TABLE {table} ENABLE TRIGGER {guard.get_pgid(model)}"
                )


def careful(
    looks: Callable[[], bool], writes: Callable[[], Any], crowd: int
) -> list[Any]:
    """Everybody looks whether there is room, and then writes: the naive way."""
    everybody_looked = Barrier(crowd)

    def one() -> Any:
        room = looks()
        everybody_looked.wait()
        return writes() if room else Refusal("no room")

    return at_once(*[one] * crowd)


def won(outcomes: list[Any]) -> int:
    return sum(not isinstance(outcome, Exception) for outcome in outcomes)


def refused_by(outcomes: list[Any]) -> set[str]:
    """Codes of the refusals that the others read."""
    return {str(o.code) for o in outcomes if isinstance(o, Refusal)}
