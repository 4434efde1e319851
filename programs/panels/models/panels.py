"""A panel: what it must be made of, and which applications it is to judge."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle, Move
from programs.applications.models import Application
from programs.calls.models import Call
from programs.experts.models import OfCallQuerySet
from programs.experts.states import Pool
from programs.panels.rules import Composition
from programs.panels.states import LIFECYCLE, Status


class Panel(HasLifecycle):
    """Who is to judge a group of applications, and by which rules they are drawn."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="panels", verbose_name=_("call")
    )
    name = models.CharField(_("name"), max_length=80)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.PLANNED,
        editable=False,
    )
    fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("fields of the members (none: all)"),
    )
    pool = models.CharField(_("pool"), max_length=8, choices=Pool, default=Pool.GENERAL)
    size = models.PositiveSmallIntegerField(_("members"))
    reserves = models.PositiveSmallIntegerField(_("reserves"))
    finance = models.PositiveSmallIntegerField(_("members for finance"), default=0)
    investment = models.PositiveSmallIntegerField(
        _("members for investment"), default=0
    )
    outside = models.PositiveSmallIntegerField(
        _("members from other provinces"), default=0
    )
    each = models.PositiveSmallIntegerField(
        _("experts for each application"),
        null=True,
        blank=True,
        help_text=_("Empty: every member judges every application."),
    )
    starts_on = models.DateField(_("review begins"))
    due_on = models.DateField(_("scores due"))
    seed_source = models.CharField(
        _("where the seed will be from"),
        max_length=200,
        help_text=_(
            "Announced before anybody can know the seed, for example: 双色球 draw "
            "2026134 of 24 November 2026."
        ),
    )
    deviation = models.TextField(
        _("why the rules for panels are departed from"), blank=True
    )

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="panel_due_after_it_begins",
                condition=Q(due_on__gte=F("starts_on")),
                violation_error_code="due_on",
                violation_error_message=_("Scores are due after the review begins."),
            ),
            models.CheckConstraint(
                name="panel_has_room_for_its_seats",
                condition=Q(size__gte=1)
                & Q(size__gte=F("finance") + F("investment") + F("outside")),
                violation_error_code="size",
                violation_error_message=_(
                    "There are more seats for finance, investment and other "
                    "provinces than members."
                ),
            ),
            models.CheckConstraint(
                name="panel_shares_out_to_its_members",
                condition=Q(each=None) | Q(each__gte=1, each__lte=F("size")),
                violation_error_code="each",
                violation_error_message=_(
                    "An application cannot have more experts than the panel."
                ),
            ),
            models.CheckConstraint(
                name="panel_announces_where_its_seed_is_from",
                condition=~Q(seed_source=""),
                violation_error_code="seed_source",
                violation_error_message=_("Announce where the seed will be from."),
            ),
        ]
        triggers = [
            *lifecycle_guards("panel", LIFECYCLE),
            Guard(
                name="panel_keeps_the_announced_source",
                code="seed_source",
                when_broken=_("Where the seed is from stands fast once it is drawn."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.status <> 'planned' "
                    "AND NEW.seed_source IS DISTINCT FROM OLD.seed_source THEN "
                    + Guard.refuse("panel_keeps_the_announced_source")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def scope_keys(self) -> list[ScopeKey]:
        return list(self.call.scope_keys())

    @property
    def composition(self) -> Composition:
        return Composition(
            size=self.size,
            reserves=self.reserves,
            finance=self.finance,
            investment=self.investment,
            outside=self.outside,
            fields=tuple(sorted(self.fields)),
        )

    def moves_for(self, user: Actor) -> list[Move]:
        """Whoever drew is not offered to confirm it."""
        offered = super().moves_for(user)
        last = self.draws.last()
        drew = last is not None and last.drawn_by_id == user.pk
        return [move for move in offered if not (drew and move.verb == "confirm")]


class PanelCaseQuerySet(OfCallQuerySet):
    path = "panel__call__program__in"


class PanelCase(models.Model):
    """An application that a panel is to judge; it is before one panel at a time."""

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="cases", verbose_name=_("panel")
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="panel_cases",
        verbose_name=_("application"),
    )
    is_live = models.BooleanField(_("before this panel"), default=True)

    objects = PanelCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("application of a panel")
        verbose_name_plural = _("applications of panels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="panel_case_before_one_panel",
                fields=["application"],
                condition=Q(is_live=True),
                violation_error_code="application",
                violation_error_message=_(
                    "This application is before another panel already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)
