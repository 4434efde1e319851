"""Awards and places: what the city has promised, within limits the database keeps.

Every insert and every change of status passes through guards that lock the program's
row, then raise or lower its running totals. Two people on the last place take turns.
"""

from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.journal.history import with_history
from foundation.money import ZERO, money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle
from programs.awards.states import (
    LIFECYCLE,
    LIVE,
    LIVE_PLACES,
    PLACE_LIFECYCLE,
    PlaceStatus,
    Status,
)
from programs.catalogue.models import Program
from programs.selection.models import Proposal


def _list(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def within_quota(live: tuple[str, ...]) -> Guard:
    """One more live row takes a place of the program; one less gives it back (I1)."""
    name = "program_awards_within_quota"
    return Guard(
        name=name,
        code="quota",
        when_broken=_(
            "The program has %(quota)s places and %(taken)s are taken: there is no "
            "place left."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        declare=[("step", "int"), ("p", "record")],
        func=(
            f"step := (NEW.status IN ({_list(live)}))::int - (CASE WHEN "
            f"TG_OP = 'UPDATE' THEN (OLD.status IN ({_list(live)}))::int ELSE 0 END); "
            "IF step = 0 THEN RETURN NULL; END IF; "
            "SELECT quota, taken INTO p FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; "
            "IF p.taken + step > p.quota THEN "
            + Guard.refuse(name, quota="p.quota", taken="p.taken")
            + " END IF; UPDATE programs_program SET taken = taken + step "
            "WHERE id = NEW.program_id; RETURN NULL;"
        ),
    )


def within_budget() -> Guard:
    """The sum of live awards stays within the program's budget (I3)."""
    name = "program_awards_within_budget"

    def held(row: str) -> str:
        return (
            f"(CASE WHEN {row}.status IN ({_list(LIVE)}) THEN {row}.amount "
            f"ELSE {row}.paid - {row}.recovered END)"
        )

    return Guard(
        name=name,
        code="budget",
        when_broken=_(
            "The program's budget of %(budget)s yuan has %(left)s yuan left; this "
            "needs %(asked)s yuan."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "paid", "recovered"),
        declare=[("step", "numeric"), ("p", "record")],
        func=(
            f"step := {held('NEW')} - (CASE WHEN TG_OP = 'UPDATE' THEN {held('OLD')} "
            "ELSE 0 END); IF step = 0 THEN RETURN NULL; END IF; "
            "SELECT budget, committed INTO p FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; "
            "IF p.committed + step > p.budget THEN "
            + Guard.refuse(
                name, budget="p.budget", left="p.budget - p.committed", asked="step"
            )
            + " END IF; UPDATE programs_program SET committed = committed + step "
            "WHERE id = NEW.program_id; RETURN NULL;"
        ),
    )


def within_budget_lines() -> Guard:
    """Per year and source, live awards stay within the budget line (I3)."""
    name = "awards_within_budget_line"

    def held(row: str, source: str) -> str:
        return (
            f"(CASE WHEN {row}.status IN ({_list(LIVE)}) THEN {row}.{source}_amount "
            f"ELSE {row}.{source}_paid END)"
        )

    def step(source: str) -> str:
        return (
            f"step := {held('NEW', source)} - (CASE WHEN TG_OP = 'UPDATE' THEN "
            f"{held('OLD', source)} ELSE 0 END); IF step <> 0 THEN "
            "SELECT amount, committed INTO line FROM programs_budgetline "
            "WHERE program_id = NEW.program_id AND year = NEW.year "
            f"AND source = '{source}' FOR NO KEY UPDATE; "
            "IF NOT FOUND OR line.committed + step > line.amount THEN "
            + Guard.refuse(
                name,
                year="NEW.year",
                left="coalesce(line.amount - line.committed, 0)",
                asked="step",
            )
            + " END IF; UPDATE programs_budgetline SET committed = committed + step "
            "WHERE program_id = NEW.program_id AND year = NEW.year "
            f"AND source = '{source}'; END IF; "
        )

    return Guard(
        name=name,
        code="budget",
        when_broken=_(
            "The budget line of %(year)s has %(left)s yuan left; this needs %(asked)s "
            "yuan."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("status", "city_paid", "district_paid"),
        declare=[("step", "numeric"), ("line", "record")],
        func=f"{step('city')}{step('district')}RETURN NULL;",
    )


def within_ceiling() -> Guard:
    """More than zero, and at most what the program allows for one award (I2)."""
    name = "award_within_ceiling"
    return Guard(
        name=name,
        code="ceiling",
        when_broken=_(
            "An award of this program is at most %(ceiling)s yuan; this is %(asked)s "
            "yuan."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("most", "numeric")],
        func=(
            "SELECT ceiling INTO most FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; IF NEW.amount > most THEN "
            + Guard.refuse(name, ceiling="most", asked="NEW.amount")
            + " END IF; RETURN NEW;"
        ),
    )


def terms_are_frozen() -> list[Guard]:
    """What was promised to whom never changes, and never disappears."""
    fixed = [
        "program_id", "company_id", "proposal_id", "amount", "city_amount",
        "district_amount", "year", "inputs", "rule_version",
    ]  # fmt: skip
    changed = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in fixed)
    said = _("The terms of an award are frozen; revoke it or ask for a change.")
    return [
        Guard(
            name="award_terms_are_frozen",
            code="frozen",
            when_broken=said,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=(
                f"IF {changed} THEN {Guard.refuse('award_terms_are_frozen')} END IF; "
                "RETURN NEW;"
            ),
        ),
        Guard(
            name="award_is_never_deleted",
            code="frozen",
            when_broken=said,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=Guard.refuse("award_is_never_deleted"),
        ),
    ]


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

    `paid` and `recovered` are running totals of its ledger entries, in yuan.
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
        null=True,
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
    planned = money_field(_("planned (yuan)"), default=ZERO, editable=False)
    paid = money_field(_("paid (yuan)"), default=ZERO, editable=False)
    recovered = money_field(_("recovered (yuan)"), default=ZERO, editable=False)
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
            *terms_are_frozen(),
            within_ceiling(),
            within_quota(LIVE),
            within_budget(),
            within_budget_lines(),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("award-detail", args=[self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return [*self.program.scope_keys(), *self.company.scope_keys()]

    @property
    def left(self) -> Decimal:
        """What may still be paid, in yuan."""
        return self.amount - self.paid + self.recovered


class PlaceQuerySet(models.QuerySet["Place"]):
    def live(self) -> "PlaceQuerySet":
        return self.filter(status__in=LIVE_PLACES)

    def visible_to(self, user: Actor) -> "PlaceQuerySet":
        return self.filter(AwardQuerySet.reached(user)).distinct()


class Place(HasLifecycle):
    """A place in a program that gives services: one company, one support plan."""

    lifecycle: ClassVar[Lifecycle] = PLACE_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="places", verbose_name=_("program")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="places",
        verbose_name=_("company"),
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, related_name="place"
    )
    plan = models.OneToOneField(
        "startups.Plan",
        models.PROTECT,
        null=True,
        related_name="place",
        verbose_name=_("support plan"),
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=PlaceStatus,
        default=PlaceStatus.ACTIVE,
        editable=False,
    )
    decided_on = models.DateField(_("decided on"))
    document_number = models.CharField(_("document number"), max_length=40)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="place_one_live_per_program_and_company",
                fields=["program", "company"],
                condition=Q(status__in=LIVE_PLACES),
                violation_error_code="place",
                violation_error_message=_(
                    "This company has a place in this program already."
                ),
            ),
        ]
        indexes = [models.Index("program", "status", name="place_by_program")]
        triggers = [
            *lifecycle_guards("place", PLACE_LIFECYCLE),
            within_quota(LIVE_PLACES),
            Guard(
                name="place_is_never_deleted",
                code="frozen",
                when_broken=_("A place is revoked, never deleted or given to another."),
                when=pgtrigger.Before,
                operation=pgtrigger.Delete | pgtrigger.Update,
                func=(
                    "IF TG_OP = 'UPDATE' THEN IF NEW.program_id = OLD.program_id "
                    "AND NEW.company_id = OLD.company_id THEN RETURN NEW; END IF; "
                    "END IF; " + Guard.refuse("place_is_never_deleted")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.company}"

    def scope_keys(self) -> list[ScopeKey]:
        return [*self.program.scope_keys(), *self.company.scope_keys()]


class PublishedGrant(models.Model):
    """A grant that another funder has published in the 360Giving standard.

    Kept apart from awards: other currencies, other rules, and recipients that may or
    may not be companies of ours. It shows what else a company has been given.
    """

    identifier = models.CharField(_("identifier"), max_length=200, unique=True)
    title = models.TextField(_("title"), blank=True)
    description = models.TextField(_("description"), blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    awarded_on = models.DateField(_("awarded on"))
    funder_identifier = models.CharField(max_length=200, blank=True)
    funder_name = models.CharField(_("funder"), max_length=300)
    recipient_identifier = models.CharField(max_length=200, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=300, blank=True)
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="published_grants",
        verbose_name=_("company"),
    )
    source = models.JSONField(_("as published"), default=dict)

    class Meta:
        verbose_name = _("published grant")
        verbose_name_plural = _("published grants")
        ordering = ["-awarded_on", "identifier"]
        indexes = [models.Index("recipient_identifier", name="grant_by_recipient")]

    def __str__(self) -> str:
        return self.title or self.identifier
