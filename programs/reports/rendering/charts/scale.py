"""Where a value lies on an axis whose ticks are round numbers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Maps values to pixels; `first` and `last` are where the outer ticks lie."""

    low: float
    step: float
    count: int
    first: float
    last: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.step * self.count)
        return self.first + share * (self.last - self.first)

    @property
    def ticks(self) -> list[float]:
        return [self.low + self.step * index for index in range(self.count + 1)]

    @property
    def base(self) -> float:
        """Where bars begin: at zero."""
        return self(min(max(0, self.low), self.low + self.step * self.count))

    def label(self, tick: float) -> str:
        """Write a tick with as many decimals as the step needs.

        >>> nice([0, 2.3], 0, 100).label(0.5), nice([0, 23000], 0, 100).label(5000)
        ('0.5', '5,000')
        """
        power = math.floor(math.log10(self.step))
        exact = math.isclose(self.step / 10**power % 1, 0, abs_tol=1e-9)
        places = max(0, -power if exact else 1 - power)
        return f"{round(tick, places) + 0:,.{places}f}"


def nice(
    values: Iterable[float], first: float, last: float, *, zero: bool = True
) -> Scale:
    """Choose about five round ticks around the values.

    >>> nice([3, 97], 0, 100).ticks
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    told = list(values) or [0.0]
    low, high = min(told), max(told)
    if zero or 0 <= low <= high / 2:
        low, high = min(0.0, low), max(0.0, high)
    step = _step(high - low or abs(high) or 1)
    start = math.floor(round(low / step, 9))
    end = max(start + 1, math.ceil(round(high / step, 9)))
    return Scale(start * step, step, end - start, first, last)


def _step(span: float) -> float:
    power = math.pow(10, math.floor(math.log10(span / 4)))
    candidates = [factor * power for factor in STEPS]
    spans = [(abs(span / step - 5), step) for step in candidates]
    return min(spans)[1]


def gaps(values: list[float | None]) -> list[list[int]]:
    """Split a line into runs of what is known.

    >>> gaps([1, 2, None, 3])
    [[0, 1], [3]]
    """
    known = [index for index, value in enumerate(values) if value is not None]
    runs: list[list[int]] = [known[:1]] if known else []
    for before, here in pairwise(known):
        if here == before + 1:
            runs[-1].append(here)
        else:
            runs.append([here])
    return runs
