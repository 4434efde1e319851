"""Programs with their quota, ceiling and budget: rows, never constants."""

from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.money import ZERO, money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.periods import Period
from foundation.refusals import Guard, kept_by_guards
from foundation.states import Lifecycle
from foundation.translated import TranslatedText, pick
from programs.catalogue import kinds
from programs.catalogue.rules import Kind
from programs.catalogue.states import LIFECYCLE, Status

SECOND_APPROVAL_FROM = Decimal("2000000.00")
OVER_QUOTA = _("The program has no place left.")
OVER_BUDGET = _("The program's budget does not cover this.")


def ceiling_covers_awards() -> Guard:
    """A ceiling is not lowered below an award that is live (I2).

    The update holds the program's row, which an award locks before it looks.
    """
    name = "award_within_ceiling"
    return Guard(
        name=name,
        code="ceiling",
        when_broken=_(
            "An award of this program is at most %(ceiling)s yuan; this is %(asked)s "
            "yuan."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("ceiling"),
        declare=[("largest", "numeric")],
        func=(
            "SELECT max(amount) INTO largest FROM programs_award WHERE "
            "program_id = NEW.id AND status IN ('approved', 'active', 'completed'); "
            "IF largest > NEW.ceiling THEN "
            + Guard.refuse(name, ceiling="NEW.ceiling", asked="largest")
            + " END IF; RETURN NEW;"
        ),
    )


class ProgramQuerySet(models.QuerySet["Program"]):
    def within(self, actor: Actor, permission: str) -> "ProgramQuerySet":
        reach = actor.reach(permission)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self
        return self.filter(pk__in=reach.ids(ScopeKind.PROGRAM))

    def visible_to(self, user: Actor) -> "ProgramQuerySet":
        return self.within(user, Permission.READ_PROGRAMS)


class Program(HasLifecycle):
    """What the city has set out to do, how many it may choose, and what it may spend.

    `taken` and `committed` are running totals that guards on awards and places keep;
    the checks beside them are what makes the limits hold for everyone.
    """

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=40, choices=kinds.choices)
    name = TranslatedText(_("name"))
    purpose = TranslatedText(_("purpose"), blank=True)
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=Status,
        default=Status.RUNNING,
        editable=False,
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    quota = models.PositiveIntegerField(_("target (companies)"))
    taken = models.IntegerField(_("chosen"), default=0, editable=False)
    ceiling = money_field(_("ceiling per award (yuan)"), default=ZERO)
    budget = money_field(_("budget (yuan)"), default=ZERO)
    committed = money_field(_("committed (yuan)"), default=ZERO, editable=False)
    city_ratio = models.DecimalField(
        _("city's share"), max_digits=4, decimal_places=3, default=Decimal(1)
    )
    second_approval_from = money_field(
        _("second approval of payments from (yuan)"), default=SECOND_APPROVAL_FROM
    )
    rule_version = models.CharField(_("rule version"), max_length=20)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="program_starts_on_before_ends_on",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_code="period",
                violation_error_message=_("It must start before it ends."),
            ),
            models.CheckConstraint(
                name="program_awards_within_quota",
                condition=Q(taken__gte=0, taken__lte=F("quota")),
                violation_error_code="quota",
                violation_error_message=OVER_QUOTA,
            ),
            models.CheckConstraint(
                name="program_awards_within_budget",
                condition=Q(committed__gte=0, committed__lte=F("budget")),
                violation_error_code="budget",
                violation_error_message=OVER_BUDGET,
            ),
            models.CheckConstraint(
                name="program_city_ratio_is_a_share",
                condition=Q(city_ratio__gte=0, city_ratio__lte=1),
                violation_error_code="ratio",
                violation_error_message=_("A share is between 0 and 1."),
            ),
        ]
        triggers = [
            *lifecycle_guards("program", LIFECYCLE),
            ceiling_covers_awards(),
            kept_by_guards("program_totals_are_kept", "taken", "committed"),
        ]

    def __str__(self) -> str:
        return pick(self.name)

    def get_absolute_url(self) -> str:
        return reverse("program-detail", args=[self.slug])

    def scope_keys(self) -> list[ScopeKey]:
        return [(ScopeKind.PROGRAM, str(self.pk))]

    @property
    def rules(self) -> Kind:
        return kinds.KINDS[self.kind]

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def places_left(self) -> int:
        return self.quota - self.taken

    @property
    def budget_left(self) -> Decimal:
        return self.budget - self.committed
