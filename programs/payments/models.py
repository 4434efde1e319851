"""Tranches, their gates, payments, and the ledger that adds up.

The ledger is double entry by construction: each row moves an amount from one account to
another. Guards keep an award's running totals from it and refuse what breaks a promise.
"""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.journal.history import with_history
from foundation.money import money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, append_only, both_or_neither
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.catalogue.states import Source
from programs.payments.states import (
    LIFECYCLE,
    OPEN,
    Account,
    EntryKind,
    GateKind,
    Status,
)

LIVE_AWARDS = ", ".join(f"'{state}'" for state in LIVE)


class OfAwardQuerySet(models.QuerySet[Any]):
    """Rows of money are seen by whoever sees their award."""

    def visible_to(self, user: Actor) -> "OfAwardQuerySet":
        return self.filter(award__in=Award.objects.all().visible_to(user))


@with_history
class Tranche(models.Model):
    """A part of an award that falls due together, paid by one source."""

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="tranches", verbose_name=_("award")
    )
    sequence = models.PositiveSmallIntegerField(_("no."))
    source = models.CharField(_("source"), max_length=8, choices=Source)
    amount = money_field(_("amount (yuan)"))
    due_on = models.DateField(_("due"))

    objects = OfAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["award", "sequence", "source"]
        constraints = [
            models.UniqueConstraint(
                name="tranche_once_per_sequence_and_source",
                fields=["award", "sequence", "source"],
                violation_error_code="tranche",
                violation_error_message=_("This tranche exists already."),
            ),
            models.CheckConstraint(
                name="tranche_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A tranche is more than zero."),
            ),
        ]
        triggers = [
            Guard(
                name="award_tranches_within_amount",
                code="planned",
                when_broken=_(
                    "The tranches would add up to %(asked)s yuan; the award is "
                    "%(amount)s yuan."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("step", "numeric"), ("id_", "bigint"), ("a", "record")],
                func=(
                    "id_ := CASE WHEN TG_OP = 'DELETE' THEN OLD.award_id "
                    "ELSE NEW.award_id END; "
                    "step := CASE WHEN TG_OP = 'DELETE' THEN 0 ELSE NEW.amount END "
                    "- CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.amount END; "
                    "SELECT amount, planned INTO a FROM programs_award "
                    "WHERE id = id_ FOR NO KEY UPDATE; "
                    "IF a.planned + step > a.amount THEN "
                    + Guard.refuse(
                        "award_tranches_within_amount",
                        asked="a.planned + step",
                        amount="a.amount",
                    )
                    + " END IF; UPDATE programs_award SET planned = planned + step "
                    "WHERE id = id_; RETURN NULL;"
                ),
            ),
            Guard(
                name="tranche_with_payments_is_frozen",
                code="frozen",
                when_broken=_("This tranche has payments and cannot be changed."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_payment "
                    "WHERE tranche_id = OLD.id) OR (TG_OP = 'UPDATE' "
                    "AND (to_jsonb(NEW) ->> 'award_id')::bigint <> OLD.award_id) THEN "
                    + Guard.refuse("tranche_with_payments_is_frozen")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}/{self.sequence} {self.get_source_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()


class Gate(models.Model):
    """Something that must be true before a tranche is paid, with its evidence."""

    tranche = models.ForeignKey(
        Tranche, models.CASCADE, related_name="gates", verbose_name=_("tranche")
    )
    kind = models.CharField(_("condition"), max_length=20, choices=GateKind)
    met_on = models.DateField(_("met on"), null=True, editable=False)
    evidence = models.CharField(
        _("evidence"), max_length=200, blank=True, editable=False
    )
    waived_at = models.DateTimeField(_("waived"), null=True, editable=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("waived by"),
    )
    waiver_reason = models.TextField(
        _("reason of the waiver"), blank=True, editable=False
    )

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["tranche", "id"]
        constraints = [
            models.UniqueConstraint(
                name="gate_once_per_kind",
                fields=["tranche", "kind"],
                violation_error_code="gate",
                violation_error_message=_("This tranche has this condition already."),
            ),
            both_or_neither("gate", "waived"),
            models.CheckConstraint(
                name="gate_shows_evidence",
                condition=Q(met_on=None) | ~Q(evidence=""),
                violation_error_code="evidence",
                violation_error_message=_(
                    "A condition that is met names its evidence."
                ),
            ),
            models.CheckConstraint(
                name="gate_waived_for_a_reason",
                condition=Q(waived_at=None) | ~Q(waiver_reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]
        triggers = [
            Guard(
                name="gate_of_a_paid_tranche_stays",
                code="frozen",
                when_broken=_(
                    "This tranche is paid; its conditions stay as they were."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_payment WHERE "
                    "tranche_id = OLD.tranche_id AND status = 'paid') THEN "
                    + Guard.refuse("gate_of_a_paid_tranche_stays")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.met_on is not None or self.waived_at is not None

    def scope_keys(self) -> list[ScopeKey]:
        return self.tranche.award.scope_keys()


# Nothing leaves while a notice or objection window is open, an objection is undecided,
# or a gate is unmet and not waived by name (I8). Read by payments and by the ledger.
#
# The notice and the tranche are locked against new objections and gates first: whoever
# is about to add one ends before we look.
def _blocked(award: str, tranche: str) -> str:
    return (
        "PERFORM 1 FROM programs_publicnotice n WHERE n.id = (SELECT p.notice_id "
        "FROM programs_award a JOIN programs_proposal p ON p.id = a.proposal_id "
        f"WHERE a.id = {award}) FOR UPDATE; "
        f"PERFORM 1 FROM programs_tranche t WHERE t.id = {tranche} FOR UPDATE; "
        "SELECT CASE "
        "WHEN EXISTS (SELECT 1 FROM programs_award a "
        f"WHERE a.id = {award} AND a.status NOT IN ({LIVE_AWARDS})) THEN 'award' "
        "WHEN EXISTS (SELECT 1 FROM programs_award a "
        "JOIN programs_proposal p ON p.id = a.proposal_id "
        "JOIN programs_publicnotice n ON n.id = p.notice_id "
        f"WHERE a.id = {award} AND n.objections_close_at > clock_timestamp()) "
        "THEN 'notice' "
        "WHEN EXISTS (SELECT 1 FROM programs_award a "
        "JOIN programs_proposal p ON p.id = a.proposal_id "
        "JOIN programs_objection o ON o.proposal_id = p.id "
        "OR (o.proposal_id IS NULL AND o.notice_id = p.notice_id) "
        f"WHERE a.id = {award} AND o.status IN ('registered', 'investigated')) "
        "THEN 'objection' "
        "WHEN EXISTS (SELECT 1 FROM programs_gate g "
        f"WHERE g.tranche_id = {tranche} AND g.met_on IS NULL "
        "AND g.waived_at IS NULL) THEN 'gate' END INTO blocked; "
    )


NOT_NOW = {
    "award": _("Nothing can be paid: the award is not live any more."),
    "notice": _(
        "Nothing can be paid yet: the public notice or its time for objections has "
        "not ended."
    ),
    "objection": _("Nothing can be paid while an objection is undecided."),
    "gate": _(
        "Nothing can be paid: a condition of this tranche is neither met nor waived."
    ),
    "payment": _("Only a payment that is with the bank can be booked, as it is."),
    "reversal": _("A reversal undoes exactly one entry of the same award."),
}


class Payment(HasLifecycle):
    """One transfer of one tranche, requested by one person and approved by another."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    award = models.ForeignKey(
        Award, models.PROTECT, related_name="payments", verbose_name=_("award")
    )
    tranche = models.ForeignKey(
        Tranche, models.PROTECT, related_name="payments", verbose_name=_("tranche")
    )
    amount = money_field(_("amount (yuan)"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.REQUESTED,
        editable=False,
    )  # fmt: skip
    account_name = models.CharField(_("account in the name of"), max_length=200)
    requested_at = models.DateTimeField(_("requested"), null=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("requested by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, null=True, editable=False
    )

    objects = OfAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        constraints = [
            both_or_neither("payment", "requested"),
            both_or_neither("payment", "approved"),
            models.CheckConstraint(
                name="payment_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A payment is more than zero."),
            ),
            models.CheckConstraint(
                name="payment_approved_by_another_person",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                violation_error_code="four_eyes",
                violation_error_message=_(
                    "The second signature must be another person's than the first."
                ),
            ),
            models.CheckConstraint(
                name="payment_signed_twice_before_it_goes",
                condition=Q(status__in=[Status.REQUESTED, Status.CANCELLED])
                | Q(approved_by__isnull=False, requested_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_("A payment needs two signatures."),
            ),
            models.CheckConstraint(
                name="payment_paid_with_its_reference",
                condition=~Q(status=Status.PAID)
                | Q(paid_on__isnull=False, bank_reference__isnull=False),
                violation_error_code="reference",
                violation_error_message=_(
                    "A payment that was made has a day and a bank reference."
                ),
            ),
            models.UniqueConstraint(
                name="payment_bank_reference_once",
                fields=["bank_reference"],
                violation_error_code="reference",
                violation_error_message=_(
                    "Another payment is booked under this bank reference."
                ),
            ),
            models.UniqueConstraint(
                name="payment_one_open_per_tranche",
                fields=["tranche"],
                condition=Q(status__in=OPEN),
                violation_error_code="payment",
                violation_error_message=_(
                    "This tranche has a payment under way or has been paid already."
                ),
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="payment_by_status")]
        triggers = [
            *lifecycle_guards("payment", LIFECYCLE),
            Guard(
                name="payment_is_its_tranche",
                code="amount",
                when_broken=_(
                    "A payment is exactly its tranche, and neither changes afterwards."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF TG_OP = 'DELETE' THEN "
                    + Guard.refuse("payment_is_its_tranche")
                    + " END IF; IF NOT EXISTS (SELECT 1 FROM programs_tranche t "
                    "WHERE t.id = NEW.tranche_id AND t.award_id = NEW.award_id "
                    "AND t.amount = NEW.amount) OR (TG_OP = 'UPDATE' AND ("
                    "OLD.tranche_id <> NEW.tranche_id OR "
                    "OLD.requested_by_id IS DISTINCT FROM NEW.requested_by_id)) THEN "
                    + Guard.refuse("payment_is_its_tranche")
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="payment_waits_for_notice_and_gates",
                code="blocked",
                when_broken=NOT_NOW,
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("blocked", "text")],
                func=(
                    "IF NEW.status IN ('instructed', 'paid') "
                    "AND NEW.status <> OLD.status THEN "
                    "PERFORM 1 FROM programs_award WHERE id = NEW.award_id "
                    "FOR NO KEY UPDATE; "
                    + _blocked("NEW.award_id", "NEW.tranche_id")
                    + "IF blocked IS NOT NULL THEN "
                    + Guard.refuse("payment_waits_for_notice_and_gates", why="blocked")
                    + " END IF; END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="payment_paid_with_its_entry",
                code="entry",
                when_broken=_(
                    "The ledger says that a payment was made, and that it came back."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                timing=pgtrigger.Deferred,
                func=(
                    "IF (NEW.status = 'paid' AND NOT EXISTS (SELECT 1 FROM "
                    "programs_ledgerentry e WHERE e.payment_id = NEW.id "
                    "AND e.kind = 'payment')) "
                    "OR (OLD.status = 'paid' AND NEW.status <> 'paid' AND NOT EXISTS "
                    "(SELECT 1 FROM programs_ledgerentry e "
                    "WHERE e.payment_id = NEW.id AND (e.kind = 'return' "
                    "OR e.kind = 'reversal'))) THEN "
                    + Guard.refuse("payment_paid_with_its_entry")
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()


class LedgerEntry(models.Model):
    """An amount that moved from one account to another; a mistake is reversed."""

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="entries", verbose_name=_("award")
    )
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("payment"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    debit = models.CharField(_("to account"), max_length=10, choices=Account)
    credit = models.CharField(_("from account"), max_length=10, choices=Account)
    amount = money_field(_("amount (yuan)"))
    booked_on = models.DateField(_("booked on"))
    booked_at = models.DateTimeField(_("entered"), null=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by"
    )
    reference = models.CharField(_("reference"), max_length=60)

    objects = OfAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["award", "booked_on", "id"]
        constraints = [
            both_or_neither("ledger_entry", "booked"),
            models.CheckConstraint(
                name="ledger_entry_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("An entry is more than zero."),
            ),
            models.CheckConstraint(
                name="ledger_entry_moves_between_accounts",
                condition=~Q(debit=F("credit")),
                violation_error_code="accounts",
                violation_error_message=_("An entry has two different accounts."),
            ),
            models.CheckConstraint(
                name="ledger_entry_accounts_fit_its_kind",
                condition=Q(
                    kind=EntryKind.PAYMENT,
                    debit=Account.COMPANY,
                    credit=Account.TREASURY,
                    payment__isnull=False,
                    reverses=None,
                )
                | Q(
                    kind=EntryKind.RETURN,
                    debit=Account.TREASURY,
                    credit=Account.COMPANY,
                    payment__isnull=False,
                    reverses=None,
                )
                | Q(
                    kind=EntryKind.RECOVERY,
                    debit=Account.TREASURY,
                    credit=Account.COMPANY,
                    reverses=None,
                )
                | Q(kind=EntryKind.REVERSAL, reverses__isnull=False),
                violation_error_code="accounts",
                violation_error_message=_(
                    "The accounts do not fit this kind of entry."
                ),
            ),
            models.UniqueConstraint(
                name="ledger_entry_once_per_payment_and_kind",
                fields=["payment", "kind"],
                condition=Q(kind__in=[EntryKind.PAYMENT, EntryKind.RETURN]),
                violation_error_code="twice",
                violation_error_message=_("This payment is booked already."),
            ),
            models.UniqueConstraint(
                name="ledger_entry_recovery_once_per_reference",
                fields=["award", "reference"],
                condition=Q(kind=EntryKind.RECOVERY),
                violation_error_code="twice",
                violation_error_message=_(
                    "A recovery with this reference is booked already."
                ),
            ),
        ]
        indexes = [models.Index("booked_on", "source", name="ledger_by_day")]
        triggers = [
            *append_only("ledger_entry"),
            Guard(
                name="ledger_entry_undoes_what_stands",
                code="undone",
                when_broken=_(
                    "Only a booked amount that still stands can come back or be "
                    "reversed."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("undone", "programs_ledgerentry%ROWTYPE")],
                func=(
                    "IF NEW.kind NOT IN ('return', 'reversal') "
                    "THEN RETURN NEW; END IF; "
                    "PERFORM 1 FROM programs_award WHERE id = NEW.award_id "
                    "FOR NO KEY UPDATE; SELECT * INTO undone FROM programs_ledgerentry "
                    "e WHERE (NEW.kind = 'reversal' AND e.id = NEW.reverses_id) "
                    "OR (NEW.kind = 'return' AND e.payment_id = NEW.payment_id "
                    "AND e.kind = 'payment'); "
                    "IF undone.id IS NULL OR undone.amount <> NEW.amount "
                    "OR undone.award_id <> NEW.award_id "
                    "OR undone.source <> NEW.source OR EXISTS (SELECT 1 FROM "
                    "programs_ledgerentry r WHERE r.reverses_id = undone.id) "
                    "OR (undone.kind = 'payment' AND EXISTS (SELECT 1 FROM "
                    "programs_ledgerentry r WHERE r.payment_id = undone.payment_id "
                    "AND r.kind = 'return' AND NOT EXISTS (SELECT 1 FROM "
                    "programs_ledgerentry rr WHERE rr.reverses_id = r.id))) THEN "
                    + Guard.refuse("ledger_entry_undoes_what_stands")
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="award_paid_within_amount",
                code="overpaid",
                when_broken=_(
                    "The award is %(amount)s yuan, of which %(net)s yuan are paid; "
                    "%(asked)s yuan cannot be booked."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[
                    ("gross", "numeric"), ("back", "numeric"), ("net", "numeric"),
                    ("a", "record"), ("undone", "text"),
                ],
                func=(
                    "SELECT kind INTO undone FROM programs_ledgerentry "
                    "WHERE id = NEW.reverses_id; "
                    "gross := CASE WHEN NEW.kind = 'payment' THEN NEW.amount "
                    "WHEN NEW.kind = 'return' OR undone = 'payment' THEN -NEW.amount "
                    "WHEN undone = 'return' THEN NEW.amount ELSE 0 END; "
                    "back := CASE WHEN NEW.kind = 'recovery' THEN NEW.amount "
                    "WHEN undone = 'recovery' THEN -NEW.amount ELSE 0 END; "
                    "net := gross - back; "
                    "SELECT amount, paid, recovered, status INTO a FROM programs_award "
                    "WHERE id = NEW.award_id FOR NO KEY UPDATE; "
                    "IF a.paid + gross < a.recovered + back OR a.recovered + back < 0 "
                    "OR a.paid + gross > a.amount + a.recovered + back THEN "
                    + Guard.refuse(
                        "award_paid_within_amount",
                        amount="a.amount",
                        net="a.paid - a.recovered",
                        asked="NEW.amount",
                    )
                    + " END IF; UPDATE programs_award SET paid = paid + gross, "
                    "recovered = recovered + back, "
                    "city_paid = city_paid + CASE WHEN NEW.source = 'city' "
                    "THEN net ELSE 0 END, "
                    "district_paid = district_paid + CASE WHEN NEW.source = 'district' "
                    "THEN net ELSE 0 END WHERE id = NEW.award_id; RETURN NULL;"
                ),
            ),
            Guard(
                name="payment_waits_for_notice_and_gates",
                code="blocked",
                when_broken=NOT_NOW,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("blocked", "text"), ("paying", "programs_payment%ROWTYPE")],
                func=(
                    "IF NEW.kind = 'payment' THEN SELECT * INTO paying "
                    "FROM programs_payment WHERE id = NEW.payment_id; "
                    "IF paying.award_id <> NEW.award_id "
                    "OR paying.amount <> NEW.amount OR paying.status NOT IN "
                    "('instructed', 'paid') THEN blocked := 'payment'; ELSE "
                    + _blocked("NEW.award_id", "paying.tranche_id")
                    + "END IF; IF blocked IS NOT NULL THEN "
                    + Guard.refuse(
                        "payment_waits_for_notice_and_gates", why="blocked"
                    )
                    + " END IF; END IF; "
                    "IF NEW.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM "
                    "programs_ledgerentry e WHERE e.id = NEW.reverses_id "
                    "AND e.amount = NEW.amount AND e.award_id = NEW.award_id "
                    "AND e.debit = NEW.credit AND e.credit = NEW.debit "
                    "AND e.source = NEW.source AND e.kind <> 'reversal') THEN "
                    + Guard.refuse(
                        "payment_waits_for_notice_and_gates", why="'reversal'"
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.reference}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()
