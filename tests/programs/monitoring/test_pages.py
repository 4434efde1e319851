"""The pages of what an award owes, as its company, its district and the city."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.accounts.permissions import Role
from foundation.periods import city_day
from programs.models import Award, Evaluation, Finding, Milestone, YearReport
from programs.monitoring import actions
from programs.monitoring.queries.reports import lateness
from tests.city import (
    a_company,
    a_finding,
    a_met_milestone,
    a_milestone,
    a_report,
    a_user,
    an_award,
    moved,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime.now(UTC)
TODAY = city_day(NOW)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TOLD = {"text": "Second generation is sold.", "REV": "52,000", "RD_EXP": "6100"}


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def award() -> Award:
    return an_award(decided_on=date(TODAY.year - 2, 6, 15))


def a_file(name: str = "voucher.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_a_report_is_written_handed_in_checked_and_confirmed(client, award) -> None:
    a_report(award, until="open_report")
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    page = f"/awards/{award.number}/reports/1/"

    client.force_login(admin)
    short = client.post(page, {"text": "", "go": "submit"})
    assert "Say what was done" in short.content.decode()
    told = {**TOLD, "EMP": "120", "file": a_file(), "file_kind": "spending"}
    assert client.post(page, told | {"go": "save"}).status_code == 302
    assert "voucher.pdf" in client.get(page).content.decode()
    assert client.post(page, told | {"file": a_file("b.pdf"), "go": "submit"}).url == (
        f"/awards/{award.number}/obligations/"
    )
    assert client.post(page, told).status_code == 404  # handed in

    client.force_login(a_user(Role.DISTRICT, at=award.company))
    assert award.company.name in client.get("/district/reports/").content.decode()
    shown = client.get(page).content.decode()
    assert "52,000" in shown
    assert "Checked, pass on to the city" in shown
    client.post(f"{page}press/", {"verb": "endorse"})

    client.force_login(a_user(Role.OFFICER))
    report = award.year_reports.get(number=1)
    client.post(f"/admin/programs/yearreport/{report.pk}/press/confirm/")
    report.refresh_from_db()
    assert report.status == "confirmed"
    record = client.get(f"{page}version-1.json")
    assert b"Second generation" in record.content


def test_the_page_says_what_is_late_and_what_to_do(client, award) -> None:
    a_report(award, until="open_report")
    a_milestone(award)
    a_finding(award)
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))

    shown = client.get(f"/awards/{award.number}/obligations/").content.decode()

    assert "Nothing more of this award is paid" in shown
    assert "Write it and hand it in" in shown
    assert "Answer" in shown


def test_a_stranger_sees_none_of_it(client, award) -> None:
    client.force_login(a_user(Role.COMPANY_ADMIN, at=a_company()))

    for page in ("obligations/", "reports/1/", "evaluation.pdf"):
        assert client.get(f"/awards/{award.number}/{page}").status_code == 404


def test_a_milestone_and_a_finding_are_answered_on_their_pages(client, award) -> None:
    milestone, finding = a_milestone(award), a_finding(award)
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    here = f"/awards/{award.number}"

    few = {"actual": "9", "evidence": a_file()}
    refused = client.post(f"{here}/milestones/{milestone.pk}/", few)
    assert "The target is 10" in refused.content.decode()
    enough = {"actual": "12", "evidence": a_file()}
    client.post(f"{here}/milestones/{milestone.pk}/", enough)
    client.post(f"{here}/findings/{finding.pk}/", {"text": "Kept apart now."})

    assert Milestone.objects.get().status == "claimed"
    assert Finding.objects.get().status == "answered"


def test_a_company_reads_why_its_answer_does_not_do(client, award) -> None:
    finding = a_finding(award)
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    actions.answer(finding, text="Done.", by=admin, at=NOW)
    why = "Show the separate account."
    actions.insist(finding, by=a_user(Role.OFFICER), at=NOW, reason=why)
    client.force_login(admin)

    shown = client.get(f"/awards/{award.number}/findings/{finding.pk}/")

    assert why in shown.content.decode()


def test_the_desk_finds_what_is_overdue_of_live_awards(client, award) -> None:
    gone = moved(an_award(decided_on=date(TODAY.year - 2, 1, 1)), "revoke")
    for each in (award, gone):
        a_milestone(each, due_on=TODAY - timedelta(days=1))
    client.force_login(a_user(Role.OFFICER))

    late = client.get("/admin/programs/milestone/?late=overdue").content.decode()
    reports = client.get("/admin/programs/yearreport/").context["cl"].result_list

    assert award.number in late
    assert gone.number not in late
    old = [report for report in reports if report.due_on < TODAY]
    told = {report.award.number: lateness(report, TODAY) for report in old}
    assert told == {award.number: "red", gone.number: ""}


def test_the_desk_sets_opens_and_evaluates(client, award) -> None:
    client.force_login(a_user(Role.OFFICER))
    desk = "/admin/programs"
    day = (TODAY + timedelta(days=30)).isoformat()
    target = {"number": "1", "title": "Patents", "unit": "", "target": "10"}

    set_ = client.post(
        f"{desk}/milestone/set-milestone/",
        {"award": award.number, "due_on": day, **target},
    )
    opened = client.post(
        f"{desk}/finding/open-finding/",
        {"award": award.number, "due_on": day, "text": "No separate account"},
    )
    begun = client.post(f"{desk}/evaluation/begin/", {"award": award.number})

    assert [a.status_code for a in (set_, opened, begun)] == [302, 302, 302]
    evaluation = Evaluation.objects.get()
    page = f"{desk}/evaluation/{evaluation.pk}"
    assert client.get(f"{page}/change/").status_code == 200
    form = {"budget": "1000000", "spent": "870000", "0-title": "Patents"}
    wrong = client.post(f"{page}/write/", form)
    assert "Give a number" in wrong.content.decode()
    numbers = {"0-section": "output", "0-points": "50", "0-target": "10"}
    kept = client.post(f"{page}/write/", form | numbers | {"0-actual": "9"})
    assert kept.status_code == 302
    assert evaluation.lines.get().actual == 9


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_many(
    client, count, django_assert_num_queries
) -> None:
    for __ in range(count):
        a_report(an_award(decided_on=date(TODAY.year - 2, 1, 1)), until="hand_in")
    client.force_login(a_user(Role.DISTRICT, at=a_company()))

    with django_assert_num_queries(6):
        # user with grants, how many, rows, waiting, overdue, by district
        shown = client.get("/district/reports/")

    assert len(shown.context["lines"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_what_an_award_owes_costs_the_same_for_one_and_for_many(
    client, award, count, django_assert_num_queries
) -> None:
    for number in range(1, count + 1):
        a_met_milestone(award, number)
        a_finding(award)
    client.force_login(a_user(Role.LEADER))

    with django_assert_num_queries(8):
        # user with grants, award, reports, findings, milestones,
        # figures of returns and of reports, evaluation
        shown = client.get(f"/awards/{award.number}/obligations/")

    assert len(shown.context["milestones"]) == count


def test_the_list_of_the_staff_desk_names_the_overdue_by_district(client) -> None:
    a_report(an_award(decided_on=date(TODAY.year - 2, 1, 1)), until="open_report")
    client.force_login(a_user(Role.OFFICER))

    shown = client.get("/admin/programs/yearreport/?late=overdue").content.decode()

    assert "Overdue by district:" in shown
    assert YearReport.objects.overdue(TODAY).count() == 1


def test_a_signed_evaluation_is_read_by_its_company(client, award) -> None:
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    evaluation = actions.begin_evaluation(award, by=officer, at=NOW)
    lines = [
        actions.Line(section, section, points, 10, 9)
        for section, points in (("output", 50), ("effect", 30), ("satisfaction", 10))
    ]
    actions.fill_in(evaluation, lines=lines, spent=award.amount, by=officer, at=NOW)
    actions.evaluate(evaluation, by=officer, at=NOW)
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    paper = f"/awards/{award.number}/evaluation.json"

    assert client.get(paper).status_code == 404
    actions.countersign(evaluation, by=leader, at=NOW)
    assert client.get(paper).status_code == 200
    assert (
        "91.00" in client.get(f"/awards/{award.number}/obligations/").content.decode()
    )


def test_an_award_that_ended_asks_for_nothing(client, award) -> None:
    a_report(award, until="open_report")
    moved(award, "revoke")
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))

    shown = client.get(f"/awards/{award.number}/obligations/").content.decode()

    assert "no more reports are owed" in shown
