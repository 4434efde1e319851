"""Awards with their papers: accounts, agreements, reports, milestones, findings."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.accounts.models import SYSTEM
from foundation.models import StoredFile
from programs.agreements.queries import account_of
from programs.awards.rules import term_end
from programs.models import (
    Agreement,
    Award,
    BankAccount,
    Filing,
    Finding,
    Milestone,
    Place,
    Program,
    YearReport,
)
from startups.models import Company
from tests.city.people import NOW, TODAY, YEAR, a_company, a_user, advance, serial
from tests.city.programs import a_noticed_proposal


def award_values(program: Program, company: Company, **fields: Any) -> dict[str, Any]:
    amount = Decimal(fields.pop("amount", "1000000.00"))
    given = {
        "number": f"A{serial():06d}",
        "program": program,
        "company": company,
        "company_type": "tech",
        "amount": amount,
        "city_amount": amount,
        "district_amount": Decimal("0.00"),
        "year": YEAR,
        "rule_version": program.rule_version,
        "document_number": "穗科字〔2026〕1号",
        "decided_on": TODAY,
    } | fields
    return {"term_ends_on": term_end(given["decided_on"])} | given


def an_award(
    program: Program | None = None, company: Company | None = None, **fields: Any
) -> Award:
    if "proposal" not in fields:
        fields["proposal"] = a_noticed_proposal(program, company)
    proposed = fields["proposal"]
    return Award.objects.create(
        **award_values(proposed.program, proposed.application.company, **fields)
    )


def a_place(program: Program, company: Company | None = None) -> Place:
    return Place.objects.create(
        program=program,
        company=company or a_company(),
        decided_on=TODAY,
        document_number="穗科字〔2026〕2号",
    )


def a_file(name: str = "copy.pdf") -> StoredFile:
    """One that was checked; nobody keeps its bytes."""
    return StoredFile.objects.create(
        name=name, kind="pdf", size=1000, sha256="0" * 64, state="available"
    )


def a_bank_account(company: Company, *, verified: bool = True, **fields: Any) -> Any:
    """Where the company is paid: in its own name, and verified."""
    given = {
        "company": company,
        "holder": company.name,
        "bank": "广州银行天河支行",
        "branch_code": "313581003285",
        "number": f"800{serial():013d}",
        "proof": a_file("account.pdf"),
    } | fields
    account = BankAccount.objects.create(**given)
    if verified:
        advance(account, "verify", by=SYSTEM, valid_from=TODAY)
    return account


def an_account_of(company: Company) -> BankAccount:
    """The account that it has, or a new one."""
    account: BankAccount = account_of(company) or a_bank_account(company)
    return account


def an_agreement(award: Award, *, in_force: bool = True, **fields: Any) -> Agreement:
    """About this award: signed by the company and countersigned."""
    number = serial()
    given = {
        "award": award,
        "version": number % 30_000,
        "paper": "commitment",
        "number": f"CN{YEAR}-{number:05d}",
        "content": {},
        "sha256": "0" * 64,
        "dated_on": NOW,
        "expires_on": TODAY + timedelta(days=30),
    } | fields
    agreement = Agreement.objects.create(**given)
    if in_force:
        advance(agreement, "sign", by=SYSTEM, signed_copy=a_file())
        advance(agreement, "countersign", by=SYSTEM)
    return agreement


TO_CONFIRMED = ("open_report", "hand_in", "endorse", "confirm")


def a_report(award: Award, number: int = 1, *, until: str = "confirm") -> YearReport:
    """One of the five that came with the award, after the move `until`."""
    report = YearReport.objects.get(award=award, number=number)
    signed = {"hand_in": "submitted", "endorse": "checked", "confirm": "confirmed"}
    for verb in TO_CONFIRMED[: TO_CONFIRMED.index(until) + 1]:
        names: dict[str, Any] = {}
        if stem := signed.get(verb):
            names = {f"{stem}_at": NOW, f"{stem}_by": a_user()}
        if verb == "hand_in":
            Filing.objects.create(report=report, version=1, content={}, sha256="0" * 64)
        advance(report, verb, by=SYSTEM, **names)
    return report


def a_milestone(award: Award, number: int = 1, **fields: Any) -> Milestone:
    given = {"title": f"发明专利 {serial()}", "unit": "件", "target": Decimal("10.00")}
    given |= {"due_on": date(award.decided_on.year + number, 12, 31)} | fields
    return Milestone.objects.create(award=award, number=number, **given)


def a_met_milestone(award: Award, number: int = 1) -> Milestone:
    milestone = a_milestone(award, number)
    shown = StoredFile.objects.create(
        name="patents.pdf", kind="pdf", size=9, sha256="0" * 64
    )
    reached = {"actual": milestone.target, "evidence": shown}
    by = {"claimed_at": NOW, "claimed_by": a_user()}
    advance(milestone, "claim", by=SYSTEM, **reached, **by)
    advance(milestone, "accept", by=SYSTEM, met_at=NOW, met_by=a_user())
    return milestone


def a_finding(award: Award, **fields: Any) -> Finding:
    given = {"text": "专项资金未单独核算。", "due_on": TODAY + timedelta(days=30)}
    return Finding.objects.create(award=award, **(given | fields))
