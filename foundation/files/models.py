"""Files that people handed in: checked by content, kept under names of our own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.files.states import Check
from foundation.refusals import both_or_neither


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def waiting(self) -> "StoredFileQuerySet":
        return self.filter(state=Check.WAITING)

    def available(self) -> "StoredFileQuerySet":
        return self.filter(state=Check.AVAILABLE)


class StoredFile(models.Model):
    """One upload: the bytes under a random key, and what is known of them."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(_("type"), max_length=12)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(
        _("check"), max_length=12, choices=Check, default=Check.WAITING
    )
    finding = models.TextField(_("finding"), blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_on = models.DateTimeField(_("checked"), null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [both_or_neither("stored_file", "uploaded")]
        indexes = [
            models.Index(
                "uploaded_at",
                name="stored_file_waiting",
                condition=Q(state=Check.WAITING),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the storage keeps the bytes: nothing of it comes from the uploader."""
        return f"{self.key.hex[:2]}/{self.key.hex}"
