"""Which reminders have gone out: one row for each step before each close."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.applications.models import Application
from programs.reminders.rules import Step


class Reminder(models.Model):
    """That the people of a draft were reminded, this close before that close."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="reminders"
    )
    closes_at = models.DateTimeField(_("closes"))
    step = models.CharField(_("step"), max_length=10, choices=Step)
    sent_on = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_per_step",
                fields=["application", "closes_at", "step"],
                violation_error_code="reminder",
                violation_error_message=_("This reminder has gone out already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.step}"
