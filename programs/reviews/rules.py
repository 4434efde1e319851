"""Drawing experts and adding up their scores (D§2.5), repeatable by anyone."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from statistics import median

from django.utils.translation import gettext as _

from programs.catalogue.rules import Criterion

CENT = Decimal("0.01")
TRIMMED_FROM = 5  # scores from which the highest and the lowest are dropped
OUTLIER = 20
LOW, HIGH, EXPLAINED = 60, 90, 50  # totals that need a comment of so many characters
STEP = Decimal("0.5")
LONGEST = {"points": 8, "comment": 5_000}  # what is kept of what somebody types


def aggregate(scores: Sequence[Decimal]) -> Decimal:
    """One number for an application, from the totals of its experts.

    From five scores on, one highest and one lowest are dropped.

    >>> aggregate([Decimal(n) for n in (92, 85, 88, 70, 90)])
    Decimal('87.67')
    >>> aggregate([Decimal(n) for n in (60, 78, 80, 81, 83, 85, 99)])
    Decimal('81.40')
    >>> aggregate([Decimal(n) for n in (92, 85, 88, 70)])
    Decimal('83.75')
    """
    counted = sorted(scores)
    if len(counted) >= TRIMMED_FROM:
        counted = counted[1:-1]
    return (sum(counted, Decimal(0)) / len(counted)).quantize(CENT, ROUND_HALF_UP)


def outliers(scores: Sequence[Decimal]) -> list[Decimal]:
    """Scores more than 20 points from the median: the chair confirms them.

    >>> outliers([Decimal(n) for n in (92, 85, 88, 60)])
    [Decimal('60')]
    """
    middle = median(scores) if scores else Decimal(0)
    return [score for score in scores if abs(score - middle) > OUTLIER]


def needs_explaining(whole: Decimal) -> bool:
    return whole < LOW or whole > HIGH


def as_points(text: object) -> Decimal | None:
    """What somebody typed as points, or None when it is not a number.

    >>> as_points("27.5"), as_points("a lot"), as_points("NaN")
    (Decimal('27.5'), None, None)
    """
    try:
        given = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return given if given.is_finite() else None


def total(sheet: Sequence[Criterion], points: Mapping[str, object]) -> Decimal | None:
    """The sum of a sheet, once every criterion has right points."""
    given = [as_points(points.get(line.code, "")) for line in sheet]
    right = [
        each
        for each, line in zip(given, sheet, strict=True)
        if each is not None and _fits(each, line)
    ]
    return sum(right, Decimal(0)) if len(right) == len(sheet) else None


def _fits(given: Decimal, line: Criterion) -> bool:
    return 0 <= given <= line.points and given % STEP == 0


def faults(
    sheet: Sequence[Criterion], points: Mapping[str, object], comment: str
) -> Iterator[tuple[str, str]]:
    """Why a sheet cannot be submitted yet: the field, and a sentence for the expert."""
    for line in sheet:
        given = as_points(points.get(line.code, ""))
        if given is None or not _fits(given, line):
            said = _("“%(criterion)s” takes 0 to %(most)s points, in steps of 0.5.")
            yield line.code, said % {"criterion": line.label, "most": line.points}
    length, whole = len(comment.strip()), total(sheet, points)
    if not length:
        yield "comment", _("Please write a comment.")
    elif whole is not None and needs_explaining(whole) and length < EXPLAINED:
        said = _(
            "A total of %(total)s is below %(low)s or above %(high)s: please explain "
            "it in at least %(needed)s characters (%(given)s so far)."
        )
        facts = {"low": LOW, "high": HIGH, "needed": EXPLAINED, "given": length}
        yield "comment", said % {"total": whole.normalize(), **facts}
