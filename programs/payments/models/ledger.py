"""The ledger: what moved, never changed, and always within the award (I4, I6)."""

from functools import reduce
from operator import or_

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.money import money_field
from foundation.refusals import Guard, append_only, both_or_neither
from programs.awards.models import Award
from programs.catalogue.states import Source
from programs.payments.models.claimed import CLAIMED
from programs.payments.models.days import (
    dated_as_it_happened,
    within_the_award_on_every_day,
)
from programs.payments.models.payments import Payment
from programs.payments.models.tranches import OfAwardQuerySet
from programs.payments.models.waiting import NOT_NOW, blocked
from programs.payments.states import BETWEEN, Account, EntryKind

OF_A_PAYMENT = (EntryKind.PAYMENT, EntryKind.RETURN)


def fits(kind: EntryKind) -> Q:
    """Between its two accounts, with the payment that it belongs to, or none."""
    facts: dict[str, object] = {"kind": kind, "reverses": None, **BETWEEN[kind]}
    if kind in OF_A_PAYMENT:
        facts["payment__isnull"] = False
    elif kind != EntryKind.RECOVERY:
        facts["payment"] = None
    return Q(**facts)


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
    booked_by = person_field(_("entered by"))
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
                condition=reduce(or_, map(fits, BETWEEN))
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
        ]
        indexes = [models.Index("booked_on", "source", name="ledger_by_day")]
        triggers = [
            *append_only("ledger_entry"),
            Guard(
                name="ledger_entry_recovery_once_per_reference",
                code="twice",
                when_broken=_("A recovery with this reference is booked already."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.kind NOT IN ('recovery', 'interest') "
                    "THEN RETURN NEW; END IF; "
                    "PERFORM 1 FROM programs_award WHERE id = NEW.award_id "
                    "FOR NO KEY UPDATE; IF EXISTS (SELECT 1 "
                    "FROM programs_ledgerentry e WHERE e.award_id = NEW.award_id "
                    "AND e.reference = NEW.reference AND e.kind = NEW.kind "
                    "AND e.source = NEW.source AND NOT EXISTS (SELECT 1 "
                    "FROM programs_ledgerentry r WHERE r.reverses_id = e.id)) THEN "
                    + Guard.refuse("ledger_entry_recovery_once_per_reference")
                    + " END IF; RETURN NEW;"
                ),
            ),
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
                    ("fees", "numeric"), ("lost", "numeric"), ("a", "record"),
                    ("undone", "text"),
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
                    "fees := CASE WHEN NEW.kind = 'interest' THEN NEW.amount "
                    "WHEN undone = 'interest' THEN -NEW.amount ELSE 0 END; "
                    "lost := CASE WHEN NEW.kind = 'write_off' THEN NEW.amount "
                    "WHEN undone = 'write_off' THEN -NEW.amount ELSE 0 END; "
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
                    "interest_received = interest_received + fees, "
                    "written_off = written_off + lost, "
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
                    + blocked("NEW.award_id", "paying.tranche_id")
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
            within_the_award_on_every_day(),
            dated_as_it_happened(),
            *(guard() for guard in CLAIMED),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,} {self.reference}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()
