"""How strict each expert is, and what scores would be if all were equally strict.

Shown beside the result of D§2.5, never instead of it. A mark is what one expert gave
one application; every function is blind to the order in which marks come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from programs.reviews.rules.sums import CENT, aggregate, is_outlier

ENOUGH = 3  # marks of one expert from which their strictness can be told
NONE, ALL = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What one expert gave one application."""

    application: int
    expert: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Judge:
    """One expert's marks in figures, beside those of their fellows."""

    expert: int
    count: int
    mean: Decimal
    spread: Decimal  # standard deviation
    leaning: Decimal | None  # mean distance from the fellows' mean; None: no fellows
    outliers: int


def by_application(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for mark in sorted(marks):
        found.setdefault(mark.application, []).append(mark)
    return found


def by_expert(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for mark in sorted(marks):
        found.setdefault(mark.expert, []).append(mark)
    return found


def normalized(marks: Iterable[Mark]) -> dict[int, Decimal]:
    """D§2.5's sum for each application, of marks brought to one measure (z-scores).

    An expert's mark x becomes M + S·(x − m)/s, with m and s the mean and the standard
    deviation of the expert's own marks, M and S those of all marks that anybody gave
    the same applications: who judges a strong group is not taken for a mild judge.
    Fewer than three marks stay as they are; marks that are all alike become M. What
    would leave the sheet's 0 to 100 ends there.

    >>> strict = [Mark(n, 1, Decimal(t)) for n, t in ((1, 60), (2, 70), (3, 80))]
    >>> mild = [Mark(n, 2, Decimal(t)) for n, t in ((1, 80), (2, 90), (3, 100))]
    >>> [str(one) for one in normalized([*strict, *mild]).values()]
    ['64.19', '80.00', '95.81']
    """
    marks = list(marks)
    groups = by_application(marks)
    brought: dict[int, list[Decimal]] = {application: [] for application in groups}
    for own in by_expert(marks).values():
        peers = [mark for each in own for mark in groups[each.application]]
        for application, value in _brought(own, peers):
            brought[application].append(value)
    return {key: aggregate(values) for key, values in brought.items()}


def _brought(own: Sequence[Mark], peers: Sequence[Mark]) -> list[tuple[int, Decimal]]:
    if len(own) < ENOUGH:
        return [(mark.application, mark.total) for mark in own]
    mean, spread = moments([mark.total for mark in own])
    target, width = moments([mark.total for mark in peers])
    ratio = width / spread if spread else NONE
    return [
        (mark.application, min(ALL, max(NONE, target + ratio * (mark.total - mean))))
        for mark in own
    ]


def moments(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Mean and standard deviation (of these values, not of a sample of them).

    >>> moments([Decimal(60), Decimal(70), Decimal(80)])[0]
    Decimal('70')
    """
    count, whole = len(values), sum(values, NONE)
    squares = sum((value * value for value in values), NONE)
    return whole / count, max(NONE, (count * squares - whole * whole)).sqrt() / count


def judges(marks: Iterable[Mark]) -> list[Judge]:
    """Each expert's figures, the strictest first.

    >>> [(one.expert, str(one.leaning)) for one in judges(
    ...     iter([Mark(1, 7, Decimal(80)), Mark(1, 8, Decimal(90))]))]
    [(7, '-10.00'), (8, '10.00')]
    """
    marks = list(marks)
    groups = by_application(marks)
    found = [_judge(own, groups) for own in by_expert(marks).values()]
    return sorted(found, key=lambda one: (one.leaning or NONE, one.expert))


def _judge(own: Sequence[Mark], groups: Mapping[int, Sequence[Mark]]) -> Judge:
    mean, spread = moments([mark.total for mark in own])
    apart = [
        mark.total - sum((each.total for each in others), NONE) / len(others)
        for mark in own
        if (others := [m for m in groups[mark.application] if m.expert != mark.expert])
    ]
    far = [
        mark
        for mark in own
        if is_outlier(mark.total, [each.total for each in groups[mark.application]])
    ]
    return Judge(
        own[0].expert,
        len(own),
        _cents(mean),
        _cents(spread),
        _cents(sum(sorted(apart), NONE) / len(apart)) if apart else None,
        len(far),
    )


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def agreement(units: Iterable[Sequence[Decimal]]) -> Decimal | None:
    """Krippendorff's alpha for interval data: 1 is perfect agreement, 0 is chance.

    `units` are the marks of each application; those with one mark compare nothing. None
    where nothing can be compared or all marks are the same. Formula and example: K.
    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), C and D: alpha = 1
    − D_o/D_e, with observed and expected mean squared differences of pairs.

    >>> a = "1 2 3 3 2 1 4 1 2 . . .".split()
    >>> b = "1 2 3 3 2 2 4 1 2 5 . 3".split()
    >>> c = ". 3 3 3 2 3 4 2 2 5 1 .".split()
    >>> d = "1 2 3 3 2 4 4 1 2 5 1 .".split()
    >>> agreement([[Decimal(x) for x in u if x != "."] for u in zip(a, b, c, d)])
    Decimal('0.849')
    """
    compared = [list(unit) for unit in units if len(unit) > 1]
    values = [value for unit in compared for value in unit]
    expected = _differences(values)
    if not expected:
        return None
    observed = sum(
        (_differences(unit) / (len(unit) - 1) for unit in compared), Fraction(0)
    )
    alpha = 1 - observed * (len(values) - 1) / expected
    whole = Decimal(alpha.numerator) / Decimal(alpha.denominator)
    return whole.quantize(Decimal("0.001"), ROUND_HALF_UP)


def _differences(values: Sequence[Decimal]) -> Fraction:
    """The squared differences of all ordered pairs, added up."""
    exact = [Fraction(value) for value in values]
    squares = sum((each * each for each in exact), Fraction(0))
    whole = sum(exact, Fraction(0))
    return 2 * (len(exact) * squares - whole * whole)
