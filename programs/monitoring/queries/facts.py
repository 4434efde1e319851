"""The facts of monitoring that money waits for."""

from datetime import date

from programs.awards.models import Award
from programs.monitoring.models import Finding, Milestone, YearReport
from programs.monitoring.states import FindingStatus, MilestoneStatus, ReportStatus


def report_confirmed(award: Award, number: int) -> YearReport | None:
    """The report of that year after the award, if the city has confirmed it."""
    rows = YearReport.objects.filter(award=award, number=number)
    return rows.filter(status=ReportStatus.CONFIRMED).first()


def overdue(award: Award, on: date) -> list[YearReport]:
    """The reports of a live award that are late on this day and not handed in."""
    return list(YearReport.objects.filter(award=award).overdue(on).order_by("number"))


def holding(award: Award, on: date) -> list[YearReport]:
    """Those so late on this day that nothing is paid before they are handed in."""
    return list(YearReport.objects.filter(award=award).holding(on))


def milestones_unmet(award: Award, number: int) -> list[Milestone]:
    """The milestones up to that report that nobody has confirmed as met."""
    rows = Milestone.objects.filter(award=award, number__lte=number)
    return list(rows.exclude(status=MilestoneStatus.MET))


def open_findings(award: Award) -> list[Finding]:
    """What was found amiss and is not settled, answered or not."""
    found = Finding.objects.filter(award=award)
    return list(found.exclude(status=FindingStatus.CLOSED))
