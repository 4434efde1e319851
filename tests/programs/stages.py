"""Applications, proposals and awards brought to the stage that a test begins at.

The people are made once per stage; what is done before is done by the system.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Role
from foundation.periods import city_day
from foundation.places.models import working_days
from programs.awards.actions import grant, sign
from programs.models import (
    Application,
    Award,
    Call,
    Draw,
    Employment,
    Expert,
    Panel,
    Payment,
    Place,
    Program,
    Proposal,
    PublicNotice,
    Tranche,
)
from programs.panels import actions as panels
from programs.panels.queries import last_draw
from programs.payments import actions as payments
from programs.reviews.actions import giving
from programs.selection import actions as selection
from startups.models import Company
from tests.city import (
    WHERE_TO_OBJECT,
    a_call,
    a_company,
    a_program,
    a_user,
    an_account_of,
    an_agreement,
    an_application,
    end_window,
    moved,
    serial,
)

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=60)
SUBSIDY = {"subsidy": Decimal("3000000.01")}
TO_ELIGIBLE = ("submit", "recommend", "begin_review", "pass_review")
DOCUMENT = "穗科字〔2026〕12号"


def eligible(
    call: Call | None = None, company: Company | None = None, **fields: Any
) -> Application:  # fmt: skip
    begun = an_application(call, company or a_company(), **fields)
    return moved(begun, *TO_ELIGIBLE)  # type: ignore[no-any-return]  # what went in


def scored(
    call: Call | None = None, score: str = "85.00", **fields: Any
) -> Application:
    application = moved(eligible(call, **fields), "assign", "conclude_scoring")
    Application.objects.filter(pk=application.pk).update(score=score)
    application.score = Decimal(score)
    return application  # type: ignore[no-any-return]  # as above


def proposed(application: Application | None = None, **asked: Any) -> Proposal:
    asked = {"rank": 1, "inputs": SUBSIDY, "by": SYSTEM, "at": LONG_AGO} | asked
    return selection.propose(application or scored(), **asked)


def decided(application: Application | None = None, **asked: Any) -> Proposal:
    proposal = proposed(application, **asked)
    selection.decide(proposal, by=SYSTEM, at=LONG_AGO)
    return proposal


def in_notice(*proposals: Proposal, at: datetime = LONG_AGO) -> PublicNotice:
    """Published `at`; by default so long ago that both windows have ended."""
    notice = selection.prepare(
        proposals[0].program,
        slug=f"list-{serial()}",
        title={"en": "Proposed list", "zh-hans": "拟立项名单公示"},
        proposals=proposals,
        by=SYSTEM,
        at=at,
        **WHERE_TO_OBJECT,
    )
    selection.publish(notice, by=SYSTEM, at=at)
    for proposal in proposals:
        proposal.refresh_from_db()
    return notice


def announced(application: Application | None = None, **asked: Any) -> Proposal:
    proposal = decided(application, **asked)
    in_notice(proposal)
    return proposal


def end_windows(notice: PublicNotice) -> None:
    end_window(notice)
    notice.refresh_from_db()


def awarded(program: Program | None = None, **asked: Any) -> Award:
    call = a_call(program or a_program(city_ratio=Decimal("0.6")))
    award = grant(
        announced(scored(call), **asked),
        document_number=DOCUMENT,
        by=SYSTEM,
        at=NOW,
    )
    assert isinstance(award, Award)
    return award


def planned(program: Program | None = None, **asked: Any) -> Award:
    award = awarded(program, **asked)
    payments.plan(award, by=SYSTEM, at=NOW)
    return award


def open_gates(award: Award) -> Tranche:
    """What the first part waits for is so; later ones are spared what is to come."""
    an_account_of(award.company)
    if award.status == "approved":
        an_agreement(award)
        sign(award, by=SYSTEM, at=NOW)
    for tranche in award.tranches.all():
        for gate in payments.look_at_gates(tranche, by=SYSTEM, at=NOW):
            if gate.is_open:
                continue
            if tranche.sequence > 1:
                payments.waive_gate(gate, by=leader(), at=NOW, reason="of a test")
            else:
                payments.confirm_gate(gate, evidence="seen", by=SYSTEM, at=NOW)
    return award.tranches.all()[0]  # type: ignore[no-any-return]  # the first of several


def leader() -> User:
    return a_user(Role.LEADER, name="Lin")


def finance(name: str = "Fang") -> User:
    return a_user(Role.FINANCE, name=name)


def approved(tranche: Tranche) -> Payment:
    payment = payments.request(tranche, by=finance(), at=NOW)
    return signed(payment)


def signed(payment: Payment) -> Payment:
    """Checked and approved by two others than who asked; again where it is large."""
    payments.check(payment, by=a_user(Role.CHECKER), at=NOW)
    payments.approve(payment, by=finance("Guo"), at=NOW)
    if payment.amount >= payment.award.program.second_approval_from:
        payments.clear(payment, by=a_user(Role.LEADER), at=NOW)
    return payment


def paid(tranche: Tranche, *, on: date | None = None) -> Payment:
    payment = approved(tranche)
    by = finance()
    payments.instruct(payment, by=by, at=NOW)
    day = on or date(2026, 3, 2)
    reference = f"B{serial():08d}"
    payments.book(payment, bank_reference=reference, paid_on=day, by=by, at=NOW)
    return payment


def an_expert(**facts: Any) -> Expert:
    facts = {"fields": ["it"]} | facts
    employer = facts.pop("employer", None) or f"University {serial()}"
    user = facts.pop("user", None) or a_user(Role.EXPERT, name="Mei")
    expert = Expert.objects.create(user=user, **facts)
    Employment.objects.create(expert=expert, employer=employer)
    return expert


def convened(*applications: Application, size: int = 5, **facts: Any) -> Panel:
    """A panel for these applications, drawn and confirmed, its members invited."""
    officer = facts.pop("by", None) or a_user(Role.OFFICER)
    today = city_day(NOW)
    rules = {
        "name": f"Panel {serial()}",
        "size": size,
        "reserves": 0,
        "starts_on": today,
        "due_on": working_days().after(today, 15),
        "seed_source": "a coin",
        "deviation": "a panel of a test",
    } | facts
    call = applications[0].call
    panel = panels.plan(call, applications=applications, by=officer, at=NOW, **rules)
    panels.draw(panel, seed="2026-kapok", by=officer, at=NOW)
    panels.confirm(panel, by=a_user(Role.SUPERVISOR), at=NOW)
    return panel


def drawn(*applications: Application, size: int = 5, **facts: Any) -> Draw:
    """`convened`, and the applications given to all of its members."""
    officer = facts.setdefault("by", a_user(Role.OFFICER))
    panel = convened(*applications, size=size, **facts)
    giving.give_out(panel, by=officer, at=NOW)
    for application in applications:
        application.refresh_from_db()
    draw = last_draw(panel)
    assert draw is not None
    return draw


def a_place_for(program: Program) -> Place:
    call = a_call(program)
    application = scored(call)
    Application.objects.filter(pk=application.pk).update(company_type="sme")
    given = grant(
        announced(application, inputs={}), document_number=DOCUMENT, by=SYSTEM, at=NOW
    )
    assert isinstance(given, Place)
    return given
