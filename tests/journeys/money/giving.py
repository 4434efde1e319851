"""Steps that promise money and pay it."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from foundation.accounts.models import User
from programs.awards import actions as awards
from programs.catalogue import actions as catalogue
from programs.models import (
    Gate,
    LedgerEntry,
    Payment,
    Program,
    Proposal,
    Recovery,
    Tranche,
)
from programs.payments import actions as payments
from tests.journeys.money.machine import Beside
from tests.journeys.money.model import LARGE, LIVE, OPEN, TODAY, ZERO
from tests.journeys.money.people import nth, somebody
from tests.programs.stages import NOW


class Giving(Beside):
    """Awards and limits, conditions, payments, and what is undone of them."""

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
        if award is None or (verb == "revoke" and which % 2):
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
        if not self.under_way():
            self.request(by="finance", which=which)
        for __ in range(steps):
            self.walk_one(which)

    def under_way(self) -> list[int]:
        """Payments that somebody has asked for and nobody has made yet."""
        return [
            key
            for key in self.open_payments()
            if self.payments[key]["status"] != "paid"
        ]

    def walk_one(self, which: int) -> None:
        keys = self.under_way()
        if not keys:
            return
        told = self.payments[keys[which % len(keys)]]
        which = self.open_payments().index(keys[which % len(keys)])
        large = told["amount"] >= LARGE
        other = {"finance": "finance2"}.get(told["by"], "finance")
        verb, by = {
            "requested": ("check", "checker"),
            "checked": ("approve", other),
            "approved": ("clear", "leader") if large else ("instruct", other),
            "cleared": ("instruct", other),
        }.get(told["status"], ("book", "finance"))
        if verb == "book":
            self.book(by="finance", which=which, again=False)
        else:
            self.step(by, which, verb)

    def open_payments(self) -> list[int]:
        return sorted(k for k, p in self.payments.items() if p["status"] in OPEN)

    def a_payment(self, which: int) -> Payment | None:
        keys = self.open_payments()
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
            never |= self.is_held(told) or by == told["by"]
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
        if payment is None or which % 2:
            return
        told = self.payments[payment.pk]
        never = told["status"] in {"instructed", "paid"}
        act = lambda u: payments.cancel(payment, by=u, at=NOW, reason="late")  # noqa: E731  # one call
        if self.attempt("cancel", by, act, never=never):
            told["status"] = "cancelled"
