"""Files of a guideline: for everybody, once their content has been checked."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.files.states import Check
from foundation.refusals import both_or_neither
from foundation.translated import TranslatedText, pick
from programs.calls.models import Call


class CallDocumentQuerySet(models.QuerySet["CallDocument"]):
    def shown(self) -> "CallDocumentQuerySet":
        """Neither taken out again nor waiting for the check."""
        there = self.filter(removed_at=None, file__state=Check.AVAILABLE)
        return there.select_related("file")


class CallDocument(models.Model):
    """A file that belongs to a call's guideline; taken out, it stays on record.

    A call that is prepared like an earlier one has the same files, kept once.
    """

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="documents", verbose_name=_("call")
    )
    title = TranslatedText(_("title"), blank=True)
    file = models.ForeignKey(
        "foundation.StoredFile",
        models.PROTECT,
        related_name="+",
        verbose_name=_("file"),
    )
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    removed_at = models.DateTimeField(_("taken out"), null=True, editable=False)
    removed_by = person_field(_("taken out by"))

    objects = CallDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a call")
        verbose_name_plural = _("documents of calls")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="call_document_once_per_file",
                fields=["call", "file"],
                violation_error_code="file",
                violation_error_message=_("This file is in the guideline already."),
            ),
            both_or_neither("call_document", "added"),
            both_or_neither("call_document", "removed"),
        ]

    def __str__(self) -> str:
        return pick(self.title) or str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("call-document", args=[self.call.slug, self.pk])

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()
