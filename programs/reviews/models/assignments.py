"""One application in the hands of one expert."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle, Move
from programs.applications.models import Application
from programs.experts.models import Expert
from programs.panels.models import Draw
from programs.reviews.states import LIFECYCLE, Status


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
        triggers = [
            *lifecycle_guards("assignment", LIFECYCLE),
            Guard(
                name="assignment_makes_its_call_a_review",  # whose dates staff then set
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=(
                    "INSERT INTO programs_reviewplan (call_id, blind) "
                    "SELECT a.call_id, false FROM programs_application a "
                    "WHERE a.id = NEW.application_id "
                    "AND NOT EXISTS (SELECT 1 FROM programs_reviewplan p "
                    "WHERE p.call_id = a.call_id) "
                    "ON CONFLICT (call_id) DO NOTHING; RETURN NULL;"
                ),
            ),
            Guard(
                name="assignment_never_with_a_conflict",
                code="conflict",
                when_broken=_("This expert has a conflict of interest here."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.status NOT IN ('recused', 'voided') "
                    "AND EXISTS (SELECT 1 FROM programs_conflict WHERE "
                    "expert_id = NEW.expert_id "
                    "AND application_id = NEW.application_id) THEN "
                    + Guard.refuse("assignment_never_with_a_conflict")
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="assignment_of_a_confirmed_draw",
                code="unconfirmed",
                when_broken=_("The draw has not been confirmed by a second person."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.draw_id IS NOT NULL AND NOT EXISTS ("
                    "SELECT 1 FROM programs_drawconfirmation "
                    "WHERE draw_id = NEW.draw_id) THEN "
                    + Guard.refuse("assignment_of_a_confirmed_draw")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.application}"

    def scope_keys(self) -> list[ScopeKey]:
        """Its program and company, and experts; whose it is, `moves_for` says."""
        return [*self.application.scope_keys(), (ScopeKind.ASSIGNMENT, "")]

    def moves_for(self, user: Actor) -> list[Move]:
        offered = super().moves_for(user)
        own = user.pk == self.expert.user_id
        return [m for m in offered if own or m.permission != Permission.SCORE]
