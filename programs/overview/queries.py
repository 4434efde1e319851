"""One company across all slices: how everything stands, and what waits for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.periods import city_day
from incubators.tenancies.queries import overview
from programs.agreements.models import Agreement
from programs.agreements.states import AccountStatus as A
from programs.agreements.states import Status as AgreementStatus
from programs.applications.models import Application
from programs.applications.queries import listed
from programs.applications.rules import PLAIN
from programs.applications.states import Status
from programs.awards.models import Award, Place
from programs.awards.states import LIVE
from programs.awards.states import Status as AwardStatus
from programs.messages.queries import unread_of
from programs.monitoring.models import Finding, Milestone, YearReport
from programs.monitoring.states import EDITABLE, ReportStatus
from programs.overview.rules import (
    AHEAD,
    Task,
    end_of,
    most_urgent_first,
    return_due,
    years_owed,
)
from programs.payments.models import Tranche
from programs.payments.queries import accounts
from programs.recovery.models import Recovery
from programs.recovery.queries import dated
from startups.companies.models import Company
from startups.indicators.models import Return
from startups.indicators.states import Status as Filed
from startups.members.models import JoinRequest
from startups.members.queries import people_of, to_decide

SHOWN = 20  # applications, the latest


@dataclass(slots=True)
class Case:
    """An application in plain words: how it stands, what follows and by when."""

    application: Any
    stands: StrOrPromise
    follows: StrOrPromise
    due: datetime | None
    unread: int = 0

    @property
    def notice(self) -> Any:
        proposal = getattr(self.application, "proposal", None)
        return proposal.notice if proposal else None


@dataclass(slots=True)
class Money:
    """An award with what is next to be paid, and what it waits for."""

    award: Award
    follows: StrOrPromise
    upcoming: Tranche | None = None
    shut: list[Any] = field(default_factory=list)  # conditions that nobody confirmed


def page(company: Company, *, to: User, now: datetime) -> dict[str, Any]:
    """All that the company's page shows to this person, in a fixed number of reads."""
    found = overview(company, to=to, today=city_day(now))
    sees_awards = to.may(Permission.READ_AWARDS, at=company)
    cases = list(_cases(company, to)) if _sees_applications(company, to) else []
    awards = list(accounts().filter(company=company)) if sees_awards else []
    places = Place.objects.filter(company=company).select_related("program", "plan")
    found |= {
        "members": people_of(company),
        "cases": cases,
        "sees_cases": _sees_applications(company, to),
        "money": [_money(award) for award in awards],
        "places": list(places) if sees_awards else [],
    }
    if found["acts"]:
        tasks = most_urgent_first(
            [
                *_of_cases(cases, company, to),
                *_of_people(to_decide(to, [company])),
                *_of_awards(company, awards, to),
                *_of_obligations(company, to, now),
                *_of_debts(awards),
                *_of_returns(company, [*awards, *found["places"]], to, now),
            ]
        )
        found["tasks"] = [(task, task.is_late(now)) for task in tasks]
    return found


def _sees_applications(company: Company, to: User) -> bool:
    return to.may(Permission.READ_APPLICATIONS, at=company)


def _cases(company: Company, to: User) -> Iterator[Case]:
    rows = listed(to).filter(company=company).ending()
    rows = rows.select_related(
        "call__program", "company__district", "correction", "proposal__notice"
    )
    latest: list[Any] = list(rows.order_by("-pk")[:SHOWN])
    unread = unread_of(to, [each.pk for each in latest])
    for application in latest:
        stands, follows = PLAIN[application.status]
        yield Case(
            application,
            stands,
            follows,
            _due(application),
            unread.get(application.pk, 0),
        )


def _due(application: Any) -> datetime | None:
    """Until when the next step comes: the applicant's own, or somebody else's."""
    if application.status == Status.DRAFT:
        ends: datetime = application.ends
        return ends
    return end_of(application.due_on) if application.due_on else None


def _of_cases(cases: list[Case], company: Company, to: User) -> Iterator[Task]:
    writes = to.may(Permission.APPLY, at=company)
    for case in cases:
        application: Application = case.application
        told = f"{application.number} · {application.call}"
        edit = reverse("application-edit", args=[application.number])
        if writes and application.status == Status.CORRECTION:
            action = _("Correct the form")
            yield Task(_("Correct the application"), told, edit, action, case.due)
        elif writes and application.status == Status.DRAFT:
            action = _("Continue the form")
            yield Task(_("Complete and hand in"), told, edit, action, case.due)
        if case.unread:
            page_ = reverse("application-messages", args=[application.number])
            title = ngettext(
                "%(count)s new message from the commission",
                "%(count)s new messages from the commission",
                case.unread,
            )
            yield Task(title % {"count": case.unread}, told, page_, _("Read"))


def _of_awards(company: Company, awards: list[Award], to: User) -> Iterator[Task]:
    """Papers to sign, and the account without which nothing can be paid."""
    if not to.may(Permission.SIGN_AGREEMENT, at=company):
        return
    waiting = Agreement.objects.filter(
        award__in=awards, status=AgreementStatus.ISSUED
    ).select_related("award")
    for paper in waiting.defer("content"):
        page_, due = paper.get_absolute_url(), end_of(paper.expires_on)
        title = _("Sign %(number)s") % {"number": paper.number}
        yield Task(title, paper.award.number, page_, _("Read and sign"), due)
    live = any(award.status in LIVE for award in awards)
    states = {A.ENTERED, A.VERIFIED}
    if live and not company.bank_accounts.filter(status__in=states).exists():
        page_ = reverse("bank-account", args=[company.pk])
        title = _("Enter the bank account that awards are paid to")
        yield Task(title, "", page_, _("Bank account"))


def _of_obligations(company: Company, to: User, now: datetime) -> Iterator[Task]:
    """Yearly reports that are open, what was found amiss, milestones of this year."""
    if to.may(Permission.APPLY, at=company):
        owed = YearReport.objects.of_live_awards().filter(status__in=EDITABLE)
        for report in owed.filter(award__company=company).select_related("award"):
            yield _report_task(report)
    if not to.may(Permission.FILE_REPORT, at=company):
        return
    for finding in _due_of(Finding, company):
        title = _("Put right what was found, and answer")
        page_ = reverse("finding", args=[finding.award.number, finding.pk])
        told = f"{finding.award.number} · {finding.text[:60]}"
        yield Task(title, told, page_, _("Answer"), end_of(finding.due_on))
    soon = city_day(now) + AHEAD
    for milestone in _due_of(Milestone, company).filter(due_on__lte=soon):
        title = _("Show that a milestone is reached")
        page_ = reverse("milestone", args=[milestone.award.number, milestone.pk])
        told = f"{milestone.award.number} · {milestone.title}"
        action = pgettext("milestone", "Report as met")
        yield Task(title, told, page_, action, end_of(milestone.due_on))


def _report_task(report: YearReport) -> Task:
    title = _("Hand in the yearly report of %(year)s")
    if report.status == ReportStatus.RETURNED:
        title = _("Correct the yearly report of %(year)s")
    url, due = report.get_absolute_url(), end_of(report.wanted_on)
    number, action = report.award.number, _("Write the report")
    return Task(title % {"year": report.year}, number, url, action, due)


def _due_of(model: type[Finding | Milestone], company: Company) -> Any:
    rows = model.objects.owed().filter(award__company=company)
    return rows.select_related("award").order_by("due_on", "pk")


def _of_debts(awards: list[Award]) -> Iterator[Task]:
    """What has to be paid back."""
    found: Any = dated(Recovery.objects.filter(award__in=awards).due().with_totals())
    for each in found.select_related("award").defer("content", "inputs"):
        left = f"{each.asked - each.came - each.lost:,.2f}"
        title = _("Pay back %(left)s yuan") % {"left": left}
        due = end_of(each.owed_by) if each.owed_by else None
        url, subject = each.get_absolute_url(), f"{each.number} · {each.award.number}"
        yield Task(title, subject, url, _("Read the demand"), due)


def _of_people(requests: list[JoinRequest]) -> Iterator[Task]:
    for one in requests:
        page_ = reverse("company-members", args=[one.company_id])
        title = _("Decide who acts for the company")
        yield Task(title, str(one.asked_by), page_, _("Decide"))


def _of_returns(
    company: Company, held: list[Any], to: User, now: datetime
) -> Iterator[Task]:
    """Figures that were begun, and those that a supported company owes."""
    if not to.may(Permission.FILE_RETURN, at=company):
        return
    filed = dict(Return.objects.filter(company=company).values_list("year", "status"))
    since = [each.decided_on.year for each in held if each.decided_on]
    owed = years_owed(since, filed, city_day(now))
    begun = [year for year, status in filed.items() if status == Filed.OPEN]
    for year in sorted({*owed, *begun}):
        page_ = reverse("return-detail", args=[company.pk, year])
        page_ = page_ if year in filed else reverse("indicators-mine")
        due = end_of(return_due(year))
        title = _("Hand in the figures of %(year)s") % {"year": year}
        yield Task(title, "", page_, _("Yearly returns"), due)


def _money(award: Award) -> Money:
    open_parts = [
        part
        for part in award.tranches.all()
        if not any(payment.paid_on for payment in part.payments.all())
    ]
    upcoming = min(open_parts, key=lambda part: part.due_on, default=None)
    shut = (
        [gate for gate in upcoming.gates.all() if not gate.is_open] if upcoming else []
    )
    return Money(award, _follows(award, upcoming, shut), upcoming, shut)


def _follows(award: Award, upcoming: Tranche | None, shut: list[Any]) -> StrOrPromise:
    """What happens next with an award, in plain words."""
    if award.status not in LIVE:
        return _("Nothing more is paid.")
    if award.status == AwardStatus.APPROVED:
        return _("The commission prepares the agreement; you will be asked to sign it.")
    if upcoming is None:
        return _("Everything that was planned has been paid.")
    if shut:
        return _("The next part is paid when its conditions are met.")
    return _("The next part is being paid.")
