"""What a company and the commission write to each other about one application."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.refusals import append_only, both_or_neither
from programs.applications.models import Application
from programs.messages.states import Side


class CaseMessage(models.Model):
    """One message: written, sent, and never changed."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="case_messages",
        verbose_name=_("application"),
    )
    side = models.CharField(_("from"), max_length=8, choices=Side)
    text = models.TextField(_("message"), max_length=5_000)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("written by"),
    )

    class Meta:
        verbose_name = _("message about an application")
        verbose_name_plural = _("messages about applications")
        ordering = ["id"]
        constraints = [
            both_or_neither("case_message", "written"),
            models.CheckConstraint(
                name="case_message_says_something",
                condition=~models.Q(text=""),
                violation_error_code="text",
                violation_error_message=_("Write something."),
            ),
        ]
        indexes = [models.Index("application", "side", "id", name="case_message_of")]
        triggers = append_only("case_message")

    def __str__(self) -> str:
        return f"{self.application} {self.written_at:%Y-%m-%d %H:%M}"


class Enclosure(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(CaseMessage, models.PROTECT, related_name="enclosures")
    file = models.OneToOneField(
        "foundation.StoredFile", models.PROTECT, related_name="enclosure"
    )

    class Meta:
        verbose_name = _("enclosure")
        verbose_name_plural = _("enclosures")
        ordering = ["id"]
        triggers = append_only("enclosure")

    def __str__(self) -> str:
        return str(self.file)


class Reading(models.Model):
    """Until which message somebody has read; it only ever moves on."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="readings"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(_("from"), max_length=8, choices=Side)
    until = models.ForeignKey(CaseMessage, models.PROTECT, related_name="+")
    seen_on = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("reading mark")
        verbose_name_plural = _("reading marks")
        constraints = [
            models.UniqueConstraint(
                name="reading_once_per_person",
                fields=["application", "user"],
                violation_error_code="reading",
                violation_error_message=_("This person has read here already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.until_id}"
