"""A file for the bank: drawn up by one person, released by another, then answered."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.money import money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.catalogue.states import Source
from programs.payments.states import BATCH_LIFECYCLE, BatchStatus

FROZEN = ("number", "source", "content", "sha256", "total", "count", "drawn_by_id",
          "drawn_at")  # fmt: skip


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    def visible_to(self, user: Actor) -> "PaymentBatchQuerySet":
        """A batch pays awards of many programs: whoever reads all money sees it."""
        reach = user.reach(Permission.READ_MONEY)  # type: ignore[attr-defined]  # users and the system have it
        return self if reach.everything else self.none()


class PaymentBatch(HasLifecycle):
    """Payments of one source that go to the bank together, and their file.

    The file is made when the batch is drawn up and never changes: what was printed,
    signed and sent is what is kept.
    """

    lifecycle: ClassVar[Lifecycle] = BATCH_LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=BatchStatus,
        default=BatchStatus.DRAWN,
        editable=False,
    )
    count = models.PositiveIntegerField(_("payments"))
    total = money_field(_("total (yuan)"))
    content = models.TextField(_("bank file"))
    sha256 = models.CharField("SHA-256", max_length=64)
    drawn_at = models.DateTimeField(_("drawn up"), null=True, editable=False)
    drawn_by = person_field(_("drawn up by"))
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    released_by = person_field(_("released by"))

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-id"]
        constraints = [
            both_or_neither("payment_batch", "drawn"),
            both_or_neither("payment_batch", "released"),
            by_another(
                "payment_batch_released_by_another",
                "released_by",
                "drawn_by",
                _("A batch is released by another person than who drew it up."),
            ),
            models.CheckConstraint(
                name="payment_batch_released_with_two_signatures",
                condition=Q(status__in=[BatchStatus.DRAWN, BatchStatus.DISCARDED])
                | Q(drawn_by__isnull=False, released_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_(
                    "A batch is released by another person than who drew it up."
                ),
            ),
            models.CheckConstraint(
                name="payment_batch_pays_something",
                condition=Q(count__gt=0, total__gt=0),
                violation_error_code="empty",
                violation_error_message=_("A batch has at least one payment."),
            ),
        ]
        triggers = [
            *lifecycle_guards("payment_batch", BATCH_LIFECYCLE),
            frozen(
                "payment_batch_file_is_frozen",
                _(
                    "The file of a batch never changes; discard the batch and draw up "
                    "another."
                ),
                *FROZEN,
                once={
                    "OLD.released_at IS NOT NULL": ["released_at", "released_by_id"]
                },
            ),
            Guard(
                name="payment_batch_is_its_payments",
                code="total",
                when_broken=_(
                    "The payments of this batch are no longer what its file says; "
                    "discard it and draw up another."
                ),
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                timing=pgtrigger.Deferred,
                func=(
                    "IF NEW.status = 'released' AND OLD.status = 'drawn' AND "
                    "(SELECT (count(*), coalesce(sum(p.amount), 0)) IS DISTINCT FROM "
                    "(NEW.count::bigint, NEW.total) FROM programs_payment p "
                    "WHERE p.batch_id = NEW.id "
                    "AND p.status IN ('instructed', 'paid', 'returned')) THEN "
                    + Guard.refuse("payment_batch_is_its_payments")
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        """Of no program or district alone."""
        return []


def goes_with_its_batch() -> Guard:
    """A payment in a batch leaves when that is released, and is answered unless the
    bank's replies contradict each other.
    """
    name = "payment_goes_with_its_batch"
    return Guard(
        name=name,
        code="batch",
        when_broken={
            "drawn": _("This payment waits in a batch that has not been released."),
            "blocked": _(
                "The batch of this payment is blocked: settle what its reply "
                "contradicts first."
            ),
            "member": _(
                "Only an approved payment of the batch's source can be put into a "
                "batch that is being drawn up, and it stays there."
            ),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status", "batch_id"),
        declare=[("b", "record"), ("why", "text")],
        func=(
            "IF coalesce(NEW.batch_id, OLD.batch_id) IS NULL THEN RETURN NEW; END IF; "
            "SELECT status, source INTO b FROM programs_paymentbatch "
            "WHERE id = coalesce(NEW.batch_id, OLD.batch_id) FOR SHARE; "
            "IF NEW.batch_id IS DISTINCT FROM OLD.batch_id AND NOT ("
            "(NEW.batch_id IS NULL AND b.status = 'discarded') OR "
            "(OLD.batch_id IS NULL AND b.status = 'drawn' "
            "AND NEW.status IN ('approved', 'cleared') AND EXISTS ("
            "SELECT 1 FROM programs_tranche t WHERE t.id = NEW.tranche_id "
            "AND t.source = b.source))) THEN why := 'member'; "
            "ELSIF NEW.status <> OLD.status AND NEW.batch_id IS NOT NULL THEN "
            "IF NEW.status = 'instructed' AND b.status <> 'released' "
            "THEN why := 'drawn'; "
            "ELSIF OLD.status = 'instructed' AND b.status = 'blocked' "
            "THEN why := 'blocked'; END IF; END IF; "
            "IF why IS NOT NULL THEN "
            + Guard.refuse(name, why="why")
            + " END IF; RETURN NEW;"
        ),
    )
