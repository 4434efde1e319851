"""What the formula of an award reads, and lines that somebody has tried and kept."""

from typing import Any

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.journal.history import with_history
from foundation.money import ZERO, money_field
from foundation.moves import Actor
from foundation.refusals import append_only, both_or_neither
from programs.applications.models import Application
from programs.calls.models import Call
from programs.catalogue.models import Program
from programs.ranking.rules import Limits, loaded
from programs.ranking.states import Order


class RankedQuerySet(models.QuerySet[Any]):
    path = "call__program__in"

    def visible_to(self, user: Actor) -> "RankedQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(**{self.path: mine})


class BasisQuerySet(RankedQuerySet):
    path = "application__call__program__in"


class HasAMinus(Func):
    """Whether a value of a JSON object begins with a minus."""

    function = "jsonb_path_exists"
    template = """%(function)s(%(expressions)s, '$.* ? (@ starts with "-")')"""
    output_field = models.BooleanField()


@with_history
class Basis(models.Model):
    """What the formula needs for one application, and from which paper it is known."""

    application = models.OneToOneField(
        Application,
        models.PROTECT,
        related_name="basis",
        verbose_name=_("application"),
    )
    inputs = models.JSONField(_("what the formula reads"))  # {code: value}
    source = models.CharField(_("known from"), max_length=120)
    entered_at = models.DateTimeField(_("entered"), null=True, editable=False)
    entered_by = person_field(_("entered by"))

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("basis of an award")
        verbose_name_plural = _("bases of awards")
        constraints = [
            both_or_neither("basis", "entered"),
            models.CheckConstraint(
                name="basis_not_negative",
                condition=~Q(HasAMinus("inputs")),
                violation_error_code="inputs",
                violation_error_message=_("An amount is not less than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {', '.join(self.inputs.values())}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


class Scenario(models.Model):
    """A line that somebody tried: its limits, and the list as it was divided then."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="scenarios", verbose_name=_("call")
    )
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)
    order = models.CharField(
        _("in order of"), max_length=10, choices=Order, default=Order.SCORE
    )
    limits = models.JSONField(_("limits"))
    rows = models.JSONField(_("list"))  # in order: number, place, side, why, amount
    chosen = models.PositiveIntegerField(_("chosen"))
    total = money_field(_("total (yuan)"), default=ZERO)
    saved_at = models.DateTimeField(_("saved"), null=True, editable=False)
    saved_by = person_field(_("saved by"))

    objects = RankedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-id"]
        constraints = [
            both_or_neither("scenario", "saved"),
            models.UniqueConstraint(
                name="scenario_once_per_call_and_name",
                fields=["call", "name"],
                violation_error_code="name",
                violation_error_message=_(
                    "This call has a scenario of this name already."
                ),
            ),
        ]
        triggers = append_only("scenario")

    def __str__(self) -> str:
        return self.name

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.program.scope_keys()

    @property
    def drawn_by(self) -> Limits:
        return loaded(self.limits)

    def keys(self, side: str) -> list[int]:
        return [row["key"] for row in self.rows if row["side"] == side]
