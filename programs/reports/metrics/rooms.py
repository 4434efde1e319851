"""What incubators have and hold, counted from dated facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import TypeVar

from foundation.money import ZERO
from foundation.periods import Period, year
from programs.reports.metrics import facts
from programs.reports.metrics.reading import ask, points

# Per carrier that was operating when the period had ended. `*_days` are areas times the
# days of the period on which they held. Tenancies count by their days, not by today's
# status, save for those that never were or are not yet.
ROOM = facts.statement(
    facts.POINT,
    facts.OPERATING,
    """area AS (
        SELECT b.carrier_id,
               sum(f.area) FILTER (WHERE f.ends_on IS NULL OR f.ends_on >= p.ends_on)
                   AS area,
               sum(f.area) FILTER (WHERE u.use = 'tenant'
                   AND (f.ends_on IS NULL OR f.ends_on >= p.ends_on)) AS lettable,
               sum(f.area * (least(f.ends_on, p.ends_on)
                   - greatest(f.starts_on, p.starts_on)))
                   FILTER (WHERE u.use = 'tenant') AS lettable_days
        FROM point p
        JOIN incubators_areafact f ON f.kind = 'measured' AND f.starts_on < p.ends_on
            AND (f.ends_on IS NULL OR f.ends_on > p.starts_on)
        JOIN incubators_unit u ON u.id = f.unit_id
        JOIN incubators_building b ON b.id = u.building_id
        GROUP BY 1
    )""",
    """room AS (
        SELECT b.carrier_id,
               sum(o.area) FILTER (WHERE o.ends_on IS NULL OR o.ends_on >= p.ends_on)
                   AS occupied,
               sum(o.area * (least(o.ends_on, p.ends_on)
                   - greatest(o.starts_on, p.starts_on))) AS occupied_days
        FROM point p
        JOIN incubators_occupancy o ON o.starts_on < p.ends_on
            AND (o.ends_on IS NULL OR o.ends_on > p.starts_on)
        JOIN incubators_unit u ON u.id = o.unit_id AND u.use = 'tenant'
        JOIN incubators_building b ON b.id = u.building_id
        GROUP BY 1
    )""",
    """stay AS (
        SELECT t.carrier_id, t.tenant_class = 'tenant' AS incubated, t.moved_in_on,
               coalesce(t.moved_out_on, 'infinity') AS moved_out_on,
               coalesce(t.term_ends_on, 'infinity') AS term_ends_on
        FROM incubators_tenancy t
        WHERE t.moved_in_on < (SELECT max(ends_on) FROM point)
        AND t.status NOT IN ('applied', 'admitted', 'refused')
    )""",
    """tenants AS (
        SELECT s.carrier_id,
               count(*) FILTER (WHERE s.incubated AND s.moved_out_on >= p.ends_on
                   AND s.term_ends_on >= p.ends_on) AS tenants,
               count(*) FILTER (WHERE s.incubated AND s.moved_out_on >= p.ends_on
                   AND s.term_ends_on < p.ends_on) AS overdue,
               count(*) FILTER (WHERE NOT s.incubated AND s.moved_out_on >= p.ends_on)
                   AS residents,
               count(*) FILTER (WHERE s.incubated AND s.moved_in_on < %(new_year)s
                   AND s.moved_out_on >= %(new_year)s) AS at_new_year,
               count(*) FILTER (WHERE s.incubated AND s.moved_in_on >= %(new_year)s)
                   AS entered
        FROM point p JOIN stay s ON s.moved_out_on >= %(new_year)s GROUP BY 1
    )""",
    """graduates AS (
        SELECT t.carrier_id, count(*) AS graduates_ever,
               count(*) FILTER (WHERE g.graduated_on >= p.starts_on) AS graduates,
               count(*) FILTER (WHERE g.graduated_on >= %(new_year)s)
                   AS graduates_of_year
        FROM point p
        JOIN incubators_graduation g ON g.graduated_on < p.ends_on
        JOIN incubators_tenancy t ON t.id = g.tenancy_id
        GROUP BY 1
    )""",
    select="""
        SELECT c.id, c.name AS zh, c.english_name AS en, c.carrier_type AS type,
               c.level,
               coalesce(d.successor_id, d.code) AS district, 1 AS carriers,
               coalesce(a.area, 0) AS area, coalesce(a.lettable, 0) AS lettable,
               coalesce(a.lettable_days, 0) AS lettable_days,
               coalesce(r.occupied, 0) AS occupied,
               coalesce(r.occupied_days, 0) AS occupied_days,
               coalesce(t.tenants, 0) AS tenants, coalesce(t.overdue, 0) AS overdue,
               coalesce(t.residents, 0) AS residents,
               coalesce(t.at_new_year, 0) AS at_new_year,
               coalesce(t.entered, 0) AS entered,
               coalesce(g.graduates, 0) AS graduates,
               coalesce(g.graduates_of_year, 0) AS graduates_of_year,
               coalesce(g.graduates_ever, 0) AS graduates_ever
        FROM operating o
        JOIN incubators_carrier c ON c.id = o.carrier_id
        JOIN foundation_district d ON d.code = c.district_id
        LEFT JOIN area a ON a.carrier_id = c.id
        LEFT JOIN room r ON r.carrier_id = c.id
        LEFT JOIN tenants t ON t.carrier_id = c.id
        LEFT JOIN graduates g ON g.carrier_id = c.id
        ORDER BY c.code
    """,
)

# The same sums at several points, in one pass over the facts: each fact adds at the
# first point after it starts and takes away at the first point after it ends.
# width_bucket counts the points that are not after a day.
TREND = facts.statement(
    facts.POINT,
    facts.OPERATING,
    """change AS (
        SELECT f.unit_id, f.starts_on AS day, 'area' AS what, f.area AS step
        FROM incubators_areafact f WHERE f.kind = 'measured'
        UNION ALL
        SELECT f.unit_id, f.ends_on, 'area', -f.area
        FROM incubators_areafact f WHERE f.kind = 'measured' AND f.ends_on IS NOT NULL
        UNION ALL
        SELECT o.unit_id, o.starts_on, 'occupied', o.area FROM incubators_occupancy o
        UNION ALL
        SELECT o.unit_id, o.ends_on, 'occupied', -o.area FROM incubators_occupancy o
        WHERE o.ends_on IS NOT NULL
    )""",
    """stay AS (
        SELECT t.carrier_id, t.moved_in_on,
               least(t.moved_out_on, t.term_ends_on) AS counted_until
        FROM incubators_tenancy t
        WHERE t.moved_in_on IS NOT NULL AND t.tenant_class = 'tenant'
        AND t.status NOT IN ('applied', 'admitted', 'refused')
    )""",
    """step AS (
        SELECT b.carrier_id, width_bucket(x.day, %(ends)s::date[]) AS bucket,
               sum(x.step) FILTER (WHERE x.what = 'area') AS area,
               sum(x.step) FILTER (WHERE x.what = 'area' AND u.use = 'tenant')
                   AS lettable,
               sum(x.step) FILTER (WHERE x.what = 'occupied' AND u.use = 'tenant')
                   AS occupied,
               0 AS tenants
        FROM change x
        JOIN incubators_unit u ON u.id = x.unit_id
        JOIN incubators_building b ON b.id = u.building_id
        GROUP BY 1, 2
        UNION ALL
        SELECT s.carrier_id, width_bucket(s.moved_in_on, %(ends)s::date[]), 0, 0, 0,
               count(*) FROM stay s GROUP BY 1, 2
        UNION ALL
        SELECT s.carrier_id, width_bucket(s.counted_until, %(ends)s::date[]), 0, 0, 0,
               -count(*) FROM stay s WHERE s.counted_until IS NOT NULL GROUP BY 1, 2
    )""",
    """numbered AS (
        SELECT ends_on AS day, (row_number() OVER (ORDER BY ends_on)) - 1 AS bucket
        FROM point
    )""",
    select="""
        SELECT n.day,
               (SELECT count(*) FROM operating o WHERE o.day = n.day) AS carriers,
               coalesce(sum(s.area), 0) AS area,
               coalesce(sum(s.lettable), 0) AS lettable,
               coalesce(sum(s.occupied), 0) AS occupied,
               coalesce(sum(s.tenants), 0)::int AS tenants
        FROM numbered n
        LEFT JOIN operating o ON o.day = n.day
        LEFT JOIN step s ON s.carrier_id = o.carrier_id AND s.bucket <= n.bucket
        GROUP BY n.day ORDER BY n.day
    """,
)


@dataclass(frozen=True, slots=True)
class Room:
    """What carriers have and hold when a period has ended; sums add up."""

    carriers: int = 0
    area: Decimal = ZERO
    lettable: Decimal = ZERO
    occupied: Decimal = ZERO
    tenants: int = 0
    lettable_days: Decimal = ZERO
    occupied_days: Decimal = ZERO
    overdue: int = 0
    residents: int = 0
    at_new_year: int = 0
    entered: int = 0
    graduates: int = 0
    graduates_of_year: int = 0
    graduates_ever: int = 0

    def __add__(self, other: "Room") -> "Room":
        return Room(*(getattr(self, n) + getattr(other, n) for n in SUMS))


SUMS = tuple(field.name for field in fields(Room))


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierRoom(Room):
    """One carrier's."""

    id: int
    zh: str
    en: str
    type: str
    level: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRoom(Room):
    """All carriers' on the day before `day`, without what only a period has."""

    day: date


Group = TypeVar("Group")


def room(period: Period) -> list[CarrierRoom]:
    """Every carrier that was operating when the period had ended."""
    new_year = year(period.last_day).start
    return ask(CarrierRoom, ROOM, new_year=new_year, **points([period]))


def trend(periods: Sequence[Period]) -> list[PastRoom]:
    """The city's carriers when each of the periods had ended, in that order."""
    inside = sorted(periods, key=lambda period: period.end)
    return ask(PastRoom, TREND, **points(inside))


def total(rows: Iterable[Room]) -> Room:
    return reduce(Room.__add__, rows, Room())


def grouped(
    rows: Iterable[CarrierRoom], key: Callable[[CarrierRoom], Group]
) -> dict[Group, Room]:
    groups: dict[Group, Room] = {}
    for row in rows:
        groups[key(row)] = groups.get(key(row), Room()) + row
    return groups
