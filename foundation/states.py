"""Lifecycles, told once.

A lifecycle is a short table of moves. Buttons, API moves, diagrams, database guards and
tests all read the table; nothing else in the project decides what may follow what.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted step: its verb, where it starts, where it ends, who may take it."""

    verb: str
    label: StrOrPromise
    sources: Collection[str]
    target: str
    permission: str
    reasoned: bool = False  # the person has to say why
    quiet: bool = False  # no button of its own: another use case takes it


class Lifecycle:
    """The moves of one aggregate, in the order in which people think of them."""

    def __init__(self, initial: str, *moves: Move) -> None:
        self.initial = str(initial)
        self._moves = {move.verb: move for move in moves}
        if len(self._moves) != len(moves):
            raise TypeError("two moves of a lifecycle share a verb")

    def __getitem__(self, verb: str) -> Move:
        return self._moves[verb]

    def __contains__(self, verb: object) -> bool:
        return verb in self._moves

    def __iter__(self) -> Iterator[Move]:
        return iter(self._moves.values())

    def open_to(self, state: str) -> list[Move]:
        """The moves that may start from `state`, in the order they were written."""
        return [move for move in self if state in move.sources]

    def steps(self) -> list[tuple[str, str]]:
        """Every permitted (from, to), sorted, each once."""
        return sorted({(str(s), str(m.target)) for m in self for s in m.sources})

    def mermaid(self) -> str:
        """The table as a diagram; `make docs` writes it, a test keeps it current."""
        steps = [
            f"    {source!s} --> {move.target!s}: {move.verb}"
            for move in self
            for source in move.sources
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *steps])
