"""Outages on record, and the time that was given back to those who were hit."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import append_only, both_or_neither
from programs.calls.models import Call, Extension
from programs.incidents.rules import USUAL_HOURS

LONGEST_WAIT = 240  # hours


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: Actor) -> "IncidentQuerySet":
        """An outage hits every program: whoever reads programs reads of it."""
        return self if user.may(Permission.READ_PROGRAMS) else self.none()


class Incident(models.Model):
    """A stretch of time in which the portal did not serve, from begin to end."""

    began_on = models.DateTimeField(_("from"))
    ended_on = models.DateTimeField(_("until"))
    what = models.TextField(_("what happened"))
    hours_after = models.PositiveSmallIntegerField(
        _("hours afterwards"),
        default=USUAL_HOURS,
        validators=[MaxValueValidator(LONGEST_WAIT)],
        help_text=_(
            "A call that closed so many hours after the outage counts as hit as well."
        ),
    )
    recorded_at = models.DateTimeField(_("recorded"), null=True, editable=False)
    recorded_by = person_field(_("recorded by"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-began_on"]
        constraints = [
            both_or_neither("incident", "recorded"),
            models.CheckConstraint(
                name="incident_begins_before_it_ends",
                condition=Q(ended_on__gt=F("began_on")),
                violation_error_code="period",
                violation_error_message=_("It must start before it ends."),
            ),
            models.CheckConstraint(
                name="incident_says_what_happened",
                condition=~Q(what=""),
                violation_error_code="what",
                violation_error_message=_("Say what happened."),
            ),
            models.CheckConstraint(
                name="incident_waits_days_not_weeks",
                condition=Q(hours_after__lte=LONGEST_WAIT),
                violation_error_code="hours_after",
                violation_error_message=_("At most 240 hours."),
            ),
        ]
        triggers = append_only("incident")

    def __str__(self) -> str:
        return f"{self.began_on:%Y-%m-%d} {self.what[:60]}"

    def scope_keys(self) -> list[ScopeKey]:
        return []


class Relief(models.Model):
    """The extension that a company got because of an incident, with the evidence."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="reliefs", verbose_name=_("incident")
    )
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="+", verbose_name=_("call")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="reliefs",
        verbose_name=_("company"),
    )
    extension = models.OneToOneField(
        Extension,
        models.PROTECT,
        related_name="relief",
        verbose_name=_("extension"),
    )
    evidence = models.JSONField(_("evidence"), default=dict)

    class Meta:
        verbose_name = _("extension for an incident")
        verbose_name_plural = _("extensions for incidents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="relief_once_per_incident_call_and_company",
                fields=["incident", "call", "company"],
                violation_error_code="relief",
                violation_error_message=_(
                    "This company has been given time for this incident already."
                ),
            ),
        ]
        triggers = append_only("relief")

    def __str__(self) -> str:
        return f"{self.incident}: {self.company}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()
