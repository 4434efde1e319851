"""How sheets are filled in, added up, compared, and by what places are told."""

from programs.reviews.rules.places import Shift, Standing, places, ranked, shifts
from programs.reviews.rules.reminding import is_office_hour, step_on
from programs.reviews.rules.severity import (
    Judge,
    Mark,
    agreement,
    by_application,
    judges,
    normalized,
)
from programs.reviews.rules.sheets import LONGEST, as_points, faults, total
from programs.reviews.rules.sums import (
    EXPLAINED,
    HIGH,
    LOW,
    OUTLIER,
    aggregate,
    is_outlier,
    mean,
    needs_explaining,
    outliers,
)

__all__ = [
    "EXPLAINED",
    "HIGH",
    "LONGEST",
    "LOW",
    "OUTLIER",
    "Judge",
    "Mark",
    "Shift",
    "Standing",
    "aggregate",
    "agreement",
    "as_points",
    "by_application",
    "faults",
    "is_office_hour",
    "is_outlier",
    "judges",
    "mean",
    "needs_explaining",
    "normalized",
    "outliers",
    "places",
    "ranked",
    "shifts",
    "step_on",
    "total",
]
