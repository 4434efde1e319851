"""The outbox: what somebody should be told, kept as a row until a task has told them.

Use cases post; a task sends. A use case therefore never waits for a mail server, never
announces what is then rolled back, and needs no broker to be tested.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.outbox.states import CHOSEN, How, Kind

ATTEMPTS = 8


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        """Those that go out by themselves and have not gone yet."""
        return self.filter(sent_at=None, given_up_at=None, how=How.AT_ONCE)

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
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.REQUIRED
    )
    how = models.CharField(
        _("goes out"), max_length=8, choices=How, default=How.AT_ONCE
    )
    digest = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="digested"
    )
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
                condition=Q(sent_at=None, given_up_at=None, how=How.AT_ONCE),
            ),
            models.Index(
                "user",
                "created_at",
                name="message_for_the_digest",
                condition=Q(how=How.DAILY, digest=None),
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
            models.CheckConstraint(
                name="message_required_goes_at_once",
                condition=Q(how=How.AT_ONCE) | Q(kind__in=CHOSEN),
                violation_error_code="required",
                violation_error_message=_("What the rules demand is sent at once."),
            ),
            models.CheckConstraint(
                name="message_digested_when_daily",
                condition=Q(digest=None) | Q(how=How.DAILY),
                violation_error_code="digest",
                violation_error_message=_("Only daily messages go into a digest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"

    @property
    def message_id(self) -> str:
        return f"<message-{self.pk}@{settings.MAIL_DOMAIN}>"


class Preference(models.Model):
    """How somebody wants to hear of one kind of thing; without one, at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    how = models.CharField(_("goes out"), max_length=8, choices=How)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(
                name="preference_once_per_kind",
                fields=["user", "kind"],
                violation_error_code="preference",
                violation_error_message=_("There is a preference for this already."),
            ),
            models.CheckConstraint(
                name="preference_leaves_what_is_required",
                condition=Q(kind__in=CHOSEN),
                violation_error_code="required",
                violation_error_message=_("What the rules demand is sent at once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.how}"
