"""Money promised to a company, and how much of it is planned, paid and recovered."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.journal.history import with_history
from foundation.money import ZERO, money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import kept_by_guards
from foundation.states import Lifecycle
from programs.awards.models.limits import (
    active_with_its_agreement,
    closes_with_nothing_owed,
    follows_its_proposal,
    terms_are_frozen,
    within_budget,
    within_budget_lines,
    within_ceiling,
    within_quota,
)
from programs.awards.models.obligations import brings_its_reports
from programs.awards.states import LIFECYCLE, LIVE, Status
from programs.catalogue.models import Program
from programs.selection.models import Proposal

TOTALS = (
    "planned", "paid", "recovered", "interest_received", "written_off", "city_paid",
    "district_paid",
)  # fmt: skip


class AwardQuerySet(models.QuerySet["Award"]):
    def live(self) -> "AwardQuerySet":
        return self.filter(status__in=LIVE)

    def visible_to(self, user: Actor) -> "AwardQuerySet":
        """Staff by program, districts and companies theirs."""
        return self.filter(self.reached(user)).distinct()

    @staticmethod
    def reached(user: Actor) -> Q:
        reach = user.reach(Permission.READ_AWARDS)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return Q()
        return (
            Q(program__in=reach.ids(ScopeKind.PROGRAM))
            | Q(company__in=reach.ids(ScopeKind.COMPANY))
            | Q(company__district__in=reach.ids(ScopeKind.DISTRICT))
        )


@with_history
class Award(HasLifecycle):
    """Money promised to a company, frozen with the inputs that it was computed from.

    `paid`, `recovered`, `interest_received` and `written_off` are running totals of its
    ledger entries, in yuan.
    """

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="awards", verbose_name=_("program")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="awards",
        verbose_name=_("company"),
    )
    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        related_name="award",
        verbose_name=_("proposal"),
    )
    company_type = models.CharField(_("awarded as"), max_length=20)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.APPROVED,
        editable=False,
    )
    amount = money_field(_("amount (yuan)"))
    city_amount = money_field(_("from the city (yuan)"))
    district_amount = money_field(_("from the district (yuan)"))
    year = models.PositiveSmallIntegerField(_("budget year"))
    inputs = models.JSONField(_("inputs of the formula"), default=dict)
    rule_version = models.CharField(_("rule version"), max_length=20)
    document_number = models.CharField(_("document number"), max_length=40)
    decided_on = models.DateField(_("decided on"))
    term_ends_on = models.DateField(_("term ends on"))
    planned = money_field(_("planned (yuan)"), default=ZERO, editable=False)
    paid = money_field(_("paid (yuan)"), default=ZERO, editable=False)
    recovered = money_field(_("recovered (yuan)"), default=ZERO, editable=False)
    interest_received = money_field(
        _("interest received (yuan)"), default=ZERO, editable=False
    )
    written_off = money_field(_("written off (yuan)"), default=ZERO, editable=False)
    city_paid = money_field(default=ZERO, editable=False)  # net of what came back
    district_paid = money_field(default=ZERO, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="award_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("An award is more than zero."),
            ),
            models.CheckConstraint(
                name="award_term_ends_after_the_decision",
                condition=Q(term_ends_on__gt=F("decided_on")),
                violation_error_code="term",
                violation_error_message=_(
                    "The term of an award ends after its decision."
                ),
            ),
            models.CheckConstraint(
                name="award_shares_add_up",
                condition=Q(
                    amount=F("city_amount") + F("district_amount"),
                    city_amount__gte=0,
                    district_amount__gte=0,
                ),
                violation_error_code="shares",
                violation_error_message=_(
                    "The shares of city and district must add up to the award."
                ),
            ),
            models.CheckConstraint(
                name="award_paid_within_amount",
                condition=Q(
                    paid__gte=F("recovered"),
                    recovered__gte=0,
                    paid__lte=F("amount") + F("recovered"),
                ),
                violation_error_code="overpaid",
                violation_error_message=_(
                    "What is paid, less what came back, must stay between zero and the "
                    "award."
                ),
            ),
            models.CheckConstraint(
                name="award_written_off_within_paid",
                condition=Q(
                    interest_received__gte=0,
                    written_off__gte=0,
                    written_off__lte=F("paid") - F("recovered"),
                ),
                violation_error_code="written_off",
                violation_error_message=_(
                    "At most what was paid and did not come back is written off."
                ),
            ),
            models.CheckConstraint(
                name="award_paid_within_shares",
                condition=Q(
                    city_paid__gte=0,
                    city_paid__lte=F("city_amount"),
                    district_paid__gte=0,
                    district_paid__lte=F("district_amount"),
                ),
                violation_error_code="shares",
                violation_error_message=_(
                    "What a source has paid, less what came back to it, must stay "
                    "between zero and its share of the award."
                ),
            ),
            models.CheckConstraint(
                name="award_tranches_within_amount",
                condition=Q(planned__gte=0, planned__lte=F("amount")),
                violation_error_code="planned",
                violation_error_message=_(
                    "The tranches add up to more than the award."
                ),
            ),
            models.UniqueConstraint(
                name="award_one_live_per_program_and_company",
                fields=["program", "company"],
                condition=Q(status__in=LIVE),
                violation_error_code="award",
                violation_error_message=_(
                    "This company has a live award of this program already."
                ),
            ),
        ]
        indexes = [
            models.Index("program", "status", name="award_by_program"),
            models.Index("decided_on", name="award_by_decision"),
        ]
        triggers = [
            *lifecycle_guards("award", LIFECYCLE),
            terms_are_frozen(),
            active_with_its_agreement(),
            follows_its_proposal(),
            within_ceiling(),
            within_quota(LIVE),
            within_budget(),
            within_budget_lines(),
            brings_its_reports(),
            closes_with_nothing_owed(),
            kept_by_guards("award_totals_are_kept", *TOTALS),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("award-detail", args=[self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return [*self.program.scope_keys(), *self.company.scope_keys()]

    @property
    def type_label(self) -> str:
        """What it was awarded as, in words; a type that is no more by its code."""
        types = {each.code: each.label for each in self.program.rules.types}
        return str(types.get(self.company_type, self.company_type))

    @property
    def left(self) -> Decimal:
        """What may still be paid, in yuan; what has lapsed is not."""
        live = self.status in LIVE
        return self.amount - self.paid + self.recovered if live else ZERO
