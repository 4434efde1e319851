"""Steps that ask for money back and get it, or give it up."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from programs.models import Claim, Recovery, WriteOff
from programs.payments import actions as payments
from programs.recovery import actions as recoveries
from programs.recovery.rules import Case
from programs.recovery.states import Breach
from tests.journeys.money.machine import Beside
from tests.journeys.money.model import TODAY, ZERO
from tests.journeys.money.people import cents, nth, somebody, source_
from tests.programs.stages import NOW


class Taking(Beside):
    """Recoveries from the reckoning to the last installment or the loss."""

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

    @rule(which=nth, amount=cents, lost=st.booleans())
    def settle(self, *, which: int, amount: str, lost: bool) -> None:
        """A demand and what comes of it, each step by somebody who may take it."""
        if not self.recoveries:
            self.propose(by="officer", which=which, amount=amount)
        self.demand(by="leader", which=which)
        if lost:
            self.ask_write_off(by="finance", which=which)
            self.write_off(by="leader", which=which)
        else:
            self.repay(by="finance", which=which, amount=amount)
