"""The form of a final evaluation: execution 10, output 50, effect 30, satisfaction 10.

D§1.7: a positive indicator earns actual/target of its points, a reverse one
target/actual, never more than its points. Only the sum is rounded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.money import to_cent
from programs.monitoring.states import Direction, Grade, Section

EXECUTION = Decimal(10)
POINTS: Mapping[str, int] = {
    Section.OUTPUT: 50,
    Section.EFFECT: 30,
    Section.SATISFACTION: 10,
}
FROM: Mapping[Grade, int] = {
    Grade.EXCELLENT: 90,
    Grade.GOOD: 80,
    Grade.FAIR: 60,
    Grade.POOR: 0,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the form: what was wanted, what came of it."""

    points: Decimal
    target: Decimal
    actual: Decimal
    direction: str = Direction.POSITIVE

    @property
    def earned(self) -> Decimal:
        """
        >>> Measure(Decimal(15), Decimal(30), Decimal(36), "reverse").earned
        Decimal('12.5')
        >>> Measure(Decimal(15), Decimal(30), Decimal(0), "reverse").earned
        Decimal('15')
        """
        wanted, reached = self.target, self.actual
        if self.direction == Direction.REVERSE:
            wanted, reached = reached, wanted
        if wanted <= 0:
            return self.points
        return min(self.points * max(reached, Decimal(0)) / wanted, self.points)


def execution_points(rate: Decimal) -> Decimal:
    """What a rate of execution earns; spending more than planned earns no more.

    >>> execution_points(Decimal("0.87"))
    Decimal('8.70')
    """
    return EXECUTION * min(max(rate, Decimal(0)), Decimal(1))


def total(rate: Decimal, measures: Iterable[Measure]) -> Decimal:
    """The score of the form, out of 100.

    >>> lines = [
    ...     (20, 100, 96, "positive"), (15, 200, 200, "positive"),
    ...     (15, 30, 36, "reverse"), (20, 30, 28, "positive"),
    ...     (10, 5, 5, "positive"), (10, 90, 88, "positive"),
    ... ]
    >>> measures = [Measure(*map(Decimal, line[:3]), line[3]) for line in lines]
    >>> score = total(Decimal("0.87"), measures)
    >>> score, grade(score).value
    (Decimal('93.84'), 'excellent')
    """
    earned = sum((measure.earned for measure in measures), Decimal(0))
    return to_cent(execution_points(rate) + earned)


def grade(score: Decimal) -> Grade:
    """
    >>> [grade(Decimal(s)).value for s in ("90", "89.99", "80", "60", "59.99")]
    ['excellent', 'good', 'good', 'fair', 'poor']
    """
    return next(grade for grade, least in FROM.items() if score >= least)
