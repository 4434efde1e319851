"""Requests to merge two records of one company; the merge itself is in `companies`."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither
from foundation.states import Lifecycle
from startups.companies.models import Company
from startups.merging.states import LIFECYCLE, Status


class MergeRequestQuerySet(models.QuerySet["MergeRequest"]):
    def visible_to(self, user: Actor) -> "MergeRequestQuerySet":
        companies = Company.objects.all().within(user, Permission.VERIFY_COMPANY)
        return self.filter(company__in=companies)

    def open(self) -> "MergeRequestQuerySet":
        return self.filter(status=Status.OPEN)


class MergeRequest(HasLifecycle):
    """Somebody says that `company` is a second record of `into`."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    company = models.ForeignKey(
        Company,
        models.PROTECT,
        related_name="merge_requests",
        verbose_name=_("record to merge"),
    )
    into = models.ForeignKey(
        Company, models.PROTECT, related_name="+", verbose_name=_("record that stays")
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.OPEN, editable=False
    )
    note = models.TextField(_("note"), max_length=1000)
    asked_at = models.DateTimeField(_("asked"), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("request", "asked by"),
    )

    objects = MergeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to merge")
        verbose_name_plural = _("requests to merge")
        ordering = ["-id"]
        constraints = [
            both_or_neither("merge_request", "asked"),
            models.CheckConstraint(
                name="merge_request_of_two_companies",
                condition=~Q(company=F("into")),
                violation_error_code="merge",
                violation_error_message=_("A company cannot be merged into itself."),
            ),
            models.UniqueConstraint(
                name="merge_request_once_while_open",
                fields=["company"],
                condition=Q(status=Status.OPEN),
                violation_error_code="asked",
                violation_error_message=_(
                    "A merge of this record has been asked for already."
                ),
            ),
        ]
        triggers = lifecycle_guards("merge_request", LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.company} → {self.into}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.company.scope_keys()
