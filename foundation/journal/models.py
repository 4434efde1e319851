"""The journal: who did what to what, when and why. Added to, never edited.

The database stamps each entry with its own clock and transaction, so that an entry can
neither be backdated nor claimed for a change that another transaction made.
"""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard, append_only


class Entry(models.Model):
    """One thing that somebody did, or was refused."""

    at = models.DateTimeField(_("when"), editable=False, db_default=Now())
    transaction = models.BigIntegerField(editable=False, db_default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    verb = models.CharField(_("did"), max_length=40)
    subject_type = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=40)
    source = models.CharField(_("from"), max_length=30, blank=True)
    target = models.CharField(_("to"), max_length=30, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "-at"], name="entry_of_subject"
            ),
            models.Index(fields=["-at"], name="entry_latest"),
        ]
        triggers = [
            Guard(
                name="entry_is_stamped_by_database",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "NEW.at := clock_timestamp(); "
                    "NEW.transaction := pg_current_xact_id()::text::bigint; "
                    "RETURN NEW;"
                ),
            ),
            *append_only("entry"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"

    @classmethod
    def about(
        cls, subject: models.Model, verb: str, *, by: Any, **sides: Any
    ) -> Self:  # fmt: skip
        """That `by` did `verb` to `subject`; not written yet."""
        return cls(
            actor_id=by.pk,
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            **sides,
        )


class Seal(models.Model):
    """A link of the chain over the journal: change an entry and the chain breaks."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    last_transaction = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    count = models.PositiveIntegerField()
    algorithm = models.CharField(max_length=12, default="sha256")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal seal")
        verbose_name_plural = _("journal seals")
        ordering = ["number"]
        triggers = append_only("seal")

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:12]}"
