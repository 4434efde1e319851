"""The account of one award at the end of a day: sums, parts, every entry and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.journal.models import Entry
from foundation.periods import city_day, midnight
from programs.awards.models import Award
from programs.awards.states import LIFECYCLE, Status
from programs.books.queries.positions import parts, positions
from programs.books.rules import Booked, Line, Position, statement
from programs.books.states import PART_STATES, PartState
from programs.catalogue.states import Source
from programs.payments.models import Gate, LedgerEntry, Payment
from programs.payments.states import EntryKind
from programs.payments.states import Status as PaymentStatus

AWARD, PAYMENT, BOOKED = "programs.award", "programs.payment", "programs.ledgerentry"
GATE, TURNS = "programs.gate", ("look", "confirm_gate")


@dataclass(frozen=True, slots=True)
class Condition:
    """A gate as it stood on the day."""

    gate: Gate
    is_met: bool
    is_waived: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment as it stood on the day, with the reason of its last move."""

    payment: Payment
    status: str
    why: str

    def get_status_display(self) -> str:
        return str(PaymentStatus(self.status).label)


@dataclass(slots=True)
class Part:
    """A part of the award on the day, with what it waited for and its payments."""

    id: int
    sequence: int
    source: str
    amount: Decimal
    due_on: date
    state: PartState
    conditions: list[Condition] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)

    def get_state_display(self) -> str:
        return str(PART_STATES[self.state])

    def get_source_display(self) -> str:
        return str(Source(self.source).label)


@dataclass(frozen=True, slots=True)
class Happening:
    """What became of the award itself: decided, signed, given up, revoked."""

    day: date
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that an award's account says at the end of a day."""

    award: Award
    on: date
    position: Position
    parts: list[Part]
    lines: list[Line]
    happenings: list[Happening]

    @property
    def has_beside(self) -> bool:
        """Whether interest or a loss was booked."""
        return any(line.beside for line in self.lines)

    @property
    def status_label(self) -> str:
        return str(Status(self.position.status).label)


def account(award: Award, on: date, *, today: date | None = None) -> Account:
    """The account as of `on`, in a fixed number of queries.

    Told that `on` is `today`, it reads rows instead of their history.
    """
    told = Told(award, on)
    return Account(
        award=award,
        on=on,
        position=positions([award.pk], on, today=today)[award.pk],
        parts=_parts(award, on, today, told),
        lines=statement(_booked(told)),
        happenings=list(told.of_award()),
    )


class Told:
    """What the journal said of an award, its payments and entries by that day."""

    def __init__(self, award: Award, on: date) -> None:
        self.award, self.on = award, on
        self.until = midnight(on + timedelta(days=1))
        self.payments = list(Payment.objects.filter(award=award).order_by("id"))
        self.entries = _entries(award, on)
        self.gates = _gates(award)
        wanted = Q(pk=None)
        for kind, rows in (
            (AWARD, [award]),
            (PAYMENT, self.payments),
            (BOOKED, self.entries),
            (GATE, self.gates),
        ):
            keys = [str(row.pk) for row in rows]
            wanted |= Q(subject_type=kind, subject_id__in=keys)
        self.about: dict[tuple[str, str], list[Entry]] = {}
        self.later: dict[str, Entry] = {}  # the first turn of a condition after the day
        for row in Entry.objects.filter(wanted).order_by("at", "id"):
            if row.at < self.until:
                key = (row.subject_type, row.subject_id)
                self.about.setdefault(key, []).append(row)
            elif row.subject_type == GATE and row.verb in TURNS:
                self.later.setdefault(row.subject_id, row)

    def conditions(self) -> Iterator[Condition]:
        """The gates as they stood: one that has shut since was open then."""
        for gate in self.gates:
            turned = self.later.get(str(gate.pk))
            met = gate.met_on is not None and gate.met_on <= self.on
            if turned:
                met = turned.verb == "look" and not turned.details.get("met")
            waived = gate.waived_at is not None and gate.waived_at < self.until
            yield Condition(gate, met, waived)

    def of(self, kind: str, key: int | None) -> list[Entry]:
        return self.about.get((kind, str(key)), [])

    def why(self, kind: str, key: int | None, verb: str) -> str:
        said = [row.reason for row in self.of(kind, key) if row.verb == verb]
        return said[-1] if said else ""

    def of_award(self) -> Iterator[Happening]:
        if self.award.decided_on <= self.on:
            document = _("Document %s") % self.award.document_number
            yield Happening(self.award.decided_on, _("Decided"), document)
        for row in self.of(AWARD, self.award.pk):
            if row.target:
                label = str(LIFECYCLE[row.verb].label)
                yield Happening(city_day(row.at), label, row.reason)

    def transfers(self) -> Iterator[Transfer]:
        """Payments that had been asked for, as they stood."""
        for payment in self.payments:
            asked = payment.requested_at
            if asked and city_day(asked) > self.on:
                continue
            moves = [row for row in self.of(PAYMENT, payment.pk) if row.target]
            status = moves[-1].target if moves else PaymentStatus.REQUESTED
            why = moves[-1].reason if moves else ""
            yield Transfer(payment, str(status), why)


def _entries(award: Award, on: date) -> list[LedgerEntry]:
    rows = LedgerEntry.objects.filter(award=award, booked_on__lte=on)
    rows = rows.select_related("reverses", "payment__tranche")
    return list(rows.order_by("booked_on", "id"))


def _gates(award: Award) -> list[Gate]:
    rows = Gate.objects.filter(tranche__award=award).select_related("waived_by")
    return list(rows.order_by("tranche", "id"))


def _booked(told: Told) -> Iterator[Booked]:
    for entry in told.entries:
        undone = entry.reverses
        yield Booked(
            day=entry.booked_on,
            kind=entry.kind,
            label=str(entry.get_kind_display()),
            source=str(entry.get_source_display()),
            amount=entry.amount,
            undoes=undone.kind if undone else "",
            reference=entry.reference,
            why=_why(entry, told),
        )


def _why(entry: LedgerEntry, told: Told) -> str:
    """By what an entry came about, in words."""
    payment = entry.payment
    if entry.kind == EntryKind.REVERSAL:
        undone = entry.reverses
        label = str(undone.get_kind_display()) if undone else ""
        reason = told.why(BOOKED, entry.reverses_id, "reverse")
        return " · ".join(filter(None, (_("undoes: %s") % label, reason)))
    if entry.kind == EntryKind.RETURN and payment:
        reason = told.why(PAYMENT, payment.pk, "take_return")
        return " · ".join(filter(None, (payment.number, reason)))
    if payment:
        part = _("Part %s") % payment.tranche.sequence
        return f"{part} · {payment.number}"
    return ""


def _parts(award: Award, on: date, today: date | None, told: Told) -> list[Part]:
    found = {part.id: part for part in map(_part, parts([award.pk], on, today=today))}
    for condition in told.conditions():
        if part := found.get(condition.gate.tranche_id):
            part.conditions.append(condition)
    for transfer in told.transfers():
        if part := found.get(transfer.payment.tranche_id):
            part.transfers.append(transfer)
    return list(found.values())


def _part(row: tuple[Any, ...]) -> Part:
    __, key, sequence, source, amount, due_on, state = row
    return Part(key, sequence, source, amount, due_on, PartState(state))
