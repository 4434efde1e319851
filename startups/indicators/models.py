"""Yearly figures: one return per company and year, one value per figure."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.states import Lifecycle
from startups.companies.models import Company
from startups.indicators import catalog
from startups.indicators.states import LIFECYCLE, Status, Verification

FIRST_YEAR, LAST_YEAR = 1990, 2100


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: Actor) -> "ReturnQuerySet":
        mine = Company.objects.all().within(user, Permission.READ_RETURNS)
        return self.filter(company__in=mine)


class Return(HasLifecycle):
    """What a company reported for a calendar year, and how far it has been checked."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="returns", verbose_name=_("company")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.OPEN, editable=False
    )
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly return")
        verbose_name_plural = _("yearly returns")
        constraints = [
            models.UniqueConstraint(
                name="return_once_per_company_and_year",
                fields=["company", "year"],
                violation_error_code="return",
                violation_error_message=_("There is a return for this year already."),
            ),
            models.CheckConstraint(
                name="return_year_is_a_year",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_code="year",
                violation_error_message=_("Give a year between 1990 and 2100."),
            ),
        ]
        indexes = [models.Index("year", "status", name="return_by_year")]
        triggers = lifecycle_guards("return", LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.company} {self.year}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()


class Value(models.Model):
    """One figure of a company for a year, in the unit that its indicator names."""

    filed = models.ForeignKey(
        Return, models.CASCADE, related_name="values", verbose_name=_("yearly return")
    )
    company = models.ForeignKey(Company, models.PROTECT, related_name="values")
    year = models.PositiveSmallIntegerField(_("year"))
    indicator = models.CharField(_("indicator"), max_length=24, choices=catalog.choices)
    amount = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    verification = models.CharField(
        _("verification"),
        max_length=10,
        choices=Verification,
        default=Verification.DECLARED,
    )
    source = models.CharField(
        pgettext_lazy("figure", "source"), max_length=120, blank=True
    )

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        constraints = [
            models.UniqueConstraint(
                name="value_once_per_indicator_and_year",
                fields=["company", "indicator", "year"],
                violation_error_code="value",
                violation_error_message=_("There is a value for this year already."),
            ),
        ]
        indexes = [models.Index("indicator", "year", name="value_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.amount}"
