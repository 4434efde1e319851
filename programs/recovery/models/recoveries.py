"""A demand for money back: why, how it was reckoned, what is owed of it."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.files.models import StoredFile
from foundation.money import ZERO, money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither, by_another
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.catalogue.models import Program
from programs.catalogue.states import Source
from programs.recovery.models.limits import (
    booked_while_due,
    demanded_while_it_is_there,
    demands_something,
    ends_with_nothing_left,
    not_referred_while_deferred,
    of_an_open_award,
    terms_are_frozen,
    within_what_was_paid,
)
from programs.recovery.states import DUE, LIFECYCLE, OPEN, Breach, Part, Status


def _total(**of: str) -> Coalesce:
    """A sum over the claims of each row."""
    claims = Claim.objects.filter(recovery=OuterRef("pk")).order_by()
    ((name, field),) = of.items()
    summed = claims.values("recovery").annotate(**{name: Sum(field)}).values(name)
    return Coalesce(Subquery(summed), Value(ZERO), output_field=money_field())


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def visible_to(self, user: Actor) -> "RecoveryQuerySet":
        """Whoever sees the award; company and district from the demand on."""
        staffed = Program.objects.all().within(user, Permission.READ_MONEY)
        told = Q(award__program__in=staffed) | Q(demanded_on__isnull=False)
        return self.filter(told, award__in=Award.objects.all().visible_to(user))

    def told(self) -> "RecoveryQuerySet":
        """What the company has been told of."""
        return self.exclude(demanded_on=None)

    def due(self) -> "RecoveryQuerySet":
        return self.filter(status__in=DUE)

    def with_totals(self) -> "RecoveryQuerySet":
        """With `asked`, `came` and `lost`, the sums over each row's claims, in yuan."""
        return self.annotate(
            asked=_total(asked="demanded"),
            came=_total(came="repaid"),
            lost=_total(lost="written_off"),
        )


class Recovery(HasLifecycle):
    """Money asked back from a company: proposed by one person, approved by another.

    `inputs` are the frozen facts that `rules.reckon` computes the claims from again.
    """

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    award = models.ForeignKey(
        Award, models.PROTECT, related_name="recoveries", verbose_name=_("award")
    )
    breach = models.CharField(
        pgettext_lazy("why money is asked back", "reason"),
        max_length=20,
        choices=Breach,
    )
    breached_on = models.DateField(_("happened on"))
    basis = models.CharField(_("legal basis"), max_length=200)
    explanation = models.TextField(
        pgettext_lazy("why money is asked back", "what happened")
    )
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.PROPOSED,
        editable=False,
    )
    inputs = models.JSONField(_("inputs of the formula"))
    rule_version = models.CharField(_("rule version"), max_length=20)
    reckoned_on = models.DateField(_("reckoned up to"))
    days_to_pay = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    proposed_at = models.DateTimeField(
        pgettext_lazy("recovery", "proposed at"), null=True, editable=False
    )
    proposed_by = person_field(_("proposed by"))
    approved_at = models.DateTimeField(
        pgettext_lazy("recovery", "approved at"), null=True, editable=False
    )
    approved_by = person_field(pgettext_lazy("recovery", "approved by"))
    demanded_on = models.DateField(_("demanded on"), null=True, editable=False)
    due_on = models.DateField(_("to be paid by"), null=True, editable=False)
    content = models.JSONField(_("letter"), null=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    referred_to = models.CharField(
        _("referred to"), max_length=120, blank=True, editable=False
    )
    case_number = models.CharField(
        _("case number"), max_length=60, blank=True, editable=False
    )
    referred_on = models.DateField(_("referred on"), null=True, editable=False)
    reminded = models.SmallIntegerField(  # days after the due date, of the last one
        _("last reminder"), null=True, editable=False
    )
    reminded_for = models.DateField(null=True, editable=False)  # which due date

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["-id"]
        constraints = [
            both_or_neither("recovery", "proposed"),
            both_or_neither("recovery", "approved"),
            by_another(
                "recovery_approved_by_another_person",
                "approved_by",
                "proposed_by",
                _("A recovery is approved by another person than who proposed it."),
            ),
            models.CheckConstraint(
                name="recovery_gives_its_basis",
                condition=~Q(basis="") & ~Q(explanation=""),
                violation_error_code="basis",
                violation_error_message=_(
                    "Name the legal basis, and say what happened."
                ),
            ),
            models.CheckConstraint(
                name="recovery_demanded_by_two_in_a_letter",
                condition=Q(status=Status.PROPOSED, demanded_on=None)
                | Q(status=Status.CANCELLED, demanded_on=None)
                | (
                    Q(
                        proposed_by__isnull=False,
                        approved_by__isnull=False,
                        demanded_on__isnull=False,
                        due_on__isnull=False,
                        content__isnull=False,
                    )
                    & ~Q(sha256="")
                    & ~Q(status=Status.PROPOSED)
                ),
                violation_error_code="four_eyes",
                violation_error_message=_(
                    "Money is demanded by two people, in a letter with a due date."
                ),
            ),
            models.CheckConstraint(
                name="recovery_referred_somewhere",
                condition=~Q(status=Status.REFERRED)
                | (Q(referred_on__isnull=False) & ~Q(referred_to="")),
                violation_error_code="referred",
                violation_error_message=_("Say to whom it was referred, and when."),
            ),
            models.CheckConstraint(
                name="recovery_referred_after_its_due_date",
                condition=Q(referred_on=None) | Q(referred_on__gt=F("due_on")),
                violation_error_code="referred",
                violation_error_message=_(
                    "A demand is referred for enforcement after its due date."
                ),
            ),
            models.UniqueConstraint(
                name="recovery_once_per_award_and_breach",
                fields=["award", "breach"],
                condition=Q(status__in=OPEN),
                violation_error_code="recovery",
                violation_error_message=_(
                    "Money is being asked back for this reason already."
                ),
            ),
        ]
        indexes = [models.Index("status", "due_on", name="recovery_by_due_date")]
        triggers = [
            *lifecycle_guards("recovery", LIFECYCLE),
            of_an_open_award(),
            terms_are_frozen(),
            demands_something(),
            ends_with_nothing_left(),
            demanded_while_it_is_there(),
            not_referred_while_deferred(),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("recovery-detail", args=[self.award.number, self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()

    def summed(self) -> tuple[Decimal, Decimal, Decimal]:
        """Demanded, repaid and written off, in yuan."""
        found: dict[str, Any] = self.claims.aggregate(
            asked=Coalesce(Sum("demanded"), Value(ZERO)),
            came=Coalesce(Sum("repaid"), Value(ZERO)),
            lost=Coalesce(Sum("written_off"), Value(ZERO)),
        )
        return found["asked"], found["came"], found["lost"]


class Claim(models.Model):
    """What is demanded for one source, principal or interest, and what is left of it.

    `repaid` and `written_off` are running totals of the entries allotted to it.
    """

    recovery = models.ForeignKey(
        Recovery, models.PROTECT, related_name="claims", verbose_name=_("recovery")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    part = models.CharField(_("part"), max_length=10, choices=Part)
    demanded = money_field(_("demanded (yuan)"))
    repaid = money_field(_("repaid (yuan)"), default=ZERO, editable=False)
    written_off = money_field(_("written off (yuan)"), default=ZERO, editable=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["recovery", "-part", "source"]
        constraints = [
            models.UniqueConstraint(
                name="claim_once_per_source_and_part",
                fields=["recovery", "source", "part"],
                violation_error_code="claim",
                violation_error_message=_("This is claimed already."),
            ),
            models.CheckConstraint(
                name="claim_is_positive",
                condition=Q(demanded__gt=0),
                violation_error_code="amount",
                violation_error_message=_("A claim is more than zero."),
            ),
            models.CheckConstraint(
                name="claim_settled_within_demand",
                condition=Q(
                    repaid__gte=0,
                    written_off__gte=0,
                    demanded__gte=F("repaid") + F("written_off"),
                ),
                violation_error_code="overpaid",
                violation_error_message=_(
                    "More than what is demanded cannot be booked or written off."
                ),
            ),
        ]
        triggers = [within_what_was_paid(), booked_while_due()]

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.get_source_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.recovery.scope_keys()

    @property
    def left(self) -> Decimal:
        return self.demanded - self.repaid - self.written_off
