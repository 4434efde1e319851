"""Changes: asked for with a reason, decided by another, applied, and kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from config.demo.files import accounts as a_pdf
from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from foundation.models import District, Message
from foundation.refusals import Refusal
from programs.agreements import actions, queries
from programs.agreements.rules import Particulars
from programs.awards.actions import sign
from programs.models import Agreement, BankAccount, ChangeRequest, Gate
from programs.monitoring.actions import set_milestone
from programs.payments import actions as payments
from programs.payments.actions.gates import look_at_company
from startups.models import CompanyName
from tests.city import (
    a_bank_account,
    a_user,
    an_account_of,
    an_agreement,
    an_award,
    broken,
    give,
    moved,
    sql,
)
from tests.journeys.people import Person
from tests.programs.stages import NOW, awarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def asked(kind: str, wanted: dict[str, str], award=None, **more) -> ChangeRequest:
    award = award or an_award()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    more = {"reason": "it is so", "by": admin, "at": NOW} | more
    return actions.ask(award, kind, wanted, **more)


def test_a_new_name_is_applied_and_the_old_one_stays_findable():
    change = asked("name", {"name": "新名称有限公司"})
    company, before = change.award.company, change.award.company.name

    actions.approve(change, by=a_user(Role.CHECKER), at=NOW)

    company.refresh_from_db()
    assert company.name == "新名称有限公司"
    assert CompanyName.objects.get(company=company).name == before
    assert change.before == {"name": before}
    assert Message.objects.filter(template="change_approved").count() == 1


def test_a_new_name_reaches_every_running_award_of_the_company():
    award = awarded()
    company = award.company
    other = an_award(company=company)
    ended = moved(an_award(company=company), "waive")
    asks_itself = an_award(company=company)
    same = asked("name", {"name": "新名称有限公司"}, asks_itself)
    paper = an_agreement(other, dated_on=NOW - timedelta(days=9))
    payments.plan(award, by=a_user(Role.OFFICER), at=NOW)
    account = an_account_of(company)
    look_at_company(company, at=NOW)
    of_account = Gate.objects.filter(kind="account_matches", tranche__award=award)
    assert not of_account.filter(met_on=None).exists()
    change = asked("name", {"name": "新名称有限公司"}, award)
    checker = a_user(Role.CHECKER)

    actions.approve(change, by=checker, at=NOW)

    assert not of_account.exclude(met_on=None).exists()
    carried = ChangeRequest.objects.get(award=other)
    assert (carried.status, carried.decided_by) == ("approved", checker)
    assert carried.reason == f"{change.number}: it is so"
    assert queries.changes_since(paper) == [carried]
    assert carried in queries.unwritten()
    assert not ended.changes.exists()
    assert Message.objects.filter(context__others=other.number).exists()
    actions.approve(same, by=checker, at=NOW)  # changes nothing, is carried nowhere
    assert ChangeRequest.objects.count() == 3

    company.refresh_from_db()
    admin = a_user(Role.COMPANY_ADMIN, at=company)
    told = Particulars(company.name, account.bank, account.branch_code, account.number)
    renewed = actions.ask_for_account(
        award, told, proof=("p.pdf", BytesIO(a_pdf())), reason="x", by=admin, at=NOW
    ).account
    check_waiting(now=NOW)
    renewed.proof.refresh_from_db()
    actions.verify(renewed, by=a_user(Role.FINANCE), at=NOW)
    assert not of_account.filter(met_on=None).exists()


def test_who_asks_does_not_decide_and_a_decision_stands():
    award = an_award()
    both = a_user(Role.OFFICER)
    give(both, Role.COMPANY_ADMIN, award.company)
    change = asked("name", {"name": "New"}, award, by=both)

    with pytest.raises(Refusal, match="asks for a change cannot decide"):
        actions.approve(change, by=both, at=NOW)
    change.refresh_from_db()
    actions.decline(change, by=a_user(Role.OFFICER), at=NOW, reason="no paper")
    assert (change.status, change.answer) == ("declined", "no paper")
    told = broken(lambda: sql("UPDATE programs_changerequest SET answer = 'yes'"))
    assert told == "change_stays_as_it_was_asked"


def test_a_shorter_term_is_for_the_leader_and_a_longer_one_is_not():
    award = an_award()
    later = asked("term", {"ends_on": "2032-06-15"}, award)
    assert not later.is_substance
    actions.approve(later, by=a_user(Role.OFFICER), at=NOW)
    award.refresh_from_db()
    assert award.term_ends_on == date(2032, 6, 15)

    sooner = asked("term", {"ends_on": "2027-06-15"}, award)
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    assert [move.verb for move in sooner.moves_for(officer)] == []
    with pytest.raises(Refusal, match="The leader decides"):
        actions.approve(sooner, by=officer, at=NOW)
    actions.approve_substance(sooner, by=leader, at=NOW)
    award.refresh_from_db()
    assert award.term_ends_on == date(2027, 6, 15)


def test_the_district_is_heard_before_a_company_moves():
    other = District.objects.get(pk="440112")
    change = asked("district", {"district": other.pk})
    leader, award = a_user(Role.LEADER), change.award

    with pytest.raises(Refusal, match="district is heard"):
        actions.approve_substance(change, by=leader, at=NOW)
    change.refresh_from_db()
    bureau = a_user(Role.DISTRICT, at=award.company)
    with pytest.raises(PermissionDenied):
        actions.give_opinion(change, favors=True, opinion="x", by=leader, at=NOW)
    actions.give_opinion(change, favors=True, opinion="同意", by=bureau, at=NOW)
    actions.approve_substance(change, by=leader, at=NOW)

    award.company.refresh_from_db()
    assert award.company.district == other


def test_another_account_is_a_change_that_finance_decides():
    award = an_award()
    company = award.company
    old = a_bank_account(company)
    admin, officer = a_user(Role.COMPANY_ADMIN, at=company), a_user(Role.OFFICER)
    told = Particulars(company.name, "工商银行", "102581000013", "3602000119200012345")
    change = actions.ask_for_account(
        award, told, proof=("p.pdf", BytesIO(a_pdf())), reason="new", by=admin, at=NOW
    )
    check_waiting(now=NOW)
    account = BankAccount.objects.select_related("proof").get(pk=change.account_id)

    with pytest.raises(Refusal, match="Finance decides"):
        actions.approve(change, by=officer, at=NOW)
    assert queries.account_of(company) == old
    actions.verify(account, by=a_user(Role.FINANCE), at=NOW)

    change.refresh_from_db()
    old.refresh_from_db()
    assert (change.status, old.status) == ("approved", "replaced")
    assert queries.account_of(company) == account
    assert account.shown_to(officer) == "···· 2345"
    assert account.shown_to(admin) == account.number


def test_an_account_is_in_the_companys_own_name():
    award = an_award()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    told = Particulars("Somebody else", "bank", "102581000013", "360200011920")

    with pytest.raises(Refusal, match="company's own name"):
        actions.enter_account(
            award.company, told, proof=("p.pdf", BytesIO(a_pdf())), by=admin, at=NOW
        )


def test_a_request_is_taken_back_with_its_account():
    award = an_award()
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    told = Particulars(award.company.name, "bank", "102581000013", "360200011920")
    change = actions.ask_for_account(
        award, told, proof=("p.pdf", BytesIO(a_pdf())), reason="x", by=admin, at=NOW
    )

    actions.take_back(change, by=admin, at=NOW)

    assert change.status == "withdrawn"
    assert BankAccount.objects.get().status == "refused"


def test_what_was_approved_is_written_into_the_next_version():
    award = an_award()
    first = an_agreement(award, dated_on=NOW - timedelta(days=9))
    change = asked("term", {"ends_on": "2033-06-15"}, award)
    actions.approve(change, by=a_user(Role.OFFICER), at=NOW)
    award.inputs = {"subsidy": "1000000", "ceiling": "5000000", "city_ratio": "1"}

    assert queries.changes_since(first) == [change]
    assert queries.compared(change) == [("Term ends on", "2031-06-15", "2033-06-15")]


def test_after_a_change_one_button_issues_the_version_that_says_so():
    award, officer = awarded(), Person(a_user(Role.OFFICER))
    first = an_agreement(award, dated_on=NOW - timedelta(days=9))
    sign(award, by=SYSTEM, at=NOW)
    change = asked("term", {"ends_on": "2033-06-15"}, award)
    page = reverse("admin:programs_changerequest_change", args=[change.pk])
    missing = reverse("admin:programs_changerequest_changelist") + "?agreement=missing"

    officer.open(page).press("Approve and apply")
    officer.open("/admin/").sees("agreements to renew after a change")
    officer.open(missing).sees(change.number)
    officer.open(page).follow("Issue the new version of the agreement")
    officer.press("Issue the new version of the agreement")

    paper = Agreement.objects.get(amends=first)
    told = str(paper.content["paper"]["en"])
    assert "until 2033-06-15" in told
    assert change.number in told
    assert f"{first.number} holds" in told
    assert (first.status, paper.status) == ("in_force", "issued")
    officer.open(page).sees_not("Issue the new version of the agreement")
    officer.open(change.get_absolute_url()).sees(paper.number)
    officer.open(missing).sees_not(change.number)


def test_a_paper_that_waits_for_signatures_gives_way_to_one_that_says_what_is_so():
    award = awarded()
    old = actions.issue(award, by=a_user(Role.OFFICER), at=NOW - timedelta(days=1))
    change = asked("name", {"name": "新名称有限公司"}, award)
    actions.approve(change, by=a_user(Role.CHECKER), at=NOW)

    new = actions.issue(award, by=a_user(Role.OFFICER), at=datetime.now(UTC))

    old.refresh_from_db()
    assert (old.status, new.status, new.version) == ("withdrawn", "issued", 2)
    assert "新名称有限公司" in str(new.content)
    assert not queries.unwritten().exists()
    with pytest.raises(Refusal, match="waits for signatures already"):
        actions.issue(award, by=a_user(Role.OFFICER), at=datetime.now(UTC))


def test_a_lower_target_is_decided_by_the_leader_and_written_to_the_milestone():
    award, officer = an_award(), a_user(Role.OFFICER)
    told = {"title": "Jobs", "unit": "people", "target": Decimal(200)}
    milestone = set_milestone(
        award, number=1, due_on=date(2027, 3, 1), by=officer, at=NOW, **told
    )
    change = asked("target", {"target": str(milestone.pk), "value": "150"}, award)

    assert change.is_substance
    assert change.before["value"] == "200"
    actions.approve_substance(change, by=a_user(Role.LEADER), at=NOW)

    milestone.refresh_from_db()
    assert milestone.target == 150


def test_nonsense_is_refused_before_anybody_decides():
    award = an_award()
    for kind, wanted in (
        ("name", {"name": award.company.name}),
        ("uscc", {"uscc": "123"}),
        ("term", {"ends_on": "2020-01-01"}),
        ("district", {"district": "999999"}),
        ("target", {"target": "1", "value": "1"}),
    ):
        with pytest.raises(Refusal):
            asked(kind, wanted, award)
    assert not ChangeRequest.objects.exists()
