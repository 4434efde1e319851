"""The whole city, part by part, in one transaction, verified before it stands."""

import math
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection, transaction

from config.demo import (
    calls,
    carriers,
    companies,
    guards,
    people,
    procedure,
    programs,
    promises,
    returns,
    schedules,
    tenancies,
    titles,
)
from config.demo.history import note
from config.demo.scene import Scene
from foundation.models import Entry
from foundation.places.models import working_days
from programs.models import Program
from startups.models import Company

SMALLEST = 0.02
MARK = "load_demo_city"
STEPS = 5  # that each part of the city is drawn up in


def is_loaded() -> bool:
    return Entry.objects.filter(verb=MARK).exists()


def is_inhabited() -> bool:
    return Company.objects.exists() or Program.objects.exists()


def steps(scale: float) -> int:
    """How often `load` tells of its progress."""
    return STEPS * math.ceil(scale)


def parts(scale: float) -> Iterator[float]:
    """Sizes of the parts that a city of `scale` is drawn up in, none above 1.

    >>> list(parts(2.5)), list(parts(0.05)), list(parts(1))
    ([1.0, 1.0, 0.5], [0.05], [1.0])
    """
    left = scale
    while left > 0.001:  # noqa: PLR2004  # what rounding leaves is no part of a city
        yield round(min(1.0, left), 3)
        left -= 1.0


def load(
    *, scale: float, seed: int, now: datetime, tell: Callable[[str], None]
) -> Scene:
    """Draw up the city and write it; all of it stands and is right, or nothing."""
    with transaction.atomic():
        with guards.standing_aside():
            scene = _write(scale=scale, seed=seed, now=now, tell=tell)
        promises.verify(scene, promises.expected(parts(scale)))
    return scene


def _write(
    *, scale: float, seed: int, now: datetime, tell: Callable[[str], None]
) -> Scene:
    scene = Scene(seed, scale, now, working_days(), transaction=_transaction())
    people.employ(scene)
    scene.waves = calls.publish_calls(scene, programs.start_programs(scene))
    for number, size in enumerate(parts(scale)):
        scene.part, scene.size = number, size
        _draw_up(scene, tell)
    schedules.subscribe(scene)
    note(scene, Program, "", MARK, now, scale=scale, seed=seed)
    scene.writer.finish()
    return scene


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _draw_up(scene: Scene, tell: Callable[[str], None]) -> None:
    tell("companies")
    firms = companies.make_companies(scene)
    titles.certify(scene, firms)
    tell("carriers")
    sites = carriers.make_carriers(scene, firms)
    if scene.part == 0:
        carriers.appoint_operator(scene, sites)
    tell("tenancies")
    tenancies.settle(scene, firms, sites)
    tell("applications")
    cases = procedure.run(scene, firms)
    tell("returns")
    returns.file_returns(scene, firms, cases)
