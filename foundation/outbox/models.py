"""The outbox: what somebody should be told, kept as a row until a task has told them.

Use cases post; a task sends. A use case therefore never waits for a mail server, never
announces what is then rolled back, and needs no broker to be tested.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ATTEMPTS = 8


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting, not put off, and in nobody's hands (or in those of the dead)."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.waiting().filter(free, available_at__lte=now)


class Message(models.Model):
    """One mail to one address, sent at least once, always under the same Message-ID."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    to = models.EmailField(_("to"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="messages"
    )
    language = models.CharField(max_length=12)
    template = models.CharField(_("template"), max_length=60)
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    given_up_at = models.DateTimeField(_("given up"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                "available_at",
                name="message_waiting",
                condition=Q(sent_at=None, given_up_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_lease_is_whole",
                condition=Q(lease_until=None, lease_token=None)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
                violation_error_code="lease",
                violation_error_message=_("A lease has an end and a token."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"

    @property
    def message_id(self) -> str:
        return f"<message-{self.pk}@{settings.MAIL_DOMAIN}>"
