"""That somebody could not work on an application, as it was seen at the time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.refusals import append_only, both_or_neither
from programs.applications.models.applications import Application
from programs.applications.states import Trouble


class TroubleReport(models.Model):
    """That somebody could not work on an application, as the server or browser saw."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="troubles"
    )
    kind = models.CharField(_("trouble"), max_length=12, choices=Trouble)
    happened_on = models.DateTimeField(_("happened"))
    count = models.PositiveSmallIntegerField(_("times"), default=1)
    reported_at = models.DateTimeField(_("reported"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("reported trouble")
        verbose_name_plural = _("reported troubles")
        ordering = ["happened_on"]
        constraints = [
            both_or_neither("trouble_report", "reported"),
            models.CheckConstraint(
                name="trouble_report_of_the_past",
                condition=Q(happened_on__lte=F("reported_at")),
                violation_error_code="happened_on",
                violation_error_message=_("This has not happened yet."),
            ),
            models.UniqueConstraint(
                name="trouble_reported_once",
                fields=["application", "kind", "happened_on"],
                violation_error_code="reported",
                violation_error_message=_("This has been reported already."),
            ),
        ]
        triggers = append_only("trouble_report")

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"
