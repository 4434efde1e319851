"""The journal of what happened before today, entered as the past and not as now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.demo.scene import Scene
from config.demo.writing import Model
from foundation.models import Entry
from foundation.states import Lifecycle


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the past: which, when, and by whom (nobody: the system)."""

    verb: str
    at: datetime
    by: int | None = None
    reason: str = ""


def ends_in(lifecycle: Lifecycle, verbs: Iterable[str]) -> str:
    """The state that these moves lead to; a move that is not possible is a defect."""
    state = lifecycle.initial
    for verb in verbs:
        move = lifecycle[verb]
        if state not in move.sources:
            raise ValueError(f"{verb} is not possible from {state}")
        state = str(move.target)
    return state


def record(
    scene: Scene,
    model: Model,
    key: object,
    lifecycle: Lifecycle,
    steps: Sequence[Step],
    *,
    since: datetime | None = None,
) -> None:
    """Enter the moves in the journal; with `since`, only those from then on."""
    state = lifecycle.initial
    for step in steps:
        move = lifecycle[step.verb]
        if since is None or step.at >= since:
            note(
                scene,
                model,
                key,
                step.verb,
                step.at,
                by=step.by,
                reason=step.reason or (_UNSAID if move.reasoned else ""),
                change=(state, str(move.target)),
            )
        state = str(move.target)


_UNSAID = "见附件材料。"


def note(  # noqa: PLR0913  # an entry has that many sides
    scene: Scene,
    model: Model,
    key: object,
    verb: str,
    at: datetime,
    *,
    by: int | None = None,
    reason: str = "",
    change: tuple[str, str] = ("", ""),
    **details: object,
) -> None:
    scene.add(
        Entry,
        at=min(at, scene.now),
        transaction=scene.transaction,
        actor_id=by,
        verb=verb,
        subject_type=model._meta.label_lower,
        subject_id=str(key),
        source=change[0],
        target=change[1],
        reason=reason,
        details=details,
    )
