"""Why an expert must not judge an application: found, declared, or asked for."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import Guard, both_or_neither
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.catalogue.models import Program
from programs.experts.models.people import Expert
from programs.experts.rules import MOST_AVOIDED
from programs.experts.states import Avoided, ConflictKind

# While an application stands here, nobody has been given it to judge.
BEFORE_EXPERTS = (
    Standing.DRAFT, Standing.SUBMITTED, Standing.RECOMMENDED, Standing.FORMAL_REVIEW,
    Standing.CORRECTION, Standing.ELIGIBLE,
)  # fmt: skip


class OfCallQuerySet(models.QuerySet[Any]):
    """Rows of a call's review: for readers of scores, within their programs."""

    path = "call__program__in"

    def visible_to(self, user: Actor) -> "OfCallQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(**{self.path: mine})


class ConflictQuerySet(OfCallQuerySet):
    path = "application__call__program__in"


class Conflict(models.Model):
    """Why an expert must not score an application; kept when the assignment is gone."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="conflicts",
        verbose_name=_("application"),
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, related_name="conflicts", verbose_name=_("expert")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    note = models.TextField(_("note"), blank=True)
    declared = models.BooleanField(_("declared by the expert"), default=False)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                name="conflict_once_per_kind",
                fields=["application", "expert", "kind"],
                violation_error_code="conflict",
                violation_error_message=_("This conflict is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.get_kind_display()}"


class Avoidance(models.Model):
    """Whom an applicant asks not to be judged by, and why; three at most."""

    application = models.ForeignKey(
        Application,
        models.CASCADE,
        related_name="avoidances",
        verbose_name=_("application"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    whom = models.CharField(_("who"), max_length=8, choices=Avoided)
    name = models.CharField(_("name"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField(_("asked"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to avoid")
        verbose_name_plural = _("requests to avoid")
        ordering = ["application", "position"]
        constraints = [
            both_or_neither("avoidance", "asked"),
            models.UniqueConstraint(
                name="avoidance_once_per_position",
                fields=["application", "position"],
                violation_error_code="position",
                violation_error_message=_("This line is taken."),
            ),
            models.CheckConstraint(
                name="avoidance_three_at_most",
                condition=Q(position__gte=1, position__lte=MOST_AVOIDED),
                violation_error_code="position",
                violation_error_message=_("At most three experts or employers."),
            ),
            models.CheckConstraint(
                name="avoidance_with_name_and_reason",
                condition=~Q(name="") & ~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Give a name and a reason."),
            ),
        ]
        triggers = [
            Guard(
                name="avoidance_before_the_experts",
                code="late",
                when_broken=_(
                    "The application is with the experts, so it is too late to ask."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("asked", "bigint"), ("stands", "text")],
                func=(
                    "asked := CASE WHEN TG_OP = 'DELETE' THEN OLD.application_id "
                    "ELSE NEW.application_id END; "
                    "SELECT status INTO stands FROM programs_application "
                    "WHERE id = asked; "
                    "IF stands NOT IN ("
                    + ", ".join(f"'{state}'" for state in BEFORE_EXPERTS)
                    + ") THEN "
                    + Guard.refuse("avoidance_before_the_experts")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.name}"
