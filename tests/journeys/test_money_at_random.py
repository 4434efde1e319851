"""Thousands of random steps by random people, against plain arithmetic in Python.

Whoever may do a thing and whatever limit stands before it is told here a second time,
without a database; both have to agree at every step. Nothing leaves an award, a budget
or a quota, and the totals that the database keeps are the sums of its
entries. `make faults` takes ten thousand.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from foundation.accounts.models import User
from foundation.accounts.permissions import Role
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from programs.awards import actions as awards
from programs.books import queries
from programs.catalogue import actions as catalogue
from programs.models import (
    Award,
    Claim,
    Gate,
    LedgerEntry,
    Payment,
    Program,
    Proposal,
    Recovery,
    Tranche,
    WriteOff,
)
from programs.payments import actions as payments
from programs.recovery import actions as recoveries
from programs.recovery.rules import Case
from programs.recovery.states import Breach
from programs.reports.totals import differences
from tests.city import a_call, a_program, a_user, an_account_of
from tests.programs.stages import NOW, announced, scored

pytestmark = [pytest.mark.django_db, pytest.mark.journey, pytest.mark.timeout(1800)]
STEPS, A_RUN = int(os.environ.get("STEPS", "2500")), 100
LIVE = {"approved", "active", "completed"}
OPEN = {"requested", "checked", "approved", "cleared", "instructed", "paid"}
ZERO = Decimal(0)
LARGE = Decimal("100000.00")
CEILING = Decimal("800000.00")
TODAY = city_day(NOW)


@dataclass
class Booked:
    """An entry, as plain arithmetic has it."""

    kind: str
    source: str
    amount: Decimal
    undone: bool = False


@dataclass
class Promise:
    """An award, as plain arithmetic has it."""

    company: int
    amount: Decimal
    shares: dict[str, Decimal]
    status: str = "approved"
    entries: dict[int, Booked] = field(default_factory=dict)

    def of(self, *kinds: str, source: str = "") -> Decimal:
        return sum(
            (
                e.amount
                for e in self.entries.values()
                if e.kind in kinds and not e.undone and source in {"", e.source}
            ),
            ZERO,
        )

    def net(self, source: str = "") -> Decimal:
        back = self.of("return", "recovery", source=source)
        return self.of("payment", source=source) - back

    def held(self, source: str = "") -> Decimal:
        """What it takes of a budget."""
        share = self.shares[source] if source else self.amount
        return share if self.status in LIVE else self.net(source)


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
    payments.instruct(payment, by=people["finance"], at=NOW)
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


class Money(RuleBasedStateMachine):
    city: ClassVar[City]
    taken_steps: ClassVar[int] = 0
    done: ClassVar[dict[str, int]] = {}

    @initialize()
    def begin(self) -> None:
        self.point = transaction.savepoint()
        self.program = Program.objects.get(pk=self.city.program.pk)
        first = Award.objects.get(pk=self.city.first.pk)
        self.promises = {first.pk: self.promised(first)}
        self.granted = {first.proposal_id}
        self.open_gates = set(first.tranches.values_list("pk", flat=True))
        self.tranches = set(self.open_gates)
        self.recoveries: set[int] = set()
        self.payments: dict[int, dict[str, Any]] = {}
        for payment in first.payments.select_related("tranche"):
            self.payments[payment.pk] = {
                "tranche": payment.tranche_id, "award": first.pk, "by": "finance",
                "signed": set(ALL), "status": "paid", "amount": payment.amount,
                "source": payment.tranche.source, "reference": payment.bank_reference,
            }  # fmt: skip
        self.serial = 0
        self.agree(first.pk)

    def promised(self, award: Award) -> Promise:
        shares = {"city": award.city_amount, "district": award.district_amount}
        assert sum(shares.values()) == award.amount <= CEILING
        assert sum(award.tranches.values_list("amount", flat=True)) == award.amount
        return Promise(award.company_id, award.amount, shares)

    def teardown(self) -> None:
        if not hasattr(self, "point"):
            return
        try:
            self.agree()
            assert list(differences()) == []
            found = queries.positions(self.promises, TODAY)
            for key, promise in self.promises.items():
                assert found[key].adds_up()
                assert found[key].net == promise.net()
        finally:
            transaction.savepoint_rollback(self.point)

    # What may be done, told without a database ----------------------------------------

    def attempt(
        self, verb: str, by: str, act: Callable[[User], Any], *, never: bool
    ) -> Any:
        """Do it; it must fail when it may `never` be, or this person may not."""
        type(self).taken_steps += 1
        entitled = by.rstrip("2") in ROLES[verb].split()

        def committed() -> Any:
            """With what the database would say at the end of the transaction."""
            done = act(self.city.people[by])
            connection.check_constraints()
            return done

        try:
            done = use_case(committed)()
        except (Refusal, PermissionDenied):
            return None
        assert entitled, f"{by} did {verb}"
        assert not never, f"{verb} should have been refused"
        type(self).done[verb] = type(self).done.get(verb, 0) + 1
        return done if done is not None else True

    def agree(self, award: int = 0) -> None:
        """The database keeps what plain arithmetic says, and nothing is over."""
        self._read_entries(award)
        kept = self._kept_of_awards()
        for key, promise in self.promises.items():
            assert kept[key] == self._said(promise), key
            assert 0 <= promise.net() <= promise.amount
            for source, share in promise.shares.items():
                assert 0 <= promise.net(source) <= share
        live = [p for p in self.promises.values() if p.status in LIVE]
        committed = sum((p.held() for p in self.promises.values()), ZERO)
        program = Program.objects.values_list("taken", "committed", "quota", "budget")
        taken, held, quota, budget = program.get(pk=self.program.pk)
        assert (taken, held) == (len(live), committed)
        assert taken <= quota
        assert held <= budget
        assert len({p.company for p in live}) == len(live)

    def _said(self, promise: Promise) -> tuple[Any, ...]:
        return (
            promise.status,
            promise.of("payment") - promise.of("return"),
            promise.of("recovery"),
            promise.of("interest"),
            promise.of("write_off"),
            promise.net("city"),
            promise.net("district"),
        )

    def _kept_of_awards(self) -> dict[int, tuple[Any, ...]]:
        rows = Award.objects.filter(pk__in=self.promises).values_list(
            "pk",
            "status",
            "paid",
            "recovered",
            "interest_received",
            "written_off",
            "city_paid",
            "district_paid",
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    def _read_entries(self, award: int) -> None:
        """Entries that a step has made; they can only be added."""
        if not award:
            return
        promise = self.promises[award]
        fresh = LedgerEntry.objects.filter(award=award).exclude(pk__in=promise.entries)
        for entry in fresh.order_by("pk"):
            row = Booked(entry.kind, entry.source, entry.amount)
            assert entry.debit != entry.credit
            if entry.reverses_id:
                undone = promise.entries[entry.reverses_id]
                assert not undone.undone
                assert (undone.source, undone.amount) == (row.source, row.amount)
                undone.undone = True
            promise.entries[entry.pk] = row

    # Choosing something to act on -----------------------------------------------------

    def an_award(self, which: int) -> Award | None:
        keys = sorted(self.promises)
        return Award.objects.get(pk=keys[which % len(keys)]) if keys else None

    def one(self, rows: Any, keys: Iterable[int], which: int) -> Any:
        known = sorted(keys)
        return rows.get(pk=known[which % len(known)]) if known else None

    def entries(self) -> Iterator[int]:
        return (key for each in self.promises.values() for key in each.entries)

    # Awards ---------------------------------------------------------------------------

    @rule(by=somebody("grant"), which=nth)
    def grant(self, by: str, which: int) -> None:
        proposal = self.city.proposals[which % len(self.city.proposals)]
        proposal = Proposal.objects.get(pk=proposal.pk)
        again = proposal.pk in self.granted
        live = sum(p.status in LIVE for p in self.promises.values())
        held = sum((p.held() for p in self.promises.values()), ZERO)
        limits = Program.objects.values_list("quota", "budget").get(pk=self.program.pk)
        over = live >= limits[0] or held + proposal.amount > limits[1]
        award = self.attempt(
            "grant",
            by,
            lambda user: payments.grant_and_plan(
                proposal, document_number="穗科字〔2026〕7号", by=user, at=NOW
            ),
            never=over and not again,
        )
        if award and not again:
            promise = self.promised(award)
            self.promises[award.pk] = promise
            self.granted.add(proposal.pk)
            self.tranches |= set(award.tranches.values_list("pk", flat=True))
            self.agree(award.pk)

    @rule(by=somebody("waive", "revoke"), which=nth,
          verb=st.sampled_from(["waive", "revoke", "close"]))  # fmt: skip
    def end(self, by: str, which: int, verb: str) -> None:
        award = self.an_award(which)
        if award is None or (verb != "close" and which % 3):
            return  # awards live longer than a fair die lets them
        promise = self.promises[award.pk]
        never = {
            "waive": promise.status != "approved",
            "revoke": promise.status not in LIVE,
            "close": promise.status != "revoked",
        }[verb]
        reason = {} if verb == "close" else {"reason": "at random"}
        act = getattr(awards, verb)
        if self.attempt(
            verb, by, lambda u: act(award, by=u, at=NOW, **reason), never=never
        ):
            ends = {"waive": "waived", "revoke": "revoked", "close": "closed"}
            promise.status = ends[verb]
            self.agree(award.pk)

    @rule(by=somebody("change_limits"), quota=st.integers(0, 4))
    def change_limits(self, by: str, quota: int) -> None:
        live = sum(p.status in LIVE for p in self.promises.values())
        self.program.refresh_from_db()
        self.attempt(
            "change_limits",
            by,
            lambda user: catalogue.change_limits(
                self.program, quota=quota, by=user, reason="at random"
            ),
            never=quota < live,
        )
        self.agree()

    # Payments -------------------------------------------------------------------------

    @rule(by=somebody("waive_gates"), which=nth)
    def waive_gates(self, by: str, which: int) -> None:
        tranche = self.one(Tranche.objects, self.tranches, which)
        if tranche is None:
            return

        def act(user: User) -> None:
            for gate in Gate.objects.filter(tranche=tranche, waived_at=None):
                payments.waive_gate(gate, reason="at random", by=user, at=NOW)

        shut = Gate.objects.filter(tranche=tranche, waived_at=None).exists()
        if shut and self.attempt("waive_gates", by, act, never=False):
            self.open_gates.add(tranche.pk)

    @rule(by=st.sampled_from(["finance", "finance2", "auditor"]), which=nth)
    def request(self, by: str, which: int) -> None:
        tranche = self.one(Tranche.objects, self.tranches, which)
        if tranche is None:
            return
        of = [p for p in self.payments.values() if p["tranche"] == tranche.pk]
        mine = any(p["status"] == "requested" and p["by"] == by for p in of)
        busy = any(p["status"] in OPEN for p in of) and not mine
        payment = self.attempt(
            "request",
            by,
            lambda user: payments.request(tranche, by=user, at=NOW),
            never=busy,
        )
        if payment and payment.pk not in self.payments:
            assert payment.amount == tranche.amount
            self.payments[payment.pk] = {
                "tranche": tranche.pk, "award": tranche.award_id, "by": by,
                "signed": {by}, "status": "requested", "amount": payment.amount,
                "source": tranche.source,
            }  # fmt: skip

    @rule(
        by=somebody("check", "approve", "clear"),
        which=nth,
        verb=st.sampled_from(["check", "approve", "clear", "instruct"]),
    )
    def sign(self, by: str, which: int, verb: str) -> None:
        self.step(by, which, verb)

    @rule(which=nth, steps=st.integers(1, 6))
    def walk_on(self, which: int, steps: int) -> None:
        """The next steps of a payment, each by somebody who may take it."""
        for __ in range(steps):
            self.walk_one(which)

    def walk_one(self, which: int) -> None:
        payment = self.a_payment(which)
        if payment is None:
            return
        told = self.payments[payment.pk]
        large = told["amount"] >= LARGE
        verb, by = {
            "requested": ("check", "checker"),
            "checked": ("approve", {"finance": "finance2"}.get(told["by"], "finance")),
            "approved": ("clear", "leader") if large else ("instruct", "finance"),
            "cleared": ("instruct", "finance"),
        }.get(told["status"], ("book", "finance"))
        if verb == "book":
            self.book(by="finance", which=which, again=False)
        else:
            self.step(by, which, verb)

    def a_payment(self, which: int) -> Payment | None:
        keys = sorted(k for k, p in self.payments.items() if p["status"] in OPEN)
        return Payment.objects.get(pk=keys[which % len(keys)]) if keys else None

    def step(self, by: str, which: int, verb: str) -> None:
        payment = self.a_payment(which)
        if payment is None:
            return
        told = self.payments[payment.pk]
        sources = {
            "check": {"requested"},
            "approve": {"checked"},
            "clear": {"approved"},
            "instruct": {"approved", "cleared"},
        }[verb]
        never = told["status"] not in sources
        if verb == "instruct":
            never |= told["status"] == "approved" and told["amount"] >= LARGE
            never |= self.is_held(told)
        else:
            never |= by in told["signed"]
        already = {"check": "checked", "approve": "approved", "clear": "cleared"}
        twice = told["status"] == already.get(verb) and by == told.get("last")
        act = getattr(payments, verb)
        if self.attempt(
            verb, by, lambda u: act(payment, by=u, at=NOW), never=never and not twice
        ):
            ends = already | {"instruct": "instructed"}
            told["status"], told["last"] = ends[verb], by
            told["signed"].add(by)
            payment.refresh_from_db()
            assert payment.status == told["status"]

    def is_held(self, told: dict[str, Any]) -> bool:
        """Whether the award is over, owed for, or a condition is certainly shut."""
        due = {"status__in": ["demanded", "referred"]}
        if Recovery.objects.filter(award=told["award"], **due).exists():
            return True
        shut = Gate.objects.filter(tranche=told["tranche"], met_on=None, waived_at=None)
        return self.promises[told["award"]].status not in LIVE or (
            told["tranche"] not in self.open_gates and shut.exists()
        )

    @rule(by=st.sampled_from(["finance", "finance2", "checker"]), which=nth,
          again=st.booleans())  # fmt: skip
    def book(self, *, by: str, which: int, again: bool) -> None:
        payment = self.a_payment(which)
        if payment is None:
            return
        told = self.payments[payment.pk]
        self.serial += 1
        reference = "B-ONE" if again else f"B{self.serial}"
        taken = any(
            p.get("reference") == reference
            and p["status"] in {"paid", "returned"}
            and key != payment.pk
            for key, p in self.payments.items()
        )
        idle = told["status"] == "paid" and told.get("reference") == reference
        never = told["status"] != "instructed" or taken or self.is_held(told)
        if self.attempt(
            "book",
            by,
            lambda user: payments.book(
                payment, bank_reference=reference, paid_on=TODAY, by=user, at=NOW
            ),
            never=never and not idle,
        ):
            told |= {"status": "paid", "reference": reference}
            promise = self.promises[told["award"]]
            before = promise.net(told["source"])
            self.agree(told["award"])
            more = ZERO if idle else told["amount"]
            assert promise.net(told["source"]) == before + more

    @rule(by=st.sampled_from(["finance", "finance2", "officer"]), which=nth)
    def take_return(self, by: str, which: int) -> None:
        payment = self.a_payment(which)
        if payment is None or which % 2:
            return
        told = self.payments[payment.pk]
        promise = self.promises[told["award"]]
        was_paid = told["status"] == "paid"
        spent = was_paid and promise.net(told["source"]) < told["amount"]
        never = told["status"] not in {"instructed", "paid"} or spent
        act = lambda u: payments.take_return(payment, by=u, at=NOW, reason="closed")  # noqa: E731  # one call
        if self.attempt("take_return", by, act, never=never):
            told["status"] = "returned"
            before = promise.net(told["source"])
            self.agree(told["award"])
            less = told["amount"] if was_paid else ZERO
            assert promise.net(told["source"]) == before - less

    @rule(by=st.sampled_from(["finance", "finance2", "leader"]), which=nth)
    def reverse(self, by: str, which: int) -> None:
        entry = self.one(LedgerEntry.objects, self.entries(), which)
        if entry is None:
            return
        promise = self.promises[entry.award_id]
        row = promise.entries[entry.pk]
        net, share = promise.net(row.source), promise.shares[row.source]
        out = row.kind == "payment"
        over = net < row.amount if out else net + row.amount > share
        moves = row.kind in {"payment", "return", "recovery"}
        never = row.kind == "reversal" or (moves and over and not row.undone)
        if self.attempt(
            "reverse",
            by,
            lambda user: payments.reverse(entry, by=user, at=NOW, reason="mistake"),
            never=never,
        ):
            if entry.payment_id and not row.undone:
                told = self.payments[entry.payment_id]
                told["status"] = "cancelled" if out else "paid"
                if out:
                    told.pop("reference")
            self.agree(entry.award_id)
            assert row.undone

    @rule(by=st.sampled_from(["finance", "officer"]), which=nth)
    def cancel(self, by: str, which: int) -> None:
        payment = self.a_payment(which)
        if payment is None or which % 3:
            return
        told = self.payments[payment.pk]
        never = told["status"] in {"instructed", "paid"}
        act = lambda u: payments.cancel(payment, by=u, at=NOW, reason="late")  # noqa: E731  # one call
        if self.attempt("cancel", by, act, never=never):
            told["status"] = "cancelled"

    # Money that comes back ------------------------------------------------------------

    @rule(by=somebody("recover"), which=nth, amount=cents, source=source_)
    def recover(self, by: str, which: int, amount: str, source: str) -> None:
        award = self.an_award(which)
        if award is None:
            return
        promise, money = self.promises[award.pk], Decimal(amount)
        self.serial += 1
        reference = f"R{self.serial}"
        if self.attempt(
            "recover",
            by,
            lambda user: payments.recover(
                award, amount=money, source=source, reference=reference, by=user, at=NOW
            ),
            never=promise.net(source) < money,
        ):
            before = promise.net(source)
            self.agree(award.pk)
            assert promise.net(source) == before - money

    @rule(by=somebody("propose"), which=nth, amount=cents)
    def propose(self, by: str, which: int, amount: str) -> None:
        award = self.an_award(which)
        if award is None:
            return
        promise = self.promises[award.pk]
        told = {"amount": Decimal(amount)}
        case = Case(Breach.OTHER, TODAY, "穗科规〔2026〕1号", "at random", told)
        recovery = self.attempt(
            "propose",
            by,
            lambda user: recoveries.propose(award, case, by=user, at=NOW),
            never=promise.net() == 0,
        )
        if recovery:
            self.recoveries.add(recovery.pk)
            asked = Claim.objects.filter(recovery=recovery, part="principal")
            assert sum(claim.demanded for claim in asked) <= promise.net()

    @rule(by=somebody("demand"), which=nth)
    def demand(self, by: str, which: int) -> None:
        recovery = self.one(Recovery.objects, self.recoveries, which)
        if recovery is None:
            return
        never = recovery.status != "proposed" or (
            recovery.proposed_by == self.city.people[by]
        )
        again = recovery.approved_by == self.city.people[by]
        self.attempt(
            "demand",
            by,
            lambda user: recoveries.demand(recovery, by=user, at=NOW),
            never=never and not again,
        )

    @rule(by=st.sampled_from(["finance", "finance2", "officer"]), which=nth,
          amount=cents)  # fmt: skip
    def repay(self, by: str, which: int, amount: str) -> None:
        recovery = self.one(Recovery.objects, self.recoveries, which)
        if recovery is None:
            return
        promise, money = self.promises[recovery.award_id], Decimal(amount)
        self.serial += 1
        left = sum((claim.left for claim in recovery.claims.all()), ZERO)
        never = recovery.status not in {"demanded", "referred"} or money > left
        before = promise.of("recovery", "interest")
        if self.attempt(
            "repay",
            by,
            lambda user: recoveries.repay(
                recovery, amount=money, receipt=f"T{self.serial}", by=user, at=NOW
            ),
            never=never,
        ):
            self.agree(recovery.award_id)
            assert promise.of("recovery", "interest") == before + money

    @rule(by=somebody("ask_write_off"), which=nth)
    def ask_write_off(self, by: str, which: int) -> None:
        recovery = self.one(Recovery.objects, self.recoveries, which)
        if recovery is None:
            return
        told = {"basis": "穗财〔2026〕9号", "explanation": "at random"}
        self.attempt(
            "ask_write_off",
            by,
            lambda user: recoveries.ask_write_off(recovery, **told, by=user, at=NOW),
            never=False,
        )

    @rule(by=somebody("write_off"), which=nth)
    def write_off(self, by: str, which: int) -> None:
        asked = WriteOff.objects.filter(recovery__award__program=self.program)
        keys = sorted(asked.values_list("pk", flat=True))
        if not keys:
            return
        request = WriteOff.objects.get(pk=keys[which % len(keys)])
        award = request.recovery.award_id
        lost = sum((claim.left for claim in request.recovery.claims.all()), ZERO)
        promise = self.promises[award]
        before = promise.of("write_off", "remission")
        never = request.status != "asked" or request.asked_by == self.city.people[by]
        never |= request.recovery.status not in {"demanded", "referred"}
        if self.attempt(
            "write_off",
            by,
            lambda user: recoveries.write_off(request, by=user, at=NOW),
            never=never,
        ):
            self.agree(award)
            assert promise.of("write_off", "remission") == before + lost


def test_random_steps_never_leave_the_limits() -> None:
    Money.city = a_city()
    Money.taken_steps, Money.done = 0, {}
    runs = settings(
        max_examples=25,
        stateful_step_count=A_RUN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    while Money.taken_steps < STEPS:
        run_state_machine_as_test(Money, settings=runs)

    idle = set(ROLES) - set(Money.done)
    seldom = {"close"}  # nothing may be owed, which chance hardly ever brings about
    assert idle <= seldom, "these went well for nobody"
