"""Who is there before anybody acts, what stands already, and who may do what."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from hypothesis import strategies as st

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from programs.models import Award, Gate, Program, Proposal, Tranche
from programs.payments import actions as payments
from tests.city import a_call, a_program, a_user, an_account_of
from tests.journeys.money.model import CEILING, LARGE, TODAY
from tests.programs.stages import NOW, announced, scored


@dataclass
class City:
    """What is there before anybody acts, the same for every run."""

    program: Program
    proposals: list[Proposal]
    people: dict[str, User]
    first: Award  # granted, and free of conditions


def a_city() -> City:
    program = a_program(
        city_ratio=Decimal("0.6"),
        ceiling=CEILING,
        second_approval_from=LARGE,
    )
    call = a_call(program)
    bases = ["700000.01", "500000.03", "800000.00", "123456.79", "650000.00"]
    proposals = [
        announced(scored(call), inputs={"subsidy": Decimal(base)}) for base in bases
    ]
    for proposal in proposals:
        an_account_of(proposal.application.company)
    program.quota, program.budget = 3, Decimal("2000000.00")
    program.save(update_fields=["quota", "budget"])  # fewer than were promising
    people = {
        "officer": a_user(Role.OFFICER),
        "officer2": a_user(Role.OFFICER),
        "finance": a_user(Role.FINANCE),
        "finance2": a_user(Role.FINANCE),
        "checker": a_user(Role.CHECKER),
        "leader": a_user(Role.LEADER),
        "leader2": a_user(Role.LEADER),
        "auditor": a_user(Role.AUDITOR),
    }
    first = payments.grant_and_plan(
        proposals[0], document_number="穗科字〔2026〕7号", by=people["officer"], at=NOW
    )
    for gate in Gate.objects.filter(tranche__award=first):
        payments.waive_gate(gate, reason="at random", by=people["leader"], at=NOW)
    for tranche in first.tranches.all()[:2]:
        _paid(tranche, people)
    connection.check_constraints()
    return City(program, proposals, people, first)


def _paid(tranche: Tranche, people: dict[str, User]) -> None:
    payment = payments.request(tranche, by=people["finance"], at=NOW)
    payments.check(payment, by=people["checker"], at=NOW)
    payments.approve(payment, by=people["finance2"], at=NOW)
    if payment.amount >= LARGE:
        payments.clear(payment, by=people["leader"], at=NOW)
    payments.instruct(payment, by=people["finance2"], at=NOW)
    told = {"bank_reference": f"FIRST{tranche.pk}", "paid_on": TODAY}
    payments.book(payment, by=people["finance"], at=NOW, **told)


ROLES = {
    "grant": "officer", "waive": "officer", "revoke": "leader", "close": "officer",
    "waive_gates": "leader", "request": "finance", "check": "finance checker",
    "approve": "finance", "clear": "leader", "instruct": "finance", "book": "finance",
    "take_return": "finance", "reverse": "finance", "cancel": "finance",
    "recover": "finance", "propose": "officer finance", "demand": "leader",
    "repay": "finance", "ask_write_off": "officer finance", "write_off": "leader",
    "change_limits": "officer",
}  # fmt: skip

ALL = [
    "officer", "officer2", "finance", "finance2", "checker", "leader", "leader2",
    "auditor",
]  # fmt: skip


def somebody(*verbs: str) -> st.SearchStrategy[str]:
    """Two of three times a person who may do it, else anybody."""
    roles = {role for verb in verbs for role in ROLES[verb].split()}
    fit = [name for name in ALL if name.rstrip("2") in roles]
    return st.sampled_from([*ALL, *fit * (2 * len(ALL) // len(fit))])


nth = st.integers(0, 30)
cents = st.sampled_from(["0.01", "999.99", "60000.00", "250000.00", "900000.00"])
source_ = st.sampled_from(["city", "district"])
