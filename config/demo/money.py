"""Tranches, gates, payments, the ledger: what was paid, what waits, what came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo.awards import Granted
from config.demo.days import DAY, office_hour
from config.demo.history import Step, ends_in, note, record
from config.demo.owed import is_stuck
from config.demo.programs import SECOND_APPROVAL_FROM
from config.demo.scene import Scene
from foundation.numbering import formatted
from programs.catalogue.states import Source
from programs.models import Gate, LedgerEntry, Payment, Tranche
from programs.monitoring.rules.calendar import calendar
from programs.payments import rules
from programs.payments.states import LIFECYCLE, Account, EntryKind, GateKind

PAID = ("approve", "instruct", "book")
# Where the payments of the newest awards stand, by their place in the call.
NEWEST = {8: (), 9: ("approve",), 10: ("approve", "instruct"), 11: (), 12: None}
SIGNERS = {"check": "checker", "approve": "finance2", "clear": "leader",
           "instruct": "finance2"}  # fmt: skip
RECOVERED = {1: Decimal("0.6"), 2: Decimal(1)}  # share that came back, by call
EVIDENCE = {
    GateKind.NOTICE_CLEAN: "公示期满无有效异议",
    GateKind.AGREEMENT_SIGNED: "承诺书（盖章扫描件）",
    GateKind.ACCOUNT_MATCHES: "开户许可证与企业名称一致",
    GateKind.REPORT_CONFIRMED: "年度报表已确认",
}


@dataclass(slots=True)
class Part:
    """One tranche of one source, and how far its payment has come."""

    granted: Granted
    sequence: int
    source: Source
    amount: Decimal
    due_on: date
    verbs: tuple[str, ...] | None = None  # None: nobody has asked for it yet
    trouble: str = ""  # returned, cancelled or unmet
    key: int = 0

    @property
    def is_paid(self) -> bool:
        return self.verbs == PAID


def pay(scene: Scene, dice: Random, granted: list[Granted]) -> None:
    for each in granted:
        if "waive" in each.verbs:
            continue
        parts = list(_plan(each))
        for part in parts:
            part.verbs = _progress(scene, dice, part)
            part.trouble = _trouble(part)
            _write(scene, dice, part)
        if "revoke" in each.verbs:
            _recover(scene, dice, each, parts)


def _plan(granted: Granted) -> Iterator[Part]:
    kind = granted.chosen.case.wave.plan.kind
    sources: dict[str, Decimal] = {
        Source.CITY: granted.city,
        Source.DISTRICT: granted.district,
    }
    decided_on = granted.decided_on
    days = rules.report_days(kind, decided_on)
    for part in rules.tranches(sources, kind.tranches, decided_on, days):
        source = Source(part.source)
        yield Part(granted, part.sequence, source, part.amount, part.due_on)


def _progress(scene: Scene, dice: Random, part: Part) -> tuple[str, ...] | None:
    """The city pays within weeks, districts take longer."""
    granted, today = part.granted, scene.today
    if not granted.steps:
        return None
    revoked = granted.when("revoke")
    if part.due_on > (revoked or today) or _lacks_its_report(scene, part):
        return None
    if granted.turn == 4 and granted.place in NEWEST:  # noqa: PLR2004  # the newest that are decided
        return NEWEST[granted.place]
    if "complete" in granted.verbs or part.sequence == 1:
        return PAID
    slow = dice.randrange(35, 110) if part.source == Source.DISTRICT else 24
    waited = (today - part.due_on).days
    if waited > slow:
        return None if dice.random() < 0.03 else PAID  # noqa: PLR2004  # are forgotten
    return dice.choice([None, (), ("approve",), ("approve", "instruct")])


def _lacks_its_report(scene: Scene, part: Part) -> bool:
    """Whether the yearly report that the part waits for is stuck."""
    granted, kind = part.granted, part.granted.chosen.case.wave.plan.kind
    if GateKind.REPORT_CONFIRMED not in kind.gates_of(part.sequence):
        return False
    days = calendar(granted.decided_on, rules.report_before(part.sequence))
    return is_stuck(scene, granted, days)


def _trouble(part: Part) -> str:
    """Two payments went wrong, and the report of one company is missing."""
    turn, place, sequence = part.granted.turn, part.granted.place, part.sequence
    city = part.source == Source.CITY
    if part.is_paid and city and sequence == 1 and place == 0:
        return {2: "returned", 3: "cancelled"}.get(turn, "")
    if (turn, place, sequence) == (1, 3, 2) and city:
        return "waived"
    return "" if part.verbs is not None or sequence == 1 else "unmet"


def _write(scene: Scene, dice: Random, part: Part) -> None:
    part.key = scene.add(
        Tranche,
        award_id=part.granted.key,
        sequence=part.sequence,
        source=part.source,
        amount=part.amount,
        due_on=part.due_on,
    )
    _gates(scene, dice, part)
    if part.verbs is None:
        return
    asked = _asked(scene, dice, part)
    if part.trouble == "cancelled":
        _payment(scene, dice, part, asked - 12 * DAY, ("approve", "cancel"))
    if part.trouble == "returned":
        _payment(scene, dice, part, asked - 20 * DAY, (*PAID, "take_return"))
    _payment(scene, dice, part, asked, part.verbs)


def _asked(scene: Scene, dice: Random, part: Part) -> date:
    """When finance was asked for the payment: late enough for what has happened."""
    if not part.is_paid:
        return scene.today - timedelta(days=dice.randrange(5, 9))
    late = dice.randrange(60) if part.source == Source.DISTRICT else dice.randrange(12)
    return min(part.due_on + late * DAY, scene.today - 12 * DAY)


def _gates(scene: Scene, dice: Random, part: Part) -> None:
    asked = part.granted.chosen.case.wave.plan.kind.gates_of(part.sequence)
    kinds = [GateKind(kind) for kind in asked]
    signed = part.granted.when("sign")
    for kind in kinds:
        met = signed if kind != GateKind.NOTICE_CLEAN else part.granted.decided_on
        waived = part.trouble == "waived" and kind == GateKind.REPORT_CONFIRMED
        if kind == GateKind.REPORT_CONFIRMED:
            met = None if waived or part.verbs is None else part.due_on
        met = min(met, scene.today - 10 * DAY) if met else None
        scene.add(
            Gate,
            tranche_id=part.key,
            kind=kind,
            met_on=met,
            evidence=EVIDENCE[kind] if met else "",
            waived_at=office_hour(dice, part.due_on - 3 * DAY) if waived else None,
            waived_by_id=scene.people["leader"] if waived else None,
            waiver_reason="年报系统升级，企业已提交纸质报告。" if waived else "",
        )


def _payment(
    scene: Scene, dice: Random, part: Part, asked: date, verbs: tuple[str, ...]
) -> None:
    first, verbs = scene.people["finance"], _signed(part, verbs)
    steps = _steps(scene, dice, asked, verbs)
    when = {step.verb: step for step in steps}
    booked = when.get("book")
    count = scene.next(f"ZF {asked.year}")
    reference = f"YH{asked.year}{count:08d}" if booked else None
    key = scene.add(
        Payment,
        number=formatted("ZF", asked.year, count),
        award_id=part.granted.key,
        tranche_id=part.key,
        amount=part.amount,
        status=ends_in(LIFECYCLE, verbs),
        **_destination(part),
        requested_at=office_hour(dice, asked),
        requested_by_id=first,
        **_signatures(when),
        paid_on=booked.at.date() if booked else None,
        bank_reference=reference,
    )
    at = office_hour(dice, asked)
    note(scene, Payment, key, "request", at, by=first, amount=str(part.amount))
    record(scene, Payment, key, LIFECYCLE, steps)
    for step in steps:
        if step.verb in ENTRIES:
            _book(scene, part, ENTRIES[step.verb], step, reference or "", key)


def _destination(part: Part) -> dict[str, Any]:
    """The company's verified account, as it was copied then."""
    paid_to = part.granted.chosen.case.firm.paid_to
    return {
        "account_id": paid_to["key"],
        "account_name": paid_to["holder"],
        "account_bank": paid_to["bank"],
        "branch_code": paid_to["branch_code"],
        "account_number": paid_to["number"],
    }


def _signed(part: Part, verbs: tuple[str, ...]) -> tuple[str, ...]:
    """Checked before it is approved, and approved again where it is large."""
    if "approve" not in verbs:
        return verbs
    large = ("clear",) if part.amount >= SECOND_APPROVAL_FROM else ()
    return ("check", "approve", *large, *verbs[1:])


def _signatures(when: dict[str, Step]) -> dict[str, object]:
    """The columns of those who have signed."""
    stems = {"check": "checked", "approve": "approved", "clear": "cleared",
             "instruct": "instructed"}  # fmt: skip
    return {
        f"{stem}_{side}": value
        for verb, stem in stems.items()
        if (step := when.get(verb)) is not None
        for side, value in (("at", step.at), ("by_id", step.by))
    }


def _steps(
    scene: Scene, dice: Random, asked: date, verbs: tuple[str, ...]
) -> list[Step]:
    """Each signature on a day of its own; whoever asked books what the bank says."""
    days = {"check": 1, "approve": 2, "clear": 3, "instruct": 4, "book": 5,
            "take_return": 9, "cancel": 3}  # fmt: skip
    return [
        Step(
            verb,
            office_hour(dice, asked + days[verb] * DAY),
            scene.people[SIGNERS.get(verb, "finance")],
            WHY.get(verb, ""),
        )
        for verb in verbs
    ]


WHY = {
    "take_return": "收款账户已变更，银行退票。",
    "cancel": "附件有误，重新申请。",
}
ENTRIES = {"book": EntryKind.PAYMENT, "take_return": EntryKind.RETURN}


def _book(
    scene: Scene,
    part: Part,
    kind: EntryKind,
    step: Step,
    reference: str,
    payment: int | None,
) -> None:
    out = kind == EntryKind.PAYMENT
    scene.add(
        LedgerEntry,
        award_id=part.granted.key,
        payment_id=payment,
        kind=kind,
        source=part.source,
        debit=Account.COMPANY if out else Account.TREASURY,
        credit=Account.TREASURY if out else Account.COMPANY,
        amount=part.amount,
        booked_on=step.at.date(),
        booked_at=step.at,
        booked_by_id=step.by,
        reference=reference,
    )


def _recover(scene: Scene, dice: Random, granted: Granted, parts: list[Part]) -> None:
    """What came back after an award was revoked, for each source."""
    revoked = granted.when("revoke") or scene.today
    share = RECOVERED[granted.turn]
    paid_back = revoked + timedelta(days=dice.randrange(35, 80))
    day = min(scene.calendar.on_or_after(paid_back), scene.today - DAY)
    step = Step("recover", office_hour(dice, day), scene.people["finance"])
    for part in parts:
        if part.is_paid:
            back = (part.amount * share).quantize(Decimal("0.01"))
            returned = Part(granted, part.sequence, part.source, back, day)
            reference = f"ZJ{day.year}-{scene.next('recovery'):04d}"
            _book(scene, returned, EntryKind.RECOVERY, step, reference, None)
