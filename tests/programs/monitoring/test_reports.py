"""A yearly report from its opening to its correction, and the reminders of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.models import Message
from foundation.periods import city_day, midnight
from foundation.refusals import Refusal
from programs.models import Award, Filing, ReportReminder, YearReport
from programs.monitoring import actions
from programs.monitoring.queries.progress import milestones, progress
from programs.monitoring.queries.reports import figures, why_back
from programs.tasks import remind_of_reports
from startups.models import Return, Value
from tests.city import (
    a_company,
    a_met_milestone,
    a_milestone,
    a_report,
    a_user,
    advance,
    an_award,
    broken,
    moved,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime.now(UTC)
TODAY = city_day(NOW)
FIGURES = {"REV": Decimal(52_000), "RD_EXP": Decimal(6_100), "EMP": Decimal(120)}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def award() -> Award:
    return an_award(decided_on=date(TODAY.year - 2, 6, 15))


@pytest.fixture
def report(award: Award) -> YearReport:
    return a_report(award, until="open_report")


def an_administrator(award: Award):
    return a_user(Role.COMPANY_ADMIN, at=award.company, name="Lin")


def written(report: YearReport, by, **told) -> None:
    told = {"text": "二代产品量产。", "figures": FIGURES, "spending": {}} | told
    actions.write(report, **told, by=by, at=NOW)


def mails(template: str) -> list[str]:
    return sorted(
        Message.objects.filter(template=template).values_list("to", flat=True)
    )


def test_a_report_goes_from_the_company_to_the_district_to_the_city(
    award, report
) -> None:
    admin = an_administrator(award)
    district = a_user(Role.DISTRICT, at=award.company)
    officer = a_user(Role.OFFICER)

    written(report, admin)
    filing = actions.hand_in(report, by=admin, at=NOW)
    actions.endorse(report, by=district, at=NOW)
    actions.confirm(report, by=officer, at=NOW)

    assert (report.status, report.confirmed_by_id) == ("confirmed", officer.pk)
    assert filing.content["text"] == "二代产品量产。"
    assert [f["amount"] for f in filing.content["figures"]][:2] == ["52000", "6100"]
    assert mails("report_confirmed") == [admin.email]


def test_an_incomplete_report_is_not_handed_in(award, report) -> None:
    admin = an_administrator(award)

    with pytest.raises(Refusal, match="what was done"):
        actions.hand_in(report, by=admin, at=NOW)
    written(report, admin, figures={"REV": Decimal(1)})
    with pytest.raises(Refusal, match="figures first"):
        actions.hand_in(report, by=admin, at=NOW)
    written(report, admin, spending={"staff": (Decimal("0.01"), "")})
    with pytest.raises(Refusal, match=r"0.01 yuan of the award were spent; 0.00 yuan"):
        actions.hand_in(report, by=admin, at=NOW)

    assert not Filing.objects.exists()


def test_figures_of_a_handed_in_return_are_not_typed_again(award, report) -> None:
    filed = Return.objects.create(company=award.company, year=report.year)
    Value.objects.create(
        filed=filed, company=award.company, year=report.year, indicator="REV", amount=9
    )
    report.figures = {"REV": "8", "EMP": "7"}

    before = {each.code: (each.amount, each.origin) for each in figures(report)}
    moved(filed, "submit")
    after = {each.code: (each.amount, each.origin) for each in figures(report)}

    assert before["REV"] == (Decimal(8), "report")
    assert after["REV"] == (Decimal(9), "return")
    assert after["EMP"] == (Decimal(7), "report")


def test_a_returned_report_comes_back_within_a_fortnight(award, report) -> None:
    admin = an_administrator(award)
    district = a_user(Role.DISTRICT, at=award.company)
    written(report, admin)
    actions.hand_in(report, by=admin, at=NOW)

    actions.send_back(report, by=district, at=NOW, reason="凭证缺页。")

    assert (report.status, why_back(report)) == ("returned", "凭证缺页。")
    assert report.wanted_on > TODAY
    assert mails("report_returned") == [admin.email]
    written(report, admin, text="补充凭证。")
    actions.hand_in(report, by=admin, at=NOW)
    assert [filing.version for filing in report.filings.all()] == [1, 2]
    assert report.back_on is None


def test_nobody_else_writes_or_checks_it(award, report) -> None:
    stranger = a_user(Role.COMPANY_ADMIN, at=an_award().company)
    editor = a_user(Role.COMPANY_EDITOR, at=award.company)
    far = a_user(Role.DISTRICT, at=a_company("440112"))

    with pytest.raises(PermissionDenied):
        written(report, stranger)
    written(report, editor)
    with pytest.raises(PermissionDenied):
        actions.hand_in(report, by=editor, at=NOW)
    moved(report, "hand_in")
    with pytest.raises(PermissionDenied):
        actions.endorse(report, by=far, at=NOW)


def test_a_correction_opens_the_report_again() -> None:
    award = an_award(decided_on=TODAY)
    report = a_report(award)
    confirmed_at = midnight(report.due_on)

    actions.reopen(report, by=a_user(Role.OFFICER), at=confirmed_at, reason="笔误")

    assert (report.status, report.confirmed_by) == ("returned", None)
    assert report.back_on == report.due_on + timedelta(days=14)


# Reminders ---------------------------------------------------------------------------


def test_reports_open_on_the_fifth_of_january_by_the_beat() -> None:
    award = an_award(decided_on=date(2026, 6, 15))
    admin = an_administrator(award)
    gone = moved(an_award(decided_on=date(2026, 6, 15)), "revoke")
    opens = date(2028, 1, 5)

    assert actions.open_due(midnight(opens) - timedelta(seconds=1)) == 0
    assert actions.open_due(midnight(opens)) == 1
    assert actions.open_due(midnight(opens)) == 0

    first = award.year_reports.first()
    assert first is not None
    assert first.status == "open"
    assert gone.year_reports.filter(status="open").count() == 0
    assert mails("report_open") == [admin.email]


def test_each_step_goes_out_once_and_reaches_more_people_as_it_gets_later() -> None:
    award = an_award(decided_on=date(2026, 6, 15))
    admin = an_administrator(award)
    district = a_user(Role.DISTRICT, at=award.company)
    officer = a_user(Role.OFFICER)
    actions.open_due(midnight(date(2028, 1, 5)))
    due, sent = date(2028, 3, 31), []

    for late in range(-32, 33):
        day = midnight(due + timedelta(days=late)) + timedelta(hours=9)
        actions.remind_due(day)
        assert actions.remind_due(day) == 0
        new = mails("report_reminder")
        sent.append(len(new))

    steps = [late for late, n in zip(range(-32, 33), sent, strict=True) if n]
    assert steps[0] == -30
    told = dict.fromkeys((admin.email, district.email, officer.email), 0)
    for to in mails("report_reminder"):
        told[to] += 1
    assert told == {admin.email: 8, district.email: 3, officer.email: 2}
    assert ReportReminder.objects.count() == 8


def test_after_a_long_sleep_the_last_step_reaches_everybody() -> None:
    award = an_award(decided_on=date(2026, 6, 15))
    people = {an_administrator(award), a_user(Role.DISTRICT, at=award.company)}
    actions.open_due(midnight(date(2028, 1, 5)))

    assert actions.remind_due(midnight(date(2028, 6, 1))) == 1

    assert mails("report_reminder") == sorted(user.email for user in people)


def test_a_handed_in_report_is_not_reminded_of(award, report) -> None:
    written(report, admin := an_administrator(award))
    actions.hand_in(report, by=admin, at=NOW)

    remind_of_reports()
    remind_of_reports()

    assert mails("report_reminder") == []


# Milestones, findings, progress ------------------------------------------------------


def test_a_milestone_is_shown_by_the_company_and_confirmed_by_the_city(award) -> None:
    admin, officer = an_administrator(award), a_user(Role.OFFICER)
    milestone = a_milestone(award)
    shown = ("patents.pdf", BytesIO(PDF))

    few = {"actual": Decimal(9), "evidence": shown, "by": admin, "at": NOW}
    with pytest.raises(Refusal, match="The target is 10"):
        actions.claim(milestone, **few)
    actions.claim(milestone, **few | {"actual": Decimal(11)})
    actions.decline(milestone, by=officer, at=NOW, reason="证书看不清")
    assert (milestone.status, milestone.note) == ("open", "证书看不清")
    actions.claim(
        milestone, **few | {"actual": Decimal(11), "evidence": ("b.pdf", BytesIO(PDF))}
    )
    actions.accept(milestone, by=officer, at=NOW)

    assert (milestone.status, milestone.met_by_id) == ("met", officer.pk)


def test_only_a_decision_of_the_city_lowers_a_target(award) -> None:
    milestone, told = a_milestone(award), {"target": Decimal(5), "at": NOW}
    told |= {"due_on": milestone.due_on, "reason": "穗科字〔2026〕9号"}

    with pytest.raises(PermissionDenied):
        actions.amend(milestone, by=a_user(Role.OFFICER), **told)
    actions.amend(milestone, by=a_user(Role.LEADER), **told)

    milestone.refresh_from_db()
    assert milestone.target == 5


def test_a_finding_is_answered_and_closed_by_somebody_else(award) -> None:
    admin, officer = an_administrator(award), a_user(Role.OFFICER)
    told = {"text": "未单独核算", "due_on": TODAY + timedelta(days=30)}

    finding = actions.open_finding(award, **told, by=officer, at=NOW)
    actions.answer(finding, text="已单独核算", by=admin, at=NOW)
    later = NOW + timedelta(hours=1)
    actions.insist(finding, by=officer, at=later, reason="请附账页")
    actions.answer(finding, text="账页见附件", by=admin, at=NOW)
    own = {"closed_at": NOW, "closed_by": admin, "outcome": "x"}
    refused = broken(lambda: advance(finding, "close", by=SYSTEM, reason="x", **own))
    actions.close(finding, by=officer, at=NOW, reason="账页已核对")

    assert refused == "finding_closed_by_another_than_who_answered"
    assert (finding.status, finding.outcome) == ("closed", "账页已核对")
    assert mails("finding_opened") == [admin.email] * 2


def test_progress_is_read_against_the_year_of_the_award(award) -> None:
    first = award.decided_on.year
    for year, revenue in ((first, 100), (first + 1, 130)):
        filed = Return.objects.create(company=award.company, year=year)
        Value.objects.create(
            filed=filed,
            company=award.company,
            year=year,
            indicator="REV",
            amount=revenue,
        )
        moved(filed, "submit")

    (row,) = progress(award)

    assert row.indicator.code == "REV"
    assert [cell.amount for cell in row.cells[:3]] == [100, 130, None]
    assert [cell.growth for cell in row.cells[:2]] == [None, Decimal("0.3")]


def test_a_milestone_is_measured_against_its_time() -> None:
    award = an_award(decided_on=date(2026, 1, 1))
    a_milestone(award, 1)
    a_met_milestone(award, 2)  # due on 31 December 2028, after 35 whole months

    paces = [each.pace for each in milestones(award, date(2027, 1, 1))]

    assert paces == [None, Decimal(35) / 12]
