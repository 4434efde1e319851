"""What a missing report holds back, for the guards on money to ask (D§1.7)."""

from programs.monitoring.rules.calendar import BEFORE_HOLD
from programs.monitoring.states import NOT_IN

MISSING = ", ".join(f"'{status}'" for status in NOT_IN)
CITY_TODAY = "(clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"


def held(award: str) -> str:
    """An SQL condition: a yearly report of this award is thirty days late or more.

    `award` is an SQL expression of the award's id. Days are days of the city.
    """
    return (
        "EXISTS (SELECT 1 FROM programs_yearreport late "
        f"WHERE late.award_id = {award} AND late.status IN ({MISSING}) "
        f"AND coalesce(late.back_on, late.due_on) + {BEFORE_HOLD} <= {CITY_TODAY})"
    )
