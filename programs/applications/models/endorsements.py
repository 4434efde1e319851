"""What a district says for an application, and that it answers for it."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import person_field
from foundation.refusals import append_only, both_or_neither
from programs.applications.models.applications import Application


class Endorsement(models.Model):
    """A recommendation: the opinion, and the statement of liability as it was read."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("application"),
    )
    opinion = models.TextField(_("opinion of the district"), blank=True)
    statement = models.JSONField(_("statement of liability"))  # text by language
    made_on = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    given_at = models.DateTimeField(_("given"), null=True)
    given_by = person_field(_("given by"))

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="endorsement_states_liability",
                condition=~models.Q(statement={}),
                violation_error_code="statement",
                violation_error_message=_(
                    "A recommendation is given with the statement of liability."
                ),
            ),
            both_or_neither("endorsement", "given"),
        ]
        triggers = append_only("endorsement")

    def __str__(self) -> str:
        return str(self.application)

    def scope_keys(self) -> list[Any]:
        return self.application.scope_keys()
