"""Reports, planned and issued."""

from datetime import date

from programs.models import Issue, Schedule
from tests.city.people import NOW, serial


def a_schedule() -> Schedule:
    return Schedule.objects.create(
        code=f"r3-{serial()}", definition="R3", cadence="quarterly",
        first_day=date(2026, 1, 1),
    )  # fmt: skip


def an_issue(schedule: Schedule | None = None, *, revision: int = 1) -> Issue:
    """Of the first quarter; a later revision says what it corrects."""
    return Issue.objects.create(
        number=f"R{serial()}", schedule=schedule or a_schedule(), definition="R3",
        definition_version="1", period_start=date(2026, 1, 1),
        period_end=date(2026, 4, 1), revision=revision, as_of=NOW,
        correction="" if revision == 1 else "a number", dataset=b"{}",
        sha256="0" * 64, built_on=NOW,
    )  # fmt: skip
