"""The whole city, part by part, in one transaction, verified before it stands."""

import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.demo import (
    batches,
    calls,
    carriers,
    changes,
    companies,
    guards,
    meetings,
    owners,
    papers,
    people,
    procedure,
    programs,
    promises,
    publicity,
    returns,
    schedules,
    tenancies,
    titles,
)
from config.demo.history import note
from config.demo.scene import Scene
from foundation.models import Entry, Message
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


def parts(scale: float, largest: float = 1.0) -> Iterator[float]:
    """Sizes of the parts that a city of `scale` is drawn up in, none above `largest`.

    >>> list(parts(2.5)), list(parts(0.05)), list(parts(1))
    ([1.0, 1.0, 0.5], [0.05], [1.0])
    """
    left = scale
    while left > 0.001:  # noqa: PLR2004  # what rounding leaves is no part of a city
        yield round(min(largest, left), 3)
        left -= largest


def load(
    *,
    scale: float,
    seed: int,
    now: datetime,
    tell: Callable[[str], None],
    largest: float = 1.0,
) -> Scene:
    """Draw up the city and write it; all of it stands and is right, or nothing."""
    sizes = list(parts(scale, largest))
    with transaction.atomic():
        with guards.standing_aside():
            _sign_history()
            scene = Scene(seed, scale, now, working_days(), transaction=_transaction())
            _write(scene, sizes, tell)
        batches.send(scene)
        changes.ask(scene)
        Message.objects.all().delete()  # nobody in an invented city is written to
        promises.verify(scene, promises.expected(sizes))
    return scene


def _write(scene: Scene, sizes: list[float], tell: Callable[[str], None]) -> None:
    people.employ(scene)
    scene.waves = calls.publish_calls(scene, programs.start_programs(scene))
    for number, size in enumerate(sizes):
        scene.part, scene.size = number, size
        _draw_up(scene, tell)
        scene.writer.settle()
    publicity.screen(scene)
    meetings.try_lines(scene)
    meetings.freeze_meetings()
    papers.freeze_notices()
    papers.write_letters(scene)
    schedules.subscribe(scene)
    scale, seed = scene.scale, scene.seed
    note(scene, Program, "", MARK, scene.now, scale=scale, seed=seed)
    scene.writer.finish()


def _sign_history() -> None:
    """Versions of rows name this load as their context.

    Without one, and without a list of ignored triggers, each version that is kept would
    break off a subtransaction, which takes the longer the more rows there are.
    """
    source = json.dumps({"source": MARK})
    with connection.cursor() as cursor:
        for name, value in (
            ("pghistory.context_id", str(uuid5(NAMESPACE_URL, MARK))),
            ("pghistory.context_metadata", source),
            ("pgtrigger.ignore", "{}"),
        ):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _draw_up(scene: Scene, tell: Callable[[str], None]) -> None:
    tell(_("Companies"))
    firms = companies.make_companies(scene)
    titles.certify(scene, firms)
    tell(_("Incubators"))
    sites = carriers.make_carriers(scene, firms)
    if scene.part == 0:
        carriers.appoint_operator(scene, sites)
    tell(_("Tenancies"))
    tenancies.settle(scene, firms, sites)
    tell(_("Applications"))
    cases = procedure.run(scene, firms)
    owners.own(scene, firms)
    if scene.part == 0:
        publicity.tell(scene, cases)
    tell(_("Yearly returns"))
    returns.file_returns(scene, firms, cases)
