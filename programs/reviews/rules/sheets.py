"""What counts as a filled-in sheet: points of each criterion, and a comment."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from programs.catalogue.rules import Criterion
from programs.reviews.rules.sums import EXPLAINED, HIGH, LOW, needs_explaining

STEP = Decimal("0.5")
LONGEST = {"points": 8, "comment": 5_000, "feedback": 2_000}  # what is kept of a text


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
