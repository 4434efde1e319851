"""Which of a call's applications are visited, drawn so that it can be done again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.refusals import append_only, both_or_neither
from programs.calls.models import Call
from programs.visits.rules import LEAST_SHARE


class VisitSample(models.Model):
    """A share of the pool, taken by a recorded seed; a share of 100 takes all."""

    call = models.OneToOneField(
        Call, models.PROTECT, related_name="visit_sample", verbose_name=_("call")
    )
    share = models.PositiveSmallIntegerField(_("share (%)"), default=LEAST_SHARE)
    seed = models.CharField(_("seed"), max_length=64)
    pool = models.JSONField(_("pool"))  # numbers of applications
    chosen = models.JSONField(_("chosen"))
    drawn_at = models.DateTimeField(_("drawn"), null=True)
    drawn_by = person_field(_("drawn by"))

    class Meta:
        verbose_name = _("sample for visits")
        verbose_name_plural = _("samples for visits")
        constraints = [
            models.CheckConstraint(
                name="sample_is_a_fifth_at_least",
                condition=Q(share__gte=LEAST_SHARE, share__lte=100),
                violation_error_code="share",
                violation_error_message=_("A sample is 20% at least, 100% at most."),
            ),
            models.CheckConstraint(
                name="sample_has_a_seed",
                condition=~Q(seed=""),
                violation_error_code="seed",
                violation_error_message=_("Give a seed."),
            ),
            both_or_neither("sample", "drawn"),
        ]
        triggers = append_only("sample")

    def __str__(self) -> str:
        return f"{self.call}: {self.share}%"

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()
