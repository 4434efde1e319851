"""Files that people handed in: checked by content, kept under names of our own."""

import uuid
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.files.rules import LARGEST
from foundation.files.states import Check
from foundation.refusals import Guard, both_or_neither


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


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> "UploadQuerySet":
        return self.filter(finished_on=None)

    def of(self, user: Any) -> "UploadQuerySet":
        return self.filter(owner=user)

    def alive(self, now: datetime) -> "UploadQuerySet":
        return self.unfinished().filter(expires_on__gt=now)


class Upload(models.Model):
    """A file that is still arriving, piece by piece, however often the line breaks.

    Each piece is kept under the offset at which it begins, so that one that is sent
    again replaces itself. Whatever the file is for points here.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads"
    )
    name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("size"))
    modified = models.BigIntegerField(default=0)  # the file's own, ms since 1970
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    begun_on = models.DateTimeField(_("begun"), db_default=Now(), editable=False)
    expires_on = models.DateTimeField(_("expires"))
    finished_on = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                name="upload_receives_at_most_its_size",
                condition=Q(received__lte=F("size")),
                violation_error_code="file",
                violation_error_message=_("More arrived than the file has."),
            ),
            models.CheckConstraint(
                name="upload_finishes_when_it_is_whole",
                condition=Q(finished_on=None) | Q(received=F("size")),
                violation_error_code="file",
                violation_error_message=_("A part of the file is still missing."),
            ),
            models.CheckConstraint(
                name="upload_is_not_larger_than_a_file",
                condition=Q(size__gt=0, size__lte=LARGEST),
                violation_error_code="file",
                violation_error_message=_("The file is empty or larger than 50 MB."),
            ),
        ]
        indexes = [
            models.Index(
                "expires_on",
                name="upload_unfinished",
                condition=Q(finished_on=None),
            )
        ]
        triggers = [
            Guard(
                name="upload_begins_when_it_does",
                code="file",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "NEW.begun_on := clock_timestamp(); "
                    "NEW.finished_on := NULL; NEW.received := 0; RETURN NEW;"
                ),
            ),
            Guard(
                name="upload_only_grows",
                code="file",
                when_broken=_("An upload only goes on; begin a new one."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF NEW.begun_on <> OLD.begun_on OR NEW.received < OLD.received "
                    "OR NEW.size <> OLD.size OR NEW.owner_id <> OLD.owner_id "
                    "OR OLD.finished_on IS NOT NULL THEN "
                    + Guard.refuse("upload_only_grows")
                    + " END IF; IF NEW.finished_on IS NOT NULL THEN "
                    "NEW.finished_on := clock_timestamp(); END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        return f"uploads/{self.key.hex}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
