"""Support of companies: the plan, what was done under it, and what they still need."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither, starts_before_ends
from foundation.states import Lifecycle
from startups.companies.models import Company
from startups.support.states import (
    NEED_LIFECYCLE,
    PLAN_LIFECYCLE,
    NeedStatus,
    PlanStatus,
    ServiceKind,
)

Owned = TypeVar("Owned", bound=models.Model)


class OfCompanyQuerySet(models.QuerySet[Owned]):
    """Rows that belong to a company are seen by whoever sees its support."""

    path = "company__in"

    def visible_to(self, user: Actor) -> Self:
        mine = Company.objects.all().within(user, Permission.READ_SUPPORT)
        return self.filter(**{self.path: mine})


class OfPlanQuerySet(OfCompanyQuerySet[Owned]):
    path = "plan__company__in"


class NeedQuerySet(OfCompanyQuerySet["Need"]):
    def late(self, today: date) -> Self:
        """Those that nobody has accepted, or closed, in time."""
        unaccepted = Q(status=NeedStatus.NEW, accept_by_day__lt=today)
        return self.filter(unaccepted | Q(closed_on=None, close_by_day__lt=today))


class Plan(HasLifecycle):
    """That the city supports a company, and who looks after it."""

    lifecycle: ClassVar[Lifecycle] = PLAN_LIFECYCLE

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="plans", verbose_name=_("company")
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=PlanStatus,
        default=PlanStatus.ACTIVE,
        editable=False,
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("service officer"),
    )
    goals = models.TextField(_("goals"), blank=True)

    objects = OfCompanyQuerySet["Plan"].as_manager()

    class Meta:
        verbose_name = _("support plan")
        verbose_name_plural = _("support plans")
        constraints = [
            starts_before_ends("plan", "starts_on", "ends_on"),
            models.UniqueConstraint(
                name="plan_once_active_per_company",
                fields=["company"],
                condition=Q(status=PlanStatus.ACTIVE),
                violation_error_code="plan",
                violation_error_message=_("This company has an active plan already."),
            ),
        ]
        triggers = lifecycle_guards("plan", PLAN_LIFECYCLE)

    def __str__(self) -> str:
        return str(self.company)

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()


class Visit(models.Model):
    """One visit to a company: who was there, what was found, what comes next."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="visits", verbose_name=_("plan")
    )
    visited_on = models.DateField(_("visited on"))
    on_site = models.BooleanField(_("on site"), default=True)
    people = models.CharField(_("people met"), max_length=200, blank=True)
    topics = models.CharField(_("topics"), max_length=200)
    findings = models.TextField(_("findings"), blank=True)
    next_on = models.DateField(_("next visit"), null=True, blank=True)
    logged_at = models.DateTimeField(_("logged"), null=True, editable=False)
    logged_by = person_field(_("logged by"))

    objects = OfPlanQuerySet["Visit"].as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-id"]
        constraints = [
            both_or_neither("visit", "logged"),
            starts_before_ends("visit", "visited_on", "next_on"),
        ]
        indexes = [models.Index("visited_on", name="visit_by_day")]

    def __str__(self) -> str:
        return f"{self.plan} {self.visited_on}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.plan.scope_keys()


class ServiceRecord(models.Model):
    """A service that was given, and whether the company says that it reached it."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="services", verbose_name=_("plan")
    )
    kind = models.CharField(_("service"), max_length=2, choices=ServiceKind)
    given_on = models.DateField(_("given on"))
    summary = models.CharField(_("summary"), max_length=200)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)

    objects = OfPlanQuerySet["ServiceRecord"].as_manager()

    class Meta:
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="service_record_confirmed_after_given",
                condition=Q(confirmed_on=None)
                | Q(confirmed_on__gte=models.F("given_on")),
                violation_error_code="period",
                violation_error_message=_("A service is confirmed after it was given."),
            ),
            models.CheckConstraint(
                name="service_record_rating_from_1_to_5",
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                violation_error_code="rating",
                violation_error_message=_("A rating is a number from 1 to 5."),
            ),
        ]
        indexes = [models.Index("confirmed_on", name="service_by_confirmation")]

    def __str__(self) -> str:
        return self.summary

    def scope_keys(self) -> list[ScopeKey]:
        return self.plan.scope_keys()


class Need(HasLifecycle):
    """Something that a company needs, with a clock in working days (D§4.8)."""

    lifecycle: ClassVar[Lifecycle] = NEED_LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="needs", verbose_name=_("company")
    )
    kind = models.CharField(_("service"), max_length=2, choices=ServiceKind)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=NeedStatus,
        default=NeedStatus.NEW,
        editable=False,
    )
    raised_on = models.DateField(_("raised on"))
    accept_by_day = models.DateField(_("to be accepted by"))
    close_by_day = models.DateField(_("to be closed by"))
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("handled by"),
    )
    resolution = models.TextField(_("resolution"), blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-raised_on", "-id"]
        constraints = [
            starts_before_ends("need", "raised_on", "close_by_day"),
            starts_before_ends("need", "raised_on", "accept_by_day"),
        ]
        indexes = [models.Index("status", "close_by_day", name="need_by_deadline")]
        triggers = lifecycle_guards("need", NEED_LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()
