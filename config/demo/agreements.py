"""What companies signed for their awards, and where they are paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from config.demo.awards import Granted
from config.demo.days import DAY, office_hour
from config.demo.files import keep_accounts
from config.demo.firms import Firm
from config.demo.history import Step, ends_in, note, record
from config.demo.people import represent
from config.demo.scene import Scene
from foundation.numbering import formatted
from foundation.periods import city_day
from programs.agreements.queries import frozen
from programs.agreements.states import ACCOUNT_LIFECYCLE, LIFECYCLE, SERIES
from programs.applications.rules import fingerprint
from programs.models import Agreement, Award, BankAccount

DAYS_TO_SIGN = 30 * DAY
BANKS = [
    ("工商银行广州天河支行", "102581000", "3602"),
    ("建设银行广州科学城支行", "105581000", "4400"),
    ("广州银行开发区支行", "313581003", "8001"),
    ("招商银行广州分行营业部", "308581002", "1209"),
]
# How far the papers of the newest awards have come, by their place in the call.
UNSIGNED = {13: (), 14: ("sign",), 15: ()}  # the others have not been issued
WAITS = 15  # this one's bank account waits for finance


@dataclass(frozen=True, slots=True)
class Signing:
    """A paper with the days on which it was handled."""

    granted: Granted
    award: Award
    issued: datetime
    steps: list[Step]

    def when(self, verb: str) -> Step | None:
        return next((step for step in self.steps if step.verb == verb), None)


def agree(scene: Scene, dice: Random, granted: list[Granted]) -> None:
    """The papers and the accounts of the awards of one call."""
    keys = [each.key for each in granted]
    awards = Award.objects.select_related("program", "company").in_bulk(keys)
    for each in granted:
        _open_account(scene, dice, each)
        if (signing := _signing(scene, dice, each, awards[each.key])) is not None:
            _write(scene, dice, signing)
    scene.writer.flush()  # the guards on payments look at accounts


def _open_account(scene: Scene, dice: Random, granted: Granted) -> None:
    """Entered by the company, verified by finance; once for each company."""
    firm = granted.chosen.case.firm
    if firm.paid_to:
        return
    waits = not granted.steps and granted.place == WAITS
    verified = () if waits else ("verify",)
    entered = office_hour(dice, _not_after(scene, granted.decided_on + 2 * DAY, 3))
    told = _account(scene, dice, firm, entered, verified)
    firm.paid_to.update(told)


def _account(
    scene: Scene, dice: Random, firm: Firm, entered: datetime, verbs: tuple[str, ...]
) -> dict[str, Any]:
    bank, branch, start = dice.choice(BANKS)
    by, finance = represent(scene, firm), scene.people["finance2"]
    proof = keep_accounts(scene, dice, by=by, at=entered, name="开户许可证.pdf")
    checked = entered + timedelta(days=1, hours=2)
    steps = [Step(verb, checked, finance) for verb in verbs]
    told = {
        "holder": firm.name,
        "bank": bank,
        "branch_code": f"{branch}{dice.randrange(1000):03d}",
        "number": f"{start}{dice.randrange(10**15):015d}",
    }
    key = scene.add(
        BankAccount,
        company_id=firm.key,
        proof_id=proof.pk,
        status=ends_in(ACCOUNT_LIFECYCLE, verbs),
        entered_at=entered,
        entered_by_id=by,
        verified_at=checked if verbs else None,
        verified_by_id=finance if verbs else None,
        valid_from=city_day(checked) if verbs else None,
        **told,
    )
    note(scene, BankAccount, key, "enter", entered, by=by)
    record(scene, BankAccount, key, ACCOUNT_LIFECYCLE, steps)
    return {"key": key, **told}


def _not_after(scene: Scene, day: date, days: int) -> date:
    """That day, or so many days ago where it is still to come."""
    return min(day, scene.today - days * DAY)


def _signing(
    scene: Scene, dice: Random, granted: Granted, award: Award
) -> Signing | None:
    """How the paper went; those that nobody has issued yet have none."""
    officer, leader = scene.people["officer"], scene.people["leader"]
    company = represent(scene, granted.chosen.case.firm)
    issued = office_hour(dice, _not_after(scene, granted.decided_on + 3 * DAY, 9))
    if signed := granted.when("sign"):
        put = office_hour(dice, max(signed - 3 * DAY, city_day(issued) + DAY))
        counter = next(step.at for step in granted.steps if step.verb == "sign")
        steps = [Step("sign", put, company), Step("countersign", counter, leader)]
        return Signing(granted, award, min(issued, put), steps)
    if gone := granted.when("waive"):
        why = "企业放弃奖励，撤回承诺书。"
        steps = [Step("withdraw", office_hour(dice, gone), officer, why)]
        return Signing(granted, award, issued, steps)
    if granted.place not in UNSIGNED:
        return None
    recent = office_hour(dice, scene.today - 12 * DAY)
    steps = [
        Step(verb, office_hour(dice, scene.today - 4 * DAY), company)
        for verb in UNSIGNED[granted.place]
    ]
    return Signing(granted, award, max(issued, recent), steps)


def _write(scene: Scene, dice: Random, signing: Signing) -> None:
    award, issued = signing.award, signing.issued
    paper, day = award.program.rules.paper, city_day(issued)
    prefix = SERIES[paper]
    number = formatted(prefix, day.year, scene.next(f"{prefix} {day.year}"))
    expires_on = day + DAYS_TO_SIGN
    content = frozen(award, number=number, at=issued, expires_on=expires_on)
    officer = scene.people["officer"]
    key = scene.add(
        Agreement,
        award_id=award.pk,
        version=1,
        paper=paper,
        number=number,
        status=ends_in(LIFECYCLE, [step.verb for step in signing.steps]),
        content=content,
        sha256=fingerprint(content),
        dated_on=issued,
        expires_on=expires_on,
        issued_at=issued,
        issued_by_id=officer,
        **dict(_signatures(scene, dice, signing)),
    )
    sha256 = fingerprint(content)
    note(scene, Agreement, key, "issue", issued, by=officer, sha256=sha256)
    record(scene, Agreement, key, LIFECYCLE, signing.steps)


def _signatures(
    scene: Scene, dice: Random, signing: Signing
) -> Iterator[tuple[str, Any]]:
    """Who has signed when, with the copy that the company handed in."""
    if (signed := signing.when("sign")) is not None and signed.by is not None:
        copy = keep_accounts(
            scene, dice, by=signed.by, at=signed.at, name="承诺书（签章）.pdf"
        )
        yield "signed_copy_id", copy.pk
        yield "signed_at", signed.at
        yield "signed_by_id", signed.by
    if (counter := signing.when("countersign")) is not None:
        yield from {
            "countersigned_at": counter.at,
            "countersigned_by_id": counter.by,
        }.items()


HELD = [
    (
        "Every active award rests on a paper in force, and every paid one.",
        """
        SELECT a.number FROM programs_award a
        WHERE (a.status IN ('active', 'completed', 'revoked') OR a.paid > 0)
        AND NOT EXISTS (SELECT 1 FROM programs_agreement g
            WHERE g.award_id = a.id AND g.status = 'in_force'
            AND g.countersigned_by_id <> g.issued_by_id)
        """,
    ),
    (
        "Every award that is paid is paid to a verified account in the company's name.",
        """
        SELECT a.number FROM programs_award a JOIN startups_company c
            ON c.id = a.company_id
        WHERE a.paid > 0 AND NOT EXISTS (SELECT 1 FROM programs_bankaccount b
            WHERE b.company_id = a.company_id AND b.status = 'verified'
            AND b.verified_by_id <> b.entered_by_id)
        """,
    ),
]
