"""How a claim ends: by repayments with their receipts, or by a write-off by two."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.files.models import StoredFile
from foundation.money import money_field
from foundation.moves import HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, append_only, both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.payments.models import LedgerEntry
from programs.recovery.models.recoveries import Claim, Recovery
from programs.recovery.states import DUE, WRITE_OFF_LIFECYCLE, WriteOffStatus

ASKED = (
    "recovery_id", "basis", "explanation", "document_id", "asked_at", "asked_by_id",
)  # fmt: skip


def _of_a_demand() -> Guard:
    """A proposal is dropped, not written off; what has ended has nothing left."""
    name = "write_off_of_what_was_demanded"
    states = ", ".join(f"'{state}'" for state in DUE)
    return Guard(
        name=name,
        code="write_off",
        when_broken=_("Only what was demanded and is still owed can be written off."),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "PERFORM 1 FROM programs_recovery WHERE id = NEW.recovery_id "
            f"AND status IN ({states}) FOR NO KEY UPDATE; IF NOT FOUND THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


class Repayment(models.Model):
    """An installment under a receipt of the treasury; undone, never changed."""

    recovery = models.ForeignKey(
        Recovery, models.PROTECT, related_name="repayments", verbose_name=_("recovery")
    )
    receipt = models.CharField(_("treasury receipt"), max_length=60)
    received_on = models.DateField(_("received on"))
    amount = money_field(_("amount (yuan)"))
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("receipt as a file"),
    )
    booked_at = models.DateTimeField(_("entered"), null=True, editable=False)
    booked_by = person_field(_("entered by"))
    stands = models.BooleanField(_("stands"), default=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, editable=False)
    undone_by = person_field(_("undone by"))
    undone_reason = models.TextField(_("why undone"), blank=True, editable=False)

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        ordering = ["received_on", "id"]
        constraints = [
            both_or_neither("repayment", "booked"),
            both_or_neither("repayment", "undone"),
            models.CheckConstraint(
                name="repayment_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A repayment is more than zero."),
            ),
            models.CheckConstraint(
                name="repayment_has_a_receipt",
                condition=~Q(receipt=""),
                violation_error_code="reference",
                violation_error_message=_("Give the treasury receipt's number."),
            ),
            models.CheckConstraint(
                name="repayment_undone_for_a_reason",
                condition=Q(stands=True, undone_at=None, undone_reason="")
                | (Q(stands=False) & ~Q(undone_reason="")),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.UniqueConstraint(
                name="repayment_once_per_receipt",
                fields=["receipt"],
                condition=Q(stands=True),
                violation_error_code="twice",
                violation_error_message=_(
                    "A repayment with this treasury receipt is booked already."
                ),
            ),
        ]
        triggers = [
            *append_only(
                "repayment",
                allow=(
                    "TG_OP = 'UPDATE' AND OLD.stands "
                    "AND NOT (to_jsonb(NEW) ->> 'stands')::boolean "
                    "AND to_jsonb(NEW) - 'stands' - 'undone_at' - 'undone_by_id' - "
                    "'undone_reason' = to_jsonb(OLD) - 'stands' - 'undone_at' - "
                    "'undone_by_id' - 'undone_reason'"
                ),
            ),
            Guard(
                name="repayment_is_undone_whole",
                code="repayment",
                when_broken=_("An installment is undone with all of its entries."),
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("stands"),
                timing=pgtrigger.Deferred,
                func=(
                    "IF NOT NEW.stands AND EXISTS (SELECT 1 FROM programs_allotment t "
                    "WHERE t.repayment_id = NEW.id AND NOT EXISTS (SELECT 1 "
                    "FROM programs_ledgerentry r WHERE r.reverses_id = t.entry_id)) "
                    "THEN "
                    + Guard.refuse("repayment_is_undone_whole")
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    def scope_keys(self) -> list[ScopeKey]:
        return self.recovery.scope_keys()


class WriteOff(HasLifecycle):
    """That what is left cannot be had: asked for by one, decided by another."""

    lifecycle: ClassVar[Lifecycle] = WRITE_OFF_LIFECYCLE

    recovery = models.ForeignKey(
        Recovery, models.PROTECT, related_name="write_offs", verbose_name=_("recovery")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=WriteOffStatus,
        default=WriteOffStatus.ASKED,
        editable=False,
    )
    basis = models.CharField(_("basis document"), max_length=120)
    explanation = models.TextField(_("why it cannot be had"))
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document as a file"),
    )
    asked_at = models.DateTimeField(
        pgettext_lazy("change", "asked"), null=True, editable=False
    )
    asked_by = person_field(pgettext_lazy("change", "asked by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = person_field(_("decided by"))

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        ordering = ["-id"]
        constraints = [
            both_or_neither("write_off", "asked"),
            both_or_neither("write_off", "decided"),
            by_another(
                "write_off_decided_by_another_person",
                "decided_by",
                "asked_by",
                _("Whoever decides on a write-off is another person than who asked."),
            ),
            models.CheckConstraint(
                name="write_off_is_signed_by_two",
                condition=~Q(status=WriteOffStatus.DECIDED)
                | Q(asked_by__isnull=False, decided_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_("A write-off needs two people."),
            ),
            models.CheckConstraint(
                name="write_off_gives_its_basis",
                condition=~Q(basis="") & ~Q(explanation=""),
                violation_error_code="basis",
                violation_error_message=_(
                    "Name the document that allows the write-off, and say why."
                ),
            ),
            models.UniqueConstraint(
                name="write_off_one_open_per_recovery",
                fields=["recovery"],
                condition=Q(status=WriteOffStatus.ASKED),
                violation_error_code="write_off",
                violation_error_message=_("A write-off waits for a decision already."),
            ),
        ]
        triggers = [
            *lifecycle_guards("write_off", WRITE_OFF_LIFECYCLE),
            _of_a_demand(),
            frozen(
                "write_off_stays_as_asked",
                _("A write-off is decided as it was asked for."),
                *ASKED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recovery.number} {self.basis}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.recovery.scope_keys()


class Allotment(models.Model):
    """Which claim an entry of the ledger settles, by which repayment or write-off."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="allotments")
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="allotment")
    repayment = models.ForeignKey(
        Repayment, models.PROTECT, null=True, related_name="allotments"
    )
    write_off = models.ForeignKey(
        WriteOff, models.PROTECT, null=True, related_name="allotments"
    )

    class Meta:
        verbose_name = _("allotment")
        verbose_name_plural = _("allotments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="allotment_by_a_repayment_or_a_write_off",
                condition=Q(repayment=None, write_off__isnull=False)
                | Q(repayment__isnull=False, write_off=None),
                violation_error_code="allotment",
                violation_error_message=_(
                    "A claim is settled by a repayment or by a write-off."
                ),
            ),
        ]
        triggers = [
            *append_only("allotment"),
            Guard(
                name="allotment_fits_claim_and_entry",
                code="allotment",
                when_broken=_(
                    "An entry settles a claim of its own award, source and kind."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("e", "programs_ledgerentry%ROWTYPE"), ("c", "record")],
                func=(
                    "SELECT * INTO e FROM programs_ledgerentry "
                    "WHERE id = NEW.entry_id; "
                    "SELECT k.source, k.part, r.id, r.award_id INTO c "
                    "FROM programs_claim k JOIN programs_recovery r "
                    "ON r.id = k.recovery_id WHERE k.id = NEW.claim_id; "
                    "IF e.award_id <> c.award_id OR e.source <> c.source "
                    "OR (c.part, e.kind, NEW.repayment_id IS NULL) NOT IN ("
                    "('principal', 'recovery', false), ('interest', 'interest', false),"
                    " ('principal', 'write_off', true), "
                    "('interest', 'remission', true)) "
                    "OR EXISTS (SELECT 1 FROM programs_ledgerentry u "
                    "WHERE u.reverses_id = e.id) OR NOT EXISTS ("
                    "SELECT 1 FROM programs_repayment p WHERE p.id = NEW.repayment_id "
                    "AND p.recovery_id = c.id AND p.stands UNION ALL "
                    "SELECT 1 FROM programs_writeoff w WHERE w.id = NEW.write_off_id "
                    "AND w.recovery_id = c.id AND w.status = 'decided') THEN "
                    + Guard.refuse("allotment_fits_claim_and_entry")
                    + " END IF; UPDATE programs_claim SET "
                    "repaid = repaid + CASE WHEN NEW.write_off_id IS NULL "
                    "THEN e.amount ELSE 0 END, written_off = written_off + CASE WHEN "
                    "NEW.write_off_id IS NULL THEN 0 ELSE e.amount END "
                    "WHERE id = NEW.claim_id; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.entry}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.claim.scope_keys()
