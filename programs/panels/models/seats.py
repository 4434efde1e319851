"""Who sits in a panel or waits as a reserve, and what they answered."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle, Move
from programs.experts.models import Expert, OfCallQuerySet
from programs.panels.models.draws import Draw
from programs.panels.models.panels import Panel
from programs.panels.states import SEAT_LIFECYCLE, SITTING, SeatStatus


class SeatQuerySet(OfCallQuerySet):
    path = "panel__call__program__in"

    def of(self, user: Actor) -> "SeatQuerySet":
        """An expert's own invitations; being a reserve is told to nobody."""
        return self.filter(expert__user=user.pk).exclude(status=SeatStatus.RESERVE)

    def sitting(self) -> "SeatQuerySet":
        return self.filter(status__in=SITTING)


class Seat(HasLifecycle):
    """A place that a draw gave somebody: first in reserve, then invited."""

    lifecycle: ClassVar[Lifecycle] = SEAT_LIFECYCLE

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="seats", verbose_name=_("panel")
    )
    draw = models.ForeignKey(
        Draw, models.PROTECT, related_name="seats", verbose_name=_("draw")
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, related_name="seats", verbose_name=_("expert")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=SeatStatus,
        default=SeatStatus.RESERVE,
        editable=False,
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="seat_once_per_draw",
                fields=["draw", "expert"],
                violation_error_code="expert",
                violation_error_message=_("This expert has been drawn already."),
            ),
        ]
        triggers = [
            *lifecycle_guards("seat", SEAT_LIFECYCLE),
            Guard(
                name="seat_after_the_draw_is_confirmed",
                code="unconfirmed",
                when_broken=_("The draw has not been confirmed by a second person."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM programs_drawconfirmation "
                    "WHERE draw_id = NEW.draw_id) THEN "
                    + Guard.refuse("seat_after_the_draw_is_confirmed")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel}: {self.expert}"

    def scope_keys(self) -> list[ScopeKey]:
        """Of its program, and experts'; whose it is, `moves_for` says."""
        return [*self.panel.scope_keys(), (ScopeKind.ASSIGNMENT, "")]

    def moves_for(self, user: Actor) -> list[Move]:
        offered = super().moves_for(user)
        own = user.pk == self.expert.user_id
        return [m for m in offered if own or m.permission != Permission.SCORE]
