"""A random step is taken in the database and told again; both have to agree."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize

from foundation.accounts.models import User
from foundation.refusals import Refusal, use_case
from programs.books import queries
from programs.models import Award, LedgerEntry, Program
from programs.reports.totals import differences
from tests.journeys.money.model import CEILING, LIVE, TODAY, ZERO, Booked, Promise
from tests.journeys.money.people import ALL, ROLES, City


class Beside(RuleBasedStateMachine):
    """The model beside the database, without a single step."""

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
