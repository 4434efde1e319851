"""How experts were drawn, kept so that anyone can repeat it, and who agreed to it."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.refusals import Guard, append_only, both_or_neither
from programs.calls.models import Call
from programs.experts.models import OfCallQuerySet
from programs.panels.models.panels import Panel


class Draw(models.Model):
    """A random draw of experts: pool, seed and result, so that anyone can repeat it.

    Its names are hidden until somebody else than the one who drew has confirmed it.
    """

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="draws", verbose_name=_("panel")
    )
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="draws", verbose_name=_("call")
    )
    turn = models.PositiveSmallIntegerField(_("draw of the panel"), default=1)
    reason = models.TextField(_("why it was drawn again"), blank=True)
    algorithm = models.CharField(_("algorithm"), max_length=20)
    seed = models.CharField(_("seed"), max_length=64)
    seed_source = models.CharField(_("where the seed is from"), max_length=200)
    size = models.PositiveSmallIntegerField(_("experts drawn"))
    criteria = models.JSONField(_("criteria"), default=dict)
    pool = models.JSONField(_("pool"))
    result = models.JSONField(_("members drawn"))
    reserves = models.JSONField(_("reserves drawn"), default=list)
    pool_sha256 = models.CharField(_("SHA-256 of the pool"), max_length=64)
    record_sha256 = models.CharField(_("SHA-256 of the record"), max_length=64)
    drawn_at = models.DateTimeField(_("drawn"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("drawn by"),
    )

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw of experts")
        verbose_name_plural = _("draws of experts")
        ordering = ["id"]
        constraints = [
            both_or_neither("draw", "drawn"),
            models.UniqueConstraint(
                name="draw_once_per_turn",
                fields=["panel", "turn"],
                violation_error_code="turn",
                violation_error_message=_("This panel has been drawn already."),
            ),
            models.CheckConstraint(
                name="draw_again_with_a_reason",
                condition=Q(turn=1) | ~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_(
                    "A panel is drawn again only for a reason that is written down."
                ),
            ),
        ]
        triggers = append_only("draw")

    def __str__(self) -> str:
        return f"{self.panel} / {self.turn}"

    def scope_keys(self) -> list[ScopeKey]:
        return list(self.call.scope_keys())

    @property
    def is_confirmed(self) -> bool:
        return hasattr(self, "confirmation")

    @property
    def witness(self) -> str:
        """Who saw it happen, by name; nobody yet while the names are hidden."""
        return self.confirmation.confirmed_by.name if self.is_confirmed else ""

    def record(self) -> dict[str, Any]:
        """Everything that decides the result, and the result."""
        return {
            "algorithm": self.algorithm,
            "criteria": self.criteria,
            "pool": self.pool,
            "seed": self.seed,
            "members": self.result,
            "reserves": self.reserves,
        }


class ConfirmationQuerySet(OfCallQuerySet):
    path = "draw__call__program__in"


class DrawConfirmation(models.Model):
    """That a second person has seen the draw happen; only now there are names."""

    draw = models.OneToOneField(
        Draw, models.PROTECT, related_name="confirmation", verbose_name=_("draw")
    )
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of a draw")
        verbose_name_plural = _("confirmations of draws")
        constraints = [both_or_neither("draw_confirmation", "confirmed")]
        triggers = [
            *append_only("draw_confirmation"),
            Guard(
                name="draw_confirmed_by_another",
                code="four_eyes",
                when_broken=_("Somebody else than the one who drew confirms a draw."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_draw WHERE id = NEW.draw_id "
                    "AND drawn_by_id = NEW.confirmed_by_id) THEN "
                    + Guard.refuse("draw_confirmed_by_another")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw}: {self.confirmed_by}"
