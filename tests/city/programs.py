"""Programs, their calls, what is handed in, proposed and announced."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from foundation.accounts.models import SYSTEM
from programs.models import (
    Application,
    BudgetLine,
    Call,
    Draft,
    FormVersion,
    Program,
    Proposal,
    PublicNotice,
)
from startups.models import Company
from tests.city.attempts import sql
from tests.city.people import NOW, YEAR, a_company, advance, serial

WHERE_TO_OBJECT = {
    "basis": "穗办规〔2016〕10号",
    "contact": "规划处",
    "phone": "020-83124114",
    "address": "广州市府前路1号",
}


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


def a_noticed_proposal(
    program: Program | None = None, company: Company | None = None
) -> Proposal:
    """One whose public notice and time for objections are over."""
    application = an_application(a_call(program), company)
    over = datetime.now(UTC) - timedelta(days=1)
    notice = a_notice(application.call.program, objections_close_at=over)
    return a_proposal(application, notice=notice)
