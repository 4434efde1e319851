"""What a district has to do, by how urgent it is, and what it has said."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from foundation.moves import Actor
from programs.applications.models import Application, Endorsement
from programs.applications.queries.rows import awaiting_district


@dataclass(frozen=True, slots=True)
class Workload:
    """How many wait, how many of them are late, and how many are due by a day."""

    waiting: int
    overdue: int
    soon: int


def workload(user: Actor, *, today: date, soon: date) -> Workload:
    late = Q(due_on__lt=today)
    counted = awaiting_district(user).aggregate(
        waiting=Count("pk"),
        overdue=Count("pk", filter=late),
        soon=Count("pk", filter=~late & Q(due_on__lte=soon)),
    )
    return Workload(**counted)


def endorsement_of(application: Application) -> Endorsement | None:
    """The recommendation that counts: the last one."""
    rows = Endorsement.objects.filter(application=application.pk)
    return rows.select_related("given_by").order_by("id").last()
