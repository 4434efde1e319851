"""How experts were drawn, kept so that anyone can repeat it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.refusals import append_only, both_or_neither
from programs.calls.models import Call
from programs.experts.models import OfCallQuerySet


class Draw(models.Model):
    """A random draw of experts: seed, pool and result, so that anyone can repeat it."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="draws", verbose_name=_("call")
    )
    seed = models.CharField(_("seed"), max_length=64)
    size = models.PositiveSmallIntegerField(_("experts drawn"))
    filters = models.JSONField(_("filters"), default=dict)
    pool = models.JSONField(_("pool"))
    result = models.JSONField(_("result"))
    pool_sha256 = models.CharField(_("SHA-256 of the pool"), max_length=64)
    drawn_at = models.DateTimeField(_("drawn"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("drawn by"),
    )
    witness = models.CharField(_("witness"), max_length=80, blank=True)

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw of experts")
        verbose_name_plural = _("draws of experts")
        ordering = ["-drawn_at"]
        constraints = [both_or_neither("draw", "drawn")]
        triggers = append_only("draw")

    def __str__(self) -> str:
        return f"{self.call} {self.seed}"
