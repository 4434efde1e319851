"""What both reports say of themselves."""

from datetime import UTC, date, datetime

from programs.reports.dataset import Period
from programs.reports.measures import text

AGENCY = text(
    "Guangzhou Municipal Science and Technology Commission", "广州市科技创新委员会"
)
FIRST_QUARTER = Period(
    date(2026, 1, 1), date(2026, 4, 1), text("First quarter of 2026", "2026年第一季度")
)
AS_OF = datetime(2026, 4, 15, 0, 30, tzinfo=UTC)
TOTAL = text("Total", "合计")
