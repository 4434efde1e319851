"""A yearly report as its page shows it, and as it is frozen."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from foundation.journal.models import Entry
from foundation.money import ZERO
from foundation.moves import Actor, HasLifecycle
from foundation.places.models import District
from programs.awards.states import LIVE
from programs.monitoring.models import SpendingLine, YearReport, YearReportQuerySet
from programs.monitoring.rules.calendar import level
from programs.monitoring.rules.figures import FOLLOWED, NEEDED, Known, known
from programs.monitoring.states import NOT_IN
from startups.companies.models import Company
from startups.indicators.models import Value
from startups.indicators.states import Status as Filed


def listed(user: Actor) -> YearReportQuerySet:
    """The reports that somebody may read, with what a line of a list says."""
    rows: YearReportQuerySet = YearReport.objects.all().visible_to(user)
    return rows.select_related("award__company__district", "award__program")


def lateness(report: YearReport, today: date) -> str:
    """How late it is: nothing, `late`, `yellow` or `red`; of a live award only."""
    owed = report.status in NOT_IN and report.award.status in LIVE
    return level(report.wanted_on, today) if owed else ""


def returned_figures(company: Company, year: int) -> dict[str, Decimal]:
    """What the yearly return says, once it has been handed in."""
    values = Value.objects.filter(company=company, year=year)
    handed_in = values.exclude(filed__status=Filed.OPEN)
    return dict(handed_in.values_list("indicator", "amount"))


def figures(report: YearReport) -> list[Known]:
    """Every figure that is followed, from the return where there is one."""
    returned = returned_figures(report.award.company, report.year)
    return [known(code, returned, report.figures) for code in FOLLOWED]


def gaps(report: YearReport) -> list[str]:
    """The codes of figures that a report cannot be handed in without."""
    found = figures(report)
    return [each.code for each in found if each.code in NEEDED and each.amount is None]


def spent(report: YearReport) -> Decimal:
    """Of the award's money in the report's year."""
    total = report.spending.aggregate(total=Sum("amount"))["total"]
    return Decimal(total or ZERO)


def spent_before(report: YearReport) -> Decimal:
    """Of the award's money in the years before, as it was handed in."""
    rows = SpendingLine.objects.filter(
        report__award=report.award_id, report__number__lt=report.number
    ).exclude(report__status__in=NOT_IN)
    return Decimal(rows.aggregate(total=Sum("amount"))["total"] or ZERO)


def content(report: YearReport) -> dict[str, Any]:
    """The report as it is frozen: strings only, so that it hashes the same anywhere."""
    award, company = report.award, report.award.company
    return {
        "award": award.number,
        "company": company.name,
        "uscc": company.uscc,
        "number": report.number,
        "year": report.year,
        "text": report.text,
        "figures": [
            {"code": each.code, "amount": _told(each.amount), "from": each.origin}
            for each in figures(report)
        ],
        "spending": [
            {"purpose": line.purpose, "amount": str(line.amount), "note": line.note}
            for line in report.spending.all()
        ],
        "received": str(award.paid - award.recovered),
        "files": [
            {"name": row.file.name, "sha256": row.file.sha256, "shows": row.kind}
            for row in report.files.select_related("file")
        ],
        "milestones": [
            {
                "title": milestone.title,
                "target": str(milestone.target),
                "reached": _told(milestone.actual),
                "status": milestone.status,
            }
            for milestone in award.milestones.filter(number=report.number)
        ],
    }


def _told(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)


def why_back(subject: HasLifecycle) -> str:
    """Why a paper was given back to the company, while it is there again."""
    came = Entry.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        target=subject.status,
    )
    return came.order_by("-pk").values_list("reason", flat=True).first() or ""


def by_district(rows: QuerySet[YearReport]) -> Mapping[str, int]:
    """How many of these reports belong to each district, the most first."""
    place = "award__company__district"
    counted = rows.order_by().values_list(place).annotate(number=Count("pk"))
    names = District.objects.in_bulk([code for code, __ in counted])
    most_first = sorted(counted, key=lambda row: (-row[1], row[0]))
    return {str(names[code]): number for code, number in most_first}
