"""What is read of visits: how they stand, and whether enough companies were seen."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.accounts.permissions import Permission
from foundation.journal.models import Entry
from foundation.moves import Actor
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.catalogue.kinds import KINDS
from programs.catalogue.models import Program
from programs.visits.models import SiteFinding, SitePhoto, SiteVisit
from programs.visits.rules import LEAST_SHARE, POINTS, Point, needed
from programs.visits.states import Result, Status

# Those that have been scored and may still be proposed.
CANDIDATES = (Standing.SCORED, Standing.SITE_VISIT, Standing.JOINT_REVIEW)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a call's candidates have been visited, and how many have to be."""

    pool: int
    visited: int
    least: int

    @property
    def is_enough(self) -> bool:
        return self.visited >= self.least


def kinds_that_visit() -> list[str]:
    """The kinds of program whose applications are visited at all."""
    return [code for code, kind in KINDS.items() if kind.uses(Standing.SITE_VISIT)]


def listed(user: Actor) -> QuerySet[SiteVisit]:
    rows = SiteVisit.objects.all().visible_to(user)
    return rows.select_related("application__company", "application__call__program")


def standing(applications: Collection[int]) -> dict[int, SiteVisit]:
    """The visit of each application that has one."""
    rows = SiteVisit.objects.standing().filter(application__in=applications)
    return {visit.application_id: visit for visit in rows}


def is_over(visit: SiteVisit | None) -> bool:
    return visit is not None and visit.status == Status.CONFIRMED


def was_bad(visit: SiteVisit | None) -> bool:
    """Confirmed by a second person, and not as declared."""
    return visit is not None and is_over(visit) and visit.result == Result.INCONSISTENT


def candidates(call: Call) -> QuerySet[Application]:
    return Application.objects.filter(call=call, status__in=CANDIDATES).order_by("pk")


def coverage(call: Call, among: Collection[int] | None = None) -> Coverage:
    """Of `among` (or of all candidates of a call), how many a confirmed visit has seen.

    A fifth has to be seen, or the share that the call's sample was drawn with.
    """
    pool = among if among is not None else candidates(call).values_list("pk", flat=True)
    sample = getattr(call, "visit_sample", None)
    share = sample.share if sample else LEAST_SHARE
    seen = SiteVisit.objects.filter(application__in=pool, status=Status.CONFIRMED)
    return Coverage(len(pool), seen.count(), needed(len(pool), share))


def photos(visit: SiteVisit) -> QuerySet[SitePhoto]:
    return visit.photos.select_related("file")


def seen(visit: SiteVisit) -> list[tuple[Point, SiteFinding | None]]:
    """The points of the checklist, each with what was found."""
    found = {each.code: each for each in visit.findings.all()}
    return [(point, found.get(point.code)) for point in POINTS]


def given_back(visit: SiteVisit) -> str:
    """Why the second person gave the report back the last time, if so."""
    label = SiteVisit._meta.label_lower
    mine = Entry.objects.filter(subject_type=label, subject_id=str(visit.pk))
    last = mine.filter(verb__in=["send_back", "report"]).order_by("-id").first()
    return last.reason if last else ""


def calls(user: Actor) -> QuerySet[Call]:
    mine = Program.objects.all().within(user, Permission.READ_SCORES)
    return Call.objects.filter(program__in=mine)
