"""Who asks to act for a company, and for which agency somebody acts."""

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import RoleGrant, ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.periods import city_day
from foundation.refusals import append_only, both_or_neither
from foundation.states import Lifecycle
from startups.companies.models import Company, UsccIsValid
from startups.members.states import LIFECYCLE, Status

END = datetime.max.replace(tzinfo=UTC)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: Actor) -> "JoinRequestQuerySet":
        """Those that this person may have to decide."""
        companies = Company.objects.all().within(user, Permission.ADMIT_MEMBER)
        return self.filter(company__in=companies)

    def open(self) -> "JoinRequestQuerySet":
        return self.filter(status=Status.OPEN)


class JoinRequest(HasLifecycle):
    """Somebody asks to act for a company that is registered already."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    company = models.ForeignKey(
        Company,
        models.PROTECT,
        related_name="join_requests",
        verbose_name=_("company"),
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.OPEN, editable=False
    )
    note = models.TextField(_("note"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="join_requests",
        editable=False,
        verbose_name=pgettext_lazy("request", "asked by"),
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-id"]
        constraints = [
            both_or_neither("join_request", "asked"),
            models.UniqueConstraint(
                name="join_request_once_while_open",
                fields=["company", "asked_by"],
                condition=Q(status=Status.OPEN),
                violation_error_code="asked",
                violation_error_message=_(
                    "You have asked already; wait for the answer."
                ),
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="join_request_open")]
        triggers = lifecycle_guards("join_request", LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.asked_by} → {self.company}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()


class Delegation(models.Model):
    """For which agency somebody acts who is an agent of a company."""

    grant = models.OneToOneField(
        RoleGrant, models.PROTECT, related_name="delegation", verbose_name=_("role")
    )
    agency_name = models.CharField(_("agency"), max_length=200)
    agency_uscc = models.CharField(_("agency's code"), max_length=18)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                name="delegation_agency_uscc_is_valid",
                condition=Q(UsccIsValid(F("agency_uscc"))),
                violation_error_code="agency_uscc",
                violation_error_message=_(
                    "This is not a valid unified social credit code: it has 18 "
                    "characters, and the last one is computed from the others."
                ),
            ),
        ]
        triggers = append_only("delegation")

    def __str__(self) -> str:
        return f"{self.grant} ({self.agency_name})"

    def held_at(self, moment: datetime) -> bool:
        """Whether this was how the person acted then."""
        given, ended = self.grant.granted_at, self.grant.ended_at
        ends = min(end for end in (ended, self.grant.expires_at, END) if end)
        return given is not None and given <= moment < ends

    @property
    def until(self) -> date | None:
        """The last day on which the agent acts."""
        ends = self.grant.expires_at
        return city_day(ends - timedelta(microseconds=1)) if ends else None
