"""Awards of which money is with the company, and what is asked back of them."""

from decimal import Decimal
from typing import Any

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from programs.models import Award, Recovery, Repayment
from programs.recovery import actions
from programs.recovery.rules import Case
from programs.recovery.states import Breach
from startups.companies.models import Company
from tests.city import (
    TODAY,
    a_payment,
    a_tranche,
    a_user,
    advance,
    an_award,
    an_entry,
    instructed,
    serial,
)
from tests.programs.stages import NOW, finance


def officer() -> User:
    return a_user(Role.OFFICER)


def leader() -> User:
    return a_user(Role.LEADER, name="Lin")


def an_administrator(company: Company) -> User:
    return a_user(Role.COMPANY_ADMIN, at=company)


def paid_award(amount: str = "600000.00", **fields: Any) -> Award:
    """One of which the city has paid one tranche, on 15 June 2026."""
    award = an_award(**fields)
    tranche = a_tranche(award, amount=Decimal(amount))
    payment = instructed(a_payment(tranche))
    an_entry(payment, booked_on=TODAY)
    advance(payment, "book", by=finance(), paid_on=TODAY, bank_reference=f"B{serial()}")
    award.refresh_from_db()
    return award


def a_case(breach: str = Breach.OTHER, **more: Any) -> Case:
    if breach == Breach.OTHER:
        more.setdefault("figures", {"amount": Decimal("100000.00")})
    said = {"basis": "穗科规〔2026〕1号 第12条", "explanation": "It moved to Foshan."}
    return Case(breach, **({"breached_on": TODAY} | said | more))


def owed(amount: str = "100000.00", **figures: Any) -> Recovery:
    """Demanded of a company whose administrator hears of it."""
    award = paid_award()
    an_administrator(award.company)
    case = a_case(figures={"amount": Decimal(amount)} | figures)
    recovery = actions.propose(award, case, by=officer(), at=NOW)
    actions.demand(recovery, by=leader(), at=NOW)
    return recovery


def pay(recovery: Recovery, amount: str, receipt: str = "", **more: Any) -> Repayment:
    number = receipt or f"T{serial()}"
    given = {"amount": Decimal(amount), "receipt": number, "by": finance(), "at": NOW}
    return actions.repay(recovery, **(given | more))
