"""What a metric is: a name, a formula, a meaning, and how it follows from facts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from programs.reports.dataset import Column, Definition, Figure
from programs.reports.measures import Measure, Number, Text

F = TypeVar("F")


@dataclass(frozen=True, kw_only=True)
class Metric(Generic[F]):
    """One number, told once: `of` computes it from the facts of any group.

    A ratio of a group is therefore always the ratio of its sums.
    """

    code: str
    label: Text
    measure: Measure
    formula: Text
    meaning: Text
    of: Callable[[F], Number | None]

    def definition(self) -> Definition:
        return Definition(self.code, self.label, self.formula, self.meaning)

    def column(self) -> Column:
        return Column(self.code, self.label, self.measure)

    def figure(
        self,
        facts: F,
        *,
        before: tuple[F, Text] | None = None,
        target: Number | None = None,
        link: str = "",
    ) -> Figure:
        """This number of `facts`, beside that of other facts and what they are of."""
        return Figure(
            self.code,
            self.label,
            self.measure,
            self.of(facts),
            target=target,
            previous=self.of(before[0]) if before else None,
            previous_label=before[1] if before else None,
            link=link,
        )
