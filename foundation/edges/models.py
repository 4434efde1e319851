"""Answers that the API has given, so that a repeated request gets the same one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What somebody was answered under an idempotency key, and to which request."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    given_on = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer of the API")
        verbose_name_plural = _("answers of the API")
        constraints = [
            models.UniqueConstraint(
                name="answer_once_per_key",
                fields=["user", "key"],
                violation_error_code="key",
                violation_error_message=_("This key has been used already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
