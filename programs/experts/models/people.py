"""Experts: what they know, whom they work for, when they are away, how they did."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import RoleGrant
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import append_only, both_or_neither, starts_before_ends
from programs.applications.models import Application
from programs.experts.rules import FULL_CREDIT, LEAST_CREDIT, USUAL_CAPACITY
from programs.experts.states import Pool, Region, Specialty


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, user: Actor) -> "ExpertQuerySet":
        return self if user.may(Permission.READ_EXPERTS) else self.none()

    def with_credit(self) -> "ExpertQuerySet":
        """What the record of each adds up to, as `credit`."""
        given = Coalesce(Sum("credit_records__points"), 0)
        return self.annotate(credit=given + FULL_CREDIT)

    def available(self) -> "ExpertQuerySet":
        """Those who can be drawn: trusted, and nobody who may read others' scores."""
        staff = RoleGrant.objects.with_permission(Permission.READ_SCORES)
        free = self.filter(is_available=True, user__is_active=True)
        mine = CreditRecord.objects.filter(expert=OuterRef("pk")).values("expert")
        lost = mine.annotate(sum=Sum("points")).filter(
            sum__lt=LEAST_CREDIT - FULL_CREDIT
        )
        return free.exclude(Exists(lost)).exclude(user__in=staff.values("user"))

    def here(self, first: date, last: date) -> "ExpertQuerySet":
        """Those who are away on none of these days."""
        away = Absence.objects.filter(starts_on__lte=last, ends_on__gt=first)
        return self.exclude(pk__in=away.values("expert"))


class Expert(models.Model):
    """Somebody who may be drawn to score, by what a panel needs to know of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="expert",
        verbose_name=_("account"),
    )
    title = models.CharField(
        pgettext_lazy("expert", "title"), max_length=80, blank=True
    )
    fields = ArrayField(
        models.CharField(max_length=40), default=list, verbose_name=_("fields")
    )
    specialty = models.CharField(
        _("seat in a panel"),
        max_length=10,
        choices=Specialty,
        default=Specialty.TECHNICAL,
    )
    pool = models.CharField(_("pool"), max_length=8, choices=Pool, default=Pool.GENERAL)
    region = models.CharField(
        _("region"), max_length=8, choices=Region, default=Region.CITY
    )
    capacity = models.PositiveSmallIntegerField(
        _("applications at a time"), default=USUAL_CAPACITY
    )
    is_available = models.BooleanField(_("available"), default=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def on(self, day: date) -> "EmploymentQuerySet":
        """Employers of a day; a beginning that nobody entered was long ago."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))


class Employment(models.Model):
    """An employer of an expert, with the days that make it present or past."""

    expert = models.ForeignKey(
        Expert, models.CASCADE, related_name="employments", verbose_name=_("expert")
    )
    employer = models.CharField(_("employer"), max_length=120)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("day", "until"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        ordering = [F("ends_on").desc(nulls_first=True), "id"]
        constraints = [
            starts_before_ends("employment", "starts_on", "ends_on"),
            models.UniqueConstraint(
                name="employment_once_per_beginning",
                fields=["expert", "employer", "starts_on"],
                nulls_distinct=False,
                violation_error_code="employment",
                violation_error_message=_("This employer is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.employer


class Absence(models.Model):
    """Days on which an expert cannot be drawn."""

    expert = models.ForeignKey(
        Expert, models.CASCADE, related_name="absences", verbose_name=_("expert")
    )
    starts_on = models.DateField(_("away from"))
    ends_on = models.DateField(_("back on"))
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_on"]
        constraints = [starts_before_ends("absence", "starts_on", "ends_on")]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class CreditQuerySet(models.QuerySet["CreditRecord"]):
    def visible_to(self, user: Actor) -> "CreditQuerySet":
        return self if user.may(Permission.READ_EXPERTS) else self.none()


class CreditRecord(models.Model):
    """Why an expert's credit rose or fell; the sum of the rows is the credit."""

    expert = models.ForeignKey(
        Expert,
        models.PROTECT,
        related_name="credit_records",
        verbose_name=_("expert"),
    )
    points = models.SmallIntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=300)
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("application"),
    )
    recorded_at = models.DateTimeField(_("recorded"), null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("recorded by"),
    )  # fmt: skip

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit record")
        verbose_name_plural = _("credit records")
        ordering = ["-id"]
        constraints = [
            both_or_neither("credit", "recorded"),
            models.CheckConstraint(
                name="credit_changes_by_something",
                condition=~Q(points=0) & ~Q(reason=""),
                violation_error_code="points",
                violation_error_message=_("Say by how much, and why."),
            ),
        ]
        triggers = append_only("credit")

    def __str__(self) -> str:
        return f"{self.points:+d} {self.reason}"
