"""What each source may spend on a program in a year, and every adjustment of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.journal.history import with_history
from foundation.money import ZERO, money_field
from foundation.refusals import (
    Guard,
    append_only,
    both_or_neither,
    changes,
    kept_by_guards,
)
from programs.catalogue.models.programs import Program
from programs.catalogue.states import Source


@with_history
class BudgetLine(models.Model):
    """What one source may spend on a program in a year: approved, then adjusted.

    `approved` is what the line began with and `amount` what the adjustments have made
    of it; a guard keeps the sum.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="budget_lines", verbose_name=_("program")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=8, choices=Source)
    approved = money_field(_("approved (yuan)"), default=ZERO, editable=False)
    amount = money_field(_("amount (yuan)"))
    committed = money_field(_("committed (yuan)"), default=ZERO, editable=False)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["program", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                name="budget_line_once_per_year_and_source",
                fields=["program", "year", "source"],
                violation_error_code="budget_line",
                violation_error_message=_("This budget line exists already."),
            ),
            models.CheckConstraint(
                name="awards_within_budget_line",
                condition=Q(committed__gte=0, committed__lte=F("amount")),
                violation_error_code="budget",
                violation_error_message=_(
                    "The budget line of this year and source does not cover this."
                ),
            ),
        ]

        triggers = [
            Guard(
                name="budget_line_is_its_adjustments",
                code="adjusted",
                when_broken=_(
                    "A budget line changes by an adjustment with its reason and "
                    "document only."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF TG_OP = 'INSERT' THEN NEW.approved := NEW.amount; "
                    "RETURN NEW; ELSIF TG_OP = 'DELETE' AND OLD.committed = 0 THEN "
                    "RETURN OLD; END IF; "
                    "IF TG_OP = 'DELETE' OR (OLD.committed > 0 AND "
                    f"{changes('program_id', 'year', 'source')}) "
                    "OR NEW.approved <> OLD.approved OR (NEW.amount <> OLD.amount "
                    "AND NEW.amount <> NEW.approved + coalesce((SELECT sum(a.amount) "
                    "FROM programs_budgetadjustment a WHERE a.line_id = NEW.id), 0)) "
                    "THEN "
                    + Guard.refuse("budget_line_is_its_adjustments")
                    + " END IF; RETURN NEW;"
                ),
            ),
            kept_by_guards("budget_line_total_is_kept", "committed"),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.year} {self.get_source_display()}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()


class BudgetAdjustment(models.Model):
    """More or less for a budget line, by a document and for a reason; never changed."""

    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        related_name="adjustments",
        verbose_name=_("budget line"),
    )
    amount = money_field(_("more or less (yuan)"))
    reason = models.TextField(_("reason"))
    document = models.CharField(_("document number"), max_length=60)
    effective_on = models.DateField(_("in effect from"))
    adjusted_at = models.DateTimeField(_("adjusted"), null=True)
    adjusted_by = person_field(_("adjusted by"))

    class Meta:
        verbose_name = _("budget adjustment")
        verbose_name_plural = _("budget adjustments")
        ordering = ["effective_on", "id"]
        constraints = [
            both_or_neither("budget_adjustment", "adjusted"),
            models.CheckConstraint(
                name="budget_adjustment_says_why",
                condition=~Q(amount=0) & ~Q(reason="") & ~Q(document=""),
                violation_error_code="reason",
                violation_error_message=_(
                    "An adjustment is more or less, with its reason and document."
                ),
            ),
        ]
        triggers = [
            *append_only("budget_adjustment"),
            Guard(
                name="budget_line_follows_its_adjustments",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=(
                    "UPDATE programs_budgetline SET amount = amount + NEW.amount "
                    "WHERE id = NEW.line_id; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.amount:+,.2f}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.line.scope_keys()
