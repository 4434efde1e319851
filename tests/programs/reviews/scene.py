"""Applications in the hands of experts, without the draw that brought them there."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from programs.models import Application, Assignment, Expert, Score
from programs.reviews import actions
from tests.city import moved
from tests.programs.stages import NOW, an_expert, eligible

DUE = (NOW + timedelta(days=21)).date()
GOOD = {
    "core": "27.5",
    "rd": "20",
    "results": "12",
    "market": "18",
    "demonstration": "8",
}
LONG = "x" * 50


def given(
    *applications: Application, size: int = 1, to: Sequence[Expert] = ()
) -> list[Assignment]:
    """Each of the applications in the hands of each of `size` experts."""
    experts = to or [an_expert() for __ in range(size)]
    made = []
    for application in applications:
        if application.status == "eligible":
            moved(application, "assign")
        for expert in experts:
            Assignment.objects.create(
                application=application, expert=expert, due_on=DUE
            )
    rows = Assignment.objects.filter(application__in=applications, expert__in=experts)
    made += rows.select_related("expert__user", "application__call__program")
    return made


def assigned(size: int = 1) -> list[Assignment]:
    return given(eligible(), size=size)


def declared(size: int = 1) -> list[Assignment]:
    return [declare(each) for each in assigned(size)]


def declare(assignment: Assignment) -> Assignment:
    actions.declare(assignment, by=assignment.expert.user, at=NOW)
    return assignment


def typed(
    assignment: Assignment,
    points: dict[str, str] = GOOD,
    comment: str = "Good.",
    feedback: str = "",
) -> Score:
    return actions.save_sheet(
        assignment,
        points=points,
        comment=comment,
        feedback=feedback,
        by=assignment.expert.user,
        at=NOW,
    )


def scored(
    assignment: Assignment,
    points: dict[str, str] = GOOD,
    comment: str = "Good.",
    feedback: str = "",
) -> Score:
    typed(assignment, points, comment, feedback)
    return actions.score(assignment, by=assignment.expert.user, at=NOW)


def points_of(total: str) -> dict[str, str]:
    """A sheet of this total, as far as possible without the first criterion."""
    left, points = Decimal(total), {}
    for code, most in (("rd", 25), ("results", 15), ("market", 20),
                       ("demonstration", 10), ("core", 30)):  # fmt: skip
        points[code] = str(min(left, Decimal(most)))
        left -= Decimal(points[code])
    return points


def panel_of(*totals: str, application: Application | None = None) -> Application:
    """An application that so many experts have scored with these totals."""
    application = application or eligible()
    for assignment, total in zip(
        given(application, size=len(totals)), totals, strict=True
    ):
        scored(declare(assignment), points_of(total), LONG)
    application.refresh_from_db()
    return application
