"""One transfer of one tranche, with the signatures that let it go."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.money import money_field
from foundation.moves import HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, changes
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.payments.models.batches import PaymentBatch, goes_with_its_batch
from programs.payments.models.destination import (
    Destination,
    goes_to_the_verified_account,
)
from programs.payments.models.signatures import (
    Signatures,
    large_ones_are_approved_again,
    signatures_stand,
    signed_by_different_people,
    signed_in_order,
)
from programs.payments.models.tranches import OfAwardQuerySet, Tranche
from programs.payments.models.waiting import NOT_NOW, blocked
from programs.payments.states import LIFECYCLE, OPEN, Status


class Payment(Signatures, Destination, HasLifecycle):
    """One transfer of one tranche, signed by as many people as its amount asks for."""

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
    batch = models.ForeignKey(
        PaymentBatch,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="payments",
        verbose_name=_("payment batch"),
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
            *signed_by_different_people(),
            *signed_in_order(),
            models.CheckConstraint(
                name="payment_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A payment is more than zero."),
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
            signatures_stand(),
            large_ones_are_approved_again(),
            goes_to_the_verified_account(),
            goes_with_its_batch(),
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
                    "OLD.tranche_id <> NEW.tranche_id "
                    "OR OLD.number <> NEW.number "
                    "OR (OLD.status = 'paid' AND NEW.status = 'paid' "
                    f"AND {changes('paid_on', 'bank_reference')}))) THEN "
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
                    + blocked("NEW.award_id", "NEW.tranche_id")
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
