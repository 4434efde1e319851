"""The pages of agreements, accounts and changes: who reads them, and what they do."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.demo.files import accounts as a_pdf
from foundation.accounts.permissions import Role
from foundation.files.actions import check_waiting
from programs.agreements import actions
from programs.models import Agreement, BankAccount, ChangeRequest
from tests.city import a_bank_account, a_company, a_user
from tests.programs.stages import NOW, awarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def a_copy(name: str = "copy.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf(), "application/pdf")


def test_a_paper_is_signed_on_its_page_and_countersigned_on_the_desk(client):
    award = awarded()
    officer, leader = a_user(Role.OFFICER), a_user(Role.LEADER)
    admin = a_user(Role.COMPANY_ADMIN, at=award.company)
    client.force_login(officer)
    page = f"/admin/programs/award/{award.pk}/issue_agreement/"
    client.post(page, {"days": "20"})
    paper = Agreement.objects.get()

    client.force_login(admin)
    shown = client.get(reverse("award-agreements", args=[award.number]), follow=True)
    assert shown.redirect_chain[-1][0] == paper.get_absolute_url()
    assert "How the amount comes about" in shown.content.decode()
    told = client.post(paper.get_absolute_url(), {"signed_copy": a_copy()})
    assert "Please confirm that you may sign." in told.content.decode()
    client.post(paper.get_absolute_url(), {"signed_copy": a_copy(), "confirmed": "on"})
    check_waiting(now=NOW)
    copy = client.get(reverse("agreement-copy", args=[award.number, paper.number]))
    assert b"".join(copy.streaming_content) == a_pdf()

    client.force_login(leader)
    client.post(f"/admin/programs/agreement/{paper.pk}/press/countersign/")
    paper.refresh_from_db()
    assert (paper.status, paper.countersigned_by) == ("in_force", leader)


def test_papers_are_read_by_the_company_its_district_and_staff_only(client):
    award = awarded()
    paper = actions.issue(award, by=a_user(Role.OFFICER), at=NOW)
    names = [award.number, paper.number]
    pages = [
        paper.get_absolute_url(),
        reverse("agreement-record", args=names),
        reverse("award-changes", args=[award.number]),
        reverse("bank-account", args=[award.company_id]),
    ]
    readers = {
        200: [
            a_user(Role.COMPANY_EDITOR, at=award.company),
            a_user(Role.DISTRICT, at=award.company),
            a_user(Role.AUDITOR),
        ],
        404: [a_user(Role.COMPANY_ADMIN, at=a_company())],
        403: [a_user(Role.EXPERT)],
    }
    for status, users in readers.items():
        for user in users:
            client.force_login(user)
            assert {client.get(page).status_code for page in pages} == {status}


def test_an_account_is_entered_once_and_shown_in_full_to_few(client):
    award = awarded()
    page = reverse("bank-account", args=[award.company_id])
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    told = {
        "holder": award.company.name,
        "bank": "工商银行",
        "branch_code": "1025810000",
    }
    wrong = client.post(page, told | {"number": "3602 0001", "proof": a_copy()})
    assert "has 12 digits" in wrong.content.decode()
    told |= {"branch_code": "1025 8100 0013", "number": "3602 0001 1920 0012 345"}
    client.post(page, told | {"proof": a_copy()})

    account = BankAccount.objects.get()
    assert (account.number, account.status) == ("3602000119200012345", "entered")
    assert "Finance is verifying" in client.get(page).content.decode()
    check_waiting(now=NOW)
    for role, whole in ((Role.FINANCE, True), (Role.OFFICER, False)):
        client.force_login(a_user(role))
        for address in (page, f"/admin/programs/bankaccount/{account.pk}/change/"):
            assert (account.number in client.get(address).content.decode()) is whole
    client.force_login(a_user(Role.FINANCE))
    client.post(f"/admin/programs/bankaccount/{account.pk}/press/verify/")
    account.refresh_from_db()
    assert account.status == "verified"


def test_a_change_is_asked_for_on_its_page_and_decided_on_the_desk(client):
    award = awarded()
    officer = a_user(Role.OFFICER)
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    ask = reverse("change-new", args=[award.number, "term"])
    told = {"ends_on": "2040-01-01", "reason": "The plant is late."}
    answer = client.post(ask, told, follow=True)
    assert "The plant is late." in answer.content.decode()
    change = ChangeRequest.objects.get()
    assert (
        client.get(reverse("change-new", args=[award.number, "target"])).status_code
        == 404
    )

    client.force_login(a_user(Role.DISTRICT, at=award.company))
    desk = client.get(reverse("district-changes"))
    assert change.number in desk.content.decode()
    said = {"favors": "yes", "opinion": "同意延期"}
    client.post(change.get_absolute_url(), said)
    client.force_login(officer)
    client.post(f"/admin/programs/changerequest/{change.pk}/press/approve/")

    change.refresh_from_db()
    award.refresh_from_db()
    assert (change.status, change.opinion) == ("approved", "同意延期")
    assert str(award.term_ends_on) == "2040-01-01"


def test_another_account_is_asked_for_as_a_change(client):
    award = awarded()
    a_bank_account(award.company)
    client.force_login(a_user(Role.COMPANY_ADMIN, at=award.company))
    told = {
        "holder": award.company.name, "bank": "建设银行", "branch_code": "105581000010",
        "number": "44001863201053000000", "reason": "A new bank.", "proof": a_copy(),
    }  # fmt: skip
    client.post(reverse("change-new", args=[award.number, "account"]), told)

    change = ChangeRequest.objects.select_related("account").get()
    assert change.account is not None
    assert change.wanted["account"] == change.account.masked


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_are_flat(client, rows, django_assert_num_queries):
    award = awarded()
    admin, officer = a_user(Role.COMPANY_ADMIN, at=award.company), a_user(Role.OFFICER)
    paper = actions.issue(award, by=officer, at=NOW)
    for number in range(rows):
        change = actions.ask(
            award, "term", {"ends_on": f"204{number}-01-01"}, reason="x",
            evidence=("p.pdf", BytesIO(a_pdf())), by=admin, at=NOW,
        )  # fmt: skip
        actions.approve(change, by=officer, at=NOW)
        actions.withdraw(paper, by=officer, at=NOW, reason="x")
        paper = actions.issue(award, by=officer, at=NOW)
    client.force_login(admin)
    for page, count in (("award-changes", 4), ("award-agreements", 3)):
        with django_assert_num_queries(count):
            client.get(reverse(page, args=[award.number]))
