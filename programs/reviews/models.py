"""Experts, how they were drawn, what they may read, and what they scored."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.journal.history import with_history
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither
from foundation.states import Lifecycle, Move
from programs.applications.models import Application
from programs.experts.models import Expert, OfCallQuerySet
from programs.panels.models import Draw
from programs.reviews.states import LIFECYCLE, Status

MOST_POINTS = 100


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: Actor) -> "AssignmentQuerySet":
        """Readers of scores by program; an expert only their own, while they stand."""
        reach: Any = user.reach(Permission.READ_SCORES)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self
        own = Q(expert__user=user.pk) & ~Q(status=Status.VOIDED)
        programs = reach.ids(ScopeKind.PROGRAM)
        return self.filter(own | Q(application__call__program__in=programs))

    def of(self, user: Actor) -> "AssignmentQuerySet":
        """An expert's own desk, whatever else the person may see."""
        return self.filter(expert__user=user.pk).exclude(status=Status.VOIDED)

    def readable(self) -> "AssignmentQuerySet":
        """Nothing of an application is shown before its conflicts are declared."""
        return self.filter(status__in=[Status.DECLARED, Status.SCORED])

    def counted(self) -> "AssignmentQuerySet":
        return self.exclude(status__in=[Status.RECUSED, Status.VOIDED])


class Assignment(HasLifecycle):
    """One application in the hands of one expert."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("application"),
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, related_name="assignments", verbose_name=_("expert")
    )
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, related_name="assignments"
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.ASSIGNED,
        editable=False,
    )
    due_on = models.DateField(_("due"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="assignment_once_per_expert",
                fields=["application", "expert"],
                violation_error_code="assignment",
                violation_error_message=_("This expert has this application already."),
            ),
        ]
        indexes = [models.Index("expert", "status", name="assignment_by_expert")]
        triggers = lifecycle_guards("assignment", LIFECYCLE)

    def __str__(self) -> str:
        return f"{self.expert}: {self.application}"

    def scope_keys(self) -> list[ScopeKey]:
        """Its program and company, and experts; whose it is, `moves_for` says."""
        return [*self.application.scope_keys(), (ScopeKind.ASSIGNMENT, "")]

    def moves_for(self, user: Actor) -> list[Move]:
        offered = super().moves_for(user)
        own = user.pk == self.expert.user_id
        return [m for m in offered if own or m.permission != Permission.SCORE]


class ScoreQuerySet(OfCallQuerySet):
    path = "assignment__application__call__program__in"


@with_history
class Score(models.Model):
    """An expert's sheet for one application; locked when it is submitted."""

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="sheet", verbose_name=_("assignment")
    )
    points = models.JSONField(_("points"), default=dict)  # criterion → points as text
    total = models.DecimalField(
        _("total"), max_digits=5, decimal_places=1, null=True, editable=False
    )
    comment = models.TextField(_("comment"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False,
        related_name="+",
    )  # fmt: skip

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            both_or_neither("score", "submitted"),
            models.CheckConstraint(
                name="score_total_from_0_to_100",
                condition=Q(total=None) | Q(total__gte=0, total__lte=MOST_POINTS),
                violation_error_code="total",
                violation_error_message=_("A total is between 0 and 100."),
            ),
            models.CheckConstraint(
                name="score_submitted_with_a_total",
                condition=Q(submitted_at=None) | Q(total__isnull=False),
                violation_error_code="total",
                violation_error_message=_("Give points for every criterion."),
            ),
        ]
        triggers = [
            Guard(
                name="score_is_locked_once_submitted",
                code="locked",
                when_broken=_("This score has been submitted and cannot be changed."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF OLD.submitted_at IS NOT NULL THEN "
                    + Guard.refuse("score_is_locked_once_submitted")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.total}"
