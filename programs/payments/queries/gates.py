"""The conditions before a payment, each asked of the facts.

One table says for every kind what is looked at. An answer names what one can see it by,
in words that need no language; why a condition is not met is said in the reader's.
Kinds that no data tell are confirmed by a person with evidence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.periods import city_day
from programs.agreements.queries import account_of, signed
from programs.agreements.rules import plain_name
from programs.awards.states import Status as AwardStatus
from programs.catalogue.models import BudgetLine
from programs.monitoring.queries import (
    milestones_unmet,
    open_findings,
    overdue,
    report_confirmed,
)
from programs.payments.models import Tranche
from programs.payments.rules import report_before
from programs.payments.states import GateKind
from programs.selection.queries import objections_to
from startups.companies.states import RegistryState

SIGNED = (AwardStatus.ACTIVE, AwardStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the facts say: met by this evidence, or not met, and why."""

    evidence: str = ""
    why: StrOrPromise = ""

    @property
    def met(self) -> bool:
        return bool(self.evidence)


def _shut(why: StrOrPromise) -> Answer:
    return Answer(why=why)


def _notice(tranche: Tranche, now: datetime) -> Answer:
    proposal = tranche.award.proposal
    notice = proposal.notice
    until = notice.objections_close_at if notice else None
    if notice is None or until is None or now < until or objections_to(proposal):
        return _shut(_("The public notice has not ended without an objection."))
    return Answer(f"{notice.slug} · {city_day(until)}")


def _agreement(tranche: Tranche, _now: datetime) -> Answer:
    paper = signed(tranche.award)
    if tranche.award.status not in SIGNED:
        return _shut(_("The agreement of this award has not been signed."))
    return Answer(str(paper) if paper else f"{tranche.award} · {tranche.award.status}")


def _account(tranche: Tranche, _now: datetime) -> Answer:
    company = tranche.award.company
    account = account_of(company)
    if account is None:
        return _shut(_("The company has no verified bank account."))
    if plain_name(account.holder) != plain_name(company.name):
        return _shut(_("The bank account is not in the company's name."))
    return Answer(f"{account.masked} · {account.bank} · {account.valid_from}")


def _report(tranche: Tranche, _now: datetime) -> Answer:
    report = report_confirmed(tranche.award, report_before(tranche.sequence))
    if report is None:
        return _shut(_("The yearly report before this part is not confirmed."))
    day = city_day(report.confirmed_at) if report.confirmed_at else report.due_on
    return Answer(f"{report.year} · {day}")


def _milestones(tranche: Tranche, _now: datetime) -> Answer:
    reached = report_before(tranche.sequence)
    missing = milestones_unmet(tranche.award, reached)
    if missing:
        return _shut(_("A milestone that was due before this part is not met."))
    met = tranche.award.milestones.filter(number__lte=reached)
    if not met:
        return _shut(_("No milestone has been agreed for this part."))
    return Answer("; ".join(each.title for each in met)[:200])


def _registry(tranche: Tranche, now: datetime) -> Answer:
    company = tranche.award.company
    if company.registry_state != RegistryState.NORMAL:
        return _shut(_("The registry does not say that the company is in operation."))
    return Answer(f"{company.uscc} · {city_day(now)}")


def _findings(tranche: Tranche, now: datetime) -> Answer:
    if open_findings(tranche.award):
        return _shut(_("Something was found amiss and is not settled."))
    return Answer(f"0 · {city_day(now)}")


def _overdue(tranche: Tranche, now: datetime) -> Answer:
    if overdue(tranche.award, city_day(now)):
        return _shut(_("A yearly report is overdue."))
    return Answer(f"0 · {city_day(now)}")


def _budget(tranche: Tranche, _now: datetime) -> Answer:
    award = tranche.award
    line = BudgetLine.objects.filter(
        program=award.program_id, year=award.year, source=tranche.source
    ).first()
    if line is None or line.amount < line.committed:
        return _shut(_("No budget line of this year and source covers this."))
    return Answer(f"{line.year} · {line.committed:,} / {line.amount:,}")


Look = Callable[[Tranche, datetime], Answer]

LOOKS: Mapping[str, Look] = {
    GateKind.NOTICE_CLEAN: _notice,
    GateKind.AGREEMENT_SIGNED: _agreement,
    GateKind.ACCOUNT_MATCHES: _account,
    GateKind.REPORT_CONFIRMED: _report,
    GateKind.MILESTONE_MET: _milestones,
    GateKind.REGISTRY_NORMAL: _registry,
    GateKind.NO_OPEN_FINDING: _findings,
    GateKind.NO_OVERDUE_REPORT: _overdue,
    GateKind.BUDGET_LINE: _budget,
}


def told_by_facts(kind: str) -> bool:
    """Whether the data answer for this kind; else a person does."""
    return kind in LOOKS


def look(tranche: Tranche, kind: str, now: datetime) -> Answer | None:
    """What the facts say of one condition; None where only a person can know."""
    asked = LOOKS.get(kind)
    return asked(tranche, now) if asked else None
