"""A small city to test in: each function makes one thing, with what it stands on.

Rows are written as the database demands: in their first status, moved by `advance`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Barrier
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from foundation.accounts.models import SYSTEM, RoleGrant, User
from foundation.accounts.permissions import AGENTS, GRANTS, Role, ScopeKind
from foundation.models import StoredFile
from foundation.moves import advance as bare_advance
from foundation.refusals import Refusal, use_case
from incubators.models import AreaFact, Building, Carrier, Tenancy, Unit
from programs.agreements.queries import account_of
from programs.awards.rules import term_end
from programs.models import (
    Agreement,
    Application,
    Award,
    BankAccount,
    BudgetLine,
    Call,
    Checklist,
    ChecklistItem,
    Claim,
    Draft,
    Filing,
    Finding,
    FormVersion,
    Gate,
    Issue,
    LedgerEntry,
    Milestone,
    Payment,
    Place,
    Program,
    Proposal,
    PublicNotice,
    Recovery,
    Schedule,
    Submission,
    Tranche,
    YearReport,
)
from programs.payments.models import copied_from
from startups.companies.rules import check_character
from startups.models import Company

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
YEAR = 2026
WHERE_TO_OBJECT = {
    "basis": "穗办规〔2016〕10号",
    "contact": "规划处",
    "phone": "020-83124114",
    "address": "广州市府前路1号",
}
_serial = count(1)
advance = use_case(bare_advance)  # outside of any use case, a unit of its own


def serial() -> int:
    return next(_serial)


def a_uscc() -> str:
    body = f"91440106{serial():09d}"
    return body + check_character(body)


def a_user(*roles: Role, at: Any = None, name: str = "Bo") -> User:
    """Somebody with these roles everywhere, or at `at` where the role has a scope."""
    number = serial()
    user = User.objects.create(email=f"bo{number}@example.org", name=f"{name} {number}")
    for role in roles:
        give(user, role, at)
    return user


def give(user: User, role: Role, at: Any = None) -> RoleGrant:
    kinds = GRANTS[role].scopes
    if at is None:
        wide = [ScopeKind.EVERYTHING, ScopeKind.ASSIGNMENT]
        kind, key = next(k for k in wide if k in kinds), ""
    else:
        kind, key = next((k, i) for k, i in at.scope_keys() if k in kinds)
    user.forget_held()
    ends = datetime.now(UTC) + timedelta(days=30) if role in AGENTS else None
    return RoleGrant.objects.create(
        user=user, role=role, scope_kind=kind, scope_id=key, expires_at=ends
    )


def a_company(district: str = "440106", **fields: Any) -> Company:
    fields.setdefault("name", f"木棉科技{serial()}号有限公司")
    fields.setdefault("uscc", a_uscc())
    return Company.objects.create(district_id=district, **fields)


def a_program(lines: Any = None, **fields: Any) -> Program:
    """A money program with room for everything; narrow it through `fields`.

    `lines` are amounts of budget lines by year, where they are not the whole budget.
    """
    given = {
        "slug": f"program-{serial()}",
        "kind": "role-model-award",
        "name": {"en": "Role models", "zh-hans": "标杆企业"},
        "starts_on": date(2023, 1, 1),
        "ends_on": date(2028, 1, 1),
        "quota": 100,
        "ceiling": Decimal("5000000.00"),
        "budget": Decimal("400000000.00"),
        "rule_version": "2016",
    } | fields
    program = Program.objects.create(**given)
    for year in range(2023, 2029):
        for source in ("city", "district"):
            BudgetLine.objects.create(
                program=program,
                year=year,
                source=source,
                amount=(lines or {}).get(year, program.budget),
            )
    return program


def an_sme_program(**fields: Any) -> Program:
    return a_program(kind="sme-support", ceiling=0, budget=0, **fields)


def a_call(program: Program | None = None, **fields: Any) -> Call:
    """A published call that is open around the real present."""
    now = datetime.now(UTC)
    given = {
        "program": program or a_program(),
        "slug": f"call-{serial()}",
        "year": YEAR,
        "title": {"en": "Call 2026", "zh-hans": "2026年申报"},
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=10),
    } | fields
    call = Call.objects.create(**given)
    FormVersion.objects.create(call=call, number=1, schema={"sections": []})
    advance(call, "publish", by=SYSTEM)
    return call


def an_application(
    call: Call | None = None, company: Company | None = None, **fields: Any
) -> Application:
    call = call or a_call()
    application = Application.objects.create(
        number=f"BG{YEAR}-{serial():05d}",
        call=call,
        company=company or a_company(),
        company_type="tech",
        **fields,
    )
    Draft.objects.create(
        application=application, form_version=call.form_versions.latest("number")
    )
    return application


def moved(subject: Any, *verbs: str) -> Any:
    """`subject` after these moves, taken by the system."""
    for verb in verbs:
        if isinstance(subject, Application) and verb in BY_CHECKLIST:
            checked(subject, BY_CHECKLIST[verb])
        if isinstance(subject, Award) and verb == "sign":
            an_agreement(subject)
        advance(subject, verb, by=SYSTEM, reason="because the test needs it")
    return subject


BY_CHECKLIST = {"pass_review": "eligible", "fail_review": "ineligible"}


def checked(application: Application, outcome: str = "eligible") -> Checklist:
    """Its formal review, gone through and confirmed; what was handed in is made up."""
    handed_in = application.submissions.last() or _handed_in(application)
    checklist = Checklist.objects.create(application=application, submission=handed_in)
    answer = {"eligible": "met", "ineligible": "not_met"}[outcome]
    ChecklistItem.objects.create(
        checklist=checklist, position=0, code="entity", answer=answer, note="见材料"
    )
    advance(checklist, "conclude", by=SYSTEM, outcome=outcome)
    advance(checklist, "confirm", by=SYSTEM)
    return checklist


def _handed_in(application: Application) -> Submission:
    """A second one: it may come at any time, as a correction does."""
    return Submission.objects.create(
        application=application,
        sequence=2,
        form_version=application.draft.form_version,
        snapshot={"answers": {}, "attachments": []},
        sha256="0" * 64,
        submitted_by=a_user(),
    )


TO_SCORED = (
    "submit", "recommend", "begin_review", "pass_review", "assign", "conclude_scoring",
)  # fmt: skip


def a_proposal(application: Application | None = None, **fields: Any) -> Proposal:
    application = application or an_application()
    given = {
        "program": application.call.program,
        "application": application,
        "rank": 1,
        "score": Decimal("85.00"),
        "amount": Decimal("1000000.00"),
    } | fields
    return Proposal.objects.create(**given)


def a_notice(program: Program, *, objections_close_at: datetime) -> PublicNotice:
    notice = PublicNotice.objects.create(
        program=program,
        slug=f"notice-{serial()}",
        title={"en": "Notice", "zh-hans": "公示"},
        **WHERE_TO_OBJECT,
    )
    advance(
        notice,
        "publish",
        by=SYSTEM,
        scanned_on=NOW,
        sha256="0" * 64,
        published_on=objections_close_at - timedelta(days=14),
        closes_at=objections_close_at - timedelta(days=7),
        objections_close_at=objections_close_at,
    )
    return notice


def end_window(notice: PublicNotice) -> None:
    """As if it had been published earlier; the guard of its windows looks away."""
    guard = next(
        t.get_pgid(PublicNotice)
        for t in PublicNotice._meta.triggers  # type: ignore[attr-defined]  # pgtrigger puts it there
        if t.name == "notice_windows_are_frozen"
    )
    with transaction.atomic():
        connection.check_constraints()  # nothing may be pending on an altered table
        sql(f"ALTER TABLE programs_publicnotice DISABLE TRIGGER {guard}")
        sql(
            "UPDATE programs_publicnotice SET published_on = published_on - gone, "
            "closes_at = closes_at - gone, "
            "objections_close_at = objections_close_at - gone "
            "FROM (SELECT interval '60 days' AS gone) back WHERE id = %s",
            notice.pk,
        )
        connection.check_constraints()
        sql(f"ALTER TABLE programs_publicnotice ENABLE TRIGGER {guard}")


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


def a_noticed_proposal(
    program: Program | None = None, company: Company | None = None
) -> Proposal:
    """One whose public notice and time for objections are over."""
    application = an_application(a_call(program), company)
    over = datetime.now(UTC) - timedelta(days=1)
    notice = a_notice(application.call.program, objections_close_at=over)
    return a_proposal(application, notice=notice)


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


def a_tranche(award: Award | None = None, **fields: Any) -> Tranche:
    """With the one condition that its notice ended clean, which it did."""
    award = award or an_award()
    given = {"sequence": serial() % 30_000, "source": "city", "amount": award.amount}
    tranche = Tranche.objects.create(award=award, due_on=TODAY, **(given | fields))
    a_gate(tranche, "notice_clean", met_on=TODAY, evidence="穗科公示〔2026〕1号")
    return tranche


def a_gate(tranche: Tranche, kind: str = "agreement_signed", **fields: Any) -> Gate:
    return Gate.objects.create(tranche=tranche, kind=kind, **fields)


def a_payment(
    tranche: Tranche | None = None, *, requested_by: User | None = None
) -> Payment:
    tranche = tranche or a_tranche()
    return Payment.objects.create(
        number=f"P{serial():06d}",
        award=tranche.award,
        tranche=tranche,
        amount=tranche.amount,
        **copied_from(an_account_of(tranche.award.company)),
        requested_at=NOW,
        requested_by=requested_by or a_user(),
    )


def signed(payment: Payment) -> Payment:
    """Checked by one and approved by another."""
    advance(payment, "check", by=SYSTEM, checked_at=NOW, checked_by=a_user())
    advance(payment, "approve", by=SYSTEM, approved_at=NOW, approved_by=a_user())
    return payment


def instructed(payment: Payment) -> Payment:
    """Signed by all, and with the bank."""
    signed(payment)
    return moved(payment, "instruct")  # type: ignore[no-any-return]  # what went in


def an_entry(payment: Payment, /, **fields: Any) -> LedgerEntry:
    given = {
        "award": payment.award,
        "payment": payment,
        "kind": "payment",
        "source": payment.tranche.source,
        "debit": "company",
        "credit": "treasury",
        "amount": payment.amount,
        "booked_on": TODAY,
        "reference": f"bank-{serial()}",
    } | fields
    return LedgerEntry.objects.create(**given)


def a_recovery(award: Award, principal: str = "100.00", **fields: Any) -> Recovery:
    """Proposed, with one claim on the city's money; `interest` adds another."""
    interest = fields.pop("interest", None)
    source = fields.pop("source", "city")
    given = {
        "number": f"R{serial():06d}",
        "award": award,
        "breach": "other",
        "breached_on": TODAY,
        "basis": "穗科规〔2026〕1号",
        "explanation": "money to come back",
        "inputs": {},
        "rule_version": award.rule_version,
        "reckoned_on": TODAY,
        "proposed_at": NOW,
        "proposed_by": a_user(),
    } | fields
    parts = {"principal": principal, "interest": interest}
    with transaction.atomic():
        recovery = Recovery.objects.create(**given)
        for part, amount in parts.items():
            if amount:
                of = {"recovery": recovery, "source": source, "part": part}
                Claim.objects.create(demanded=Decimal(amount), **of)
    return recovery


def demanded(recovery: Recovery, *, due_on: date = TODAY) -> Recovery:
    """In a letter that another person has approved."""
    signed = {"approved_at": NOW, "approved_by": a_user(), "demanded_on": TODAY}
    letter = {"content": {}, "sha256": "0" * 64, "due_on": due_on}
    advance(recovery, "demand", by=SYSTEM, **signed, **letter)
    return recovery


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


def a_carrier(**fields: Any) -> Carrier:
    given = {
        "code": f"C{serial():05d}",
        "name": "木棉孵化器",
        "carrier_type": "incubator",
        "level": "city",
        "district_id": "440112",
        "operator_name": "木棉运营公司",
    } | fields
    return Carrier.objects.create(**given)


def a_unit(carrier: Carrier | None = None, *, area: str = "100.00") -> Unit:
    """A measured unit in a building twice its size."""
    building = Building.objects.create(
        carrier=carrier or a_carrier(), name=f"B{serial()}", area=2 * Decimal(area)
    )
    unit = Unit.objects.create(building=building, number="101")
    AreaFact.objects.create(unit=unit, area=Decimal(area), starts_on=date(2020, 1, 1))
    return unit


def a_tenancy(carrier: Carrier, company: Company | None = None) -> Tenancy:
    tenancy = Tenancy.objects.create(carrier=carrier, company=company or a_company())
    advance(tenancy, "admit", by=SYSTEM)
    advance(tenancy, "move_in", by=SYSTEM, moved_in_on=date(2025, 1, 1))
    return tenancy


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


def sql(statement: str, *values: Any) -> int:
    """Run one statement as anyone with a connection could; how many rows it hit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def broken(attempt: Callable[[], Any]) -> str:
    """The name of the promise that the database refuses `attempt` by."""
    try:
        with transaction.atomic():
            attempt()
            connection.check_constraints()
    except (DatabaseError, Refusal) as error:
        cause: Any = error.__cause__ if isinstance(error, Refusal) else error
        return str(cause.__cause__.diag.constraint_name)
    return "nothing"


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start every call at the same moment, each on its own connection."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return call()
        except (Refusal, DatabaseError, PermissionDenied) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
