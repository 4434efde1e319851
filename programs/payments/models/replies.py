"""What the bank answered, line by line, as it came; each payment posts once."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.money import money_field
from foundation.refusals import Guard, append_only, both_or_neither
from programs.payments.models.batches import PaymentBatch
from programs.payments.models.payments import Payment
from programs.payments.states import Answer, Outcome


class BankReply(models.Model):
    """A file of the bank about one batch, with its hash: the same one comes once."""

    batch = models.ForeignKey(
        PaymentBatch,
        models.PROTECT,
        related_name="replies",
        verbose_name=_("payment batch"),
    )
    name = models.CharField(_("file name"), max_length=120)
    content = models.TextField(_("file"))
    sha256 = models.CharField("SHA-256", max_length=64)
    told_on = models.DateField(_("day of the reply"))
    count = models.PositiveIntegerField(_("lines"))
    total = money_field(_("paid, as the bank adds up (yuan)"))
    totals_differ = models.BooleanField(_("the totals differ"), default=False)
    taken_at = models.DateTimeField(_("taken in"), null=True)
    taken_by = person_field(_("taken in by"))

    class Meta:
        verbose_name = _("bank reply")
        verbose_name_plural = _("bank replies")
        ordering = ["id"]
        constraints = [
            both_or_neither("bank_reply", "taken"),
            models.UniqueConstraint(
                name="bank_reply_taken_in_once",
                fields=["sha256"],
                violation_error_code="twice",
                violation_error_message=_("This file has been taken in already."),
            ),
        ]
        triggers = [*append_only("bank_reply")]

    def __str__(self) -> str:
        return f"{self.batch} {self.told_on}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.batch.scope_keys()


class ReplyLine(models.Model):
    """One line as the bank wrote it, what we made of it, and when it was posted."""

    reply = models.ForeignKey(
        BankReply, models.PROTECT, related_name="lines", verbose_name=_("bank reply")
    )
    position = models.PositiveIntegerField(_("line"))
    number = models.CharField(_("payment"), max_length=40)
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        related_name="told",
        verbose_name=_("payment"),
    )
    account_number = models.CharField(_("account number"), max_length=40)
    amount = money_field(_("amount (yuan)"))
    result = models.CharField(_("result"), max_length=8, choices=Answer)
    reference = models.CharField(_("bank reference"), max_length=40)
    day = models.DateField(_("day"))
    reason = models.CharField(_("the bank's reason"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=13, choices=Outcome)
    posted_on = models.DateTimeField(_("posted"), null=True)

    class Meta:
        verbose_name = _("line of a bank reply")
        verbose_name_plural = _("lines of bank replies")
        ordering = ["reply", "position"]
        constraints = [
            models.UniqueConstraint(
                name="reply_line_once_per_position",
                fields=["reply", "position"],
                violation_error_code="position",
                violation_error_message=_("This line is kept already."),
            ),
            models.UniqueConstraint(
                name="reply_line_posts_a_payment_once",
                fields=["payment", "result"],
                condition=Q(posted_on__isnull=False),
                violation_error_code="twice",
                violation_error_message=_("The bank's answer is posted already."),
            ),
            models.CheckConstraint(
                name="reply_line_posts_what_it_knows",
                condition=Q(posted_on=None) | Q(payment__isnull=False),
                violation_error_code="payment",
                violation_error_message=_("Only a known payment can be posted."),
            ),
        ]
        triggers = [
            *append_only(
                "reply_line",
                allow="TG_OP = 'UPDATE' AND OLD.posted_on IS NULL AND "
                "(to_jsonb(NEW) - 'posted_on') = (to_jsonb(OLD) - 'posted_on')",
            ),
            Guard(
                name="reply_line_posts_of_its_batch",
                code="batch",
                when_broken=_("The bank answers for the payments of its batch."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("posted_on"),
                func=(
                    "IF NEW.posted_on IS NOT NULL AND NOT EXISTS (SELECT 1 "
                    "FROM programs_payment p JOIN programs_bankreply r "
                    "ON r.batch_id = p.batch_id WHERE p.id = NEW.payment_id "
                    "AND r.id = NEW.reply_id AND p.amount = NEW.amount) THEN "
                    + Guard.refuse("reply_line_posts_of_its_batch")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_result_display()}"
