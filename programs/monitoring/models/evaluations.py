"""The final evaluation of an award: the form of D§1.7, signed by two."""

from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.money import money_field
from foundation.moves import HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another, frozen, only_while
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.monitoring.models.milestones import WatchedQuerySet
from programs.monitoring.rules.evaluating import POINTS, Measure
from programs.monitoring.states import (
    EVALUATION,
    Direction,
    EvaluationStatus,
    Grade,
    Section,
)

SIGNED = (
    "budget", "spent", "summary", "advice", "score", "grade", "content", "sha256",
)  # fmt: skip


def _each_section_full() -> str:
    """True while a section's lines do not add up to its points."""
    wrong = " OR ".join(
        "(SELECT coalesce(sum(points), 0) FROM programs_evaluationline l "
        f"WHERE l.evaluation_id = NEW.id AND l.section = '{section}') <> {points}"
        for section, points in POINTS.items()
    )
    return f"({wrong})"


class Evaluation(HasLifecycle):
    """How an award ended: execution 10, output 50, effect 30, satisfaction 10.

    With the first signature, what it says is frozen with its score and hash.
    """

    lifecycle: ClassVar[Lifecycle] = EVALUATION

    award = models.OneToOneField(
        Award, models.PROTECT, related_name="evaluation", verbose_name=_("award")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=EvaluationStatus,
        default=EvaluationStatus.DRAFT,
        editable=False,
    )
    budget = money_field(_("money to be spent (yuan)"))
    spent = money_field(_("spent (yuan)"))
    summary = models.TextField(_("summary"), blank=True)
    advice = models.TextField(_("deviations and what to improve"), blank=True)
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, editable=False
    )
    grade = models.CharField(
        pgettext_lazy("evaluation", "grade"),
        max_length=10,
        choices=Grade,
        blank=True,
        editable=False,
    )
    content = models.JSONField(_("what it says"), null=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, editable=False)
    evaluated_by = person_field(_("evaluated by"))
    countersigned_at = models.DateTimeField(_("signed"), null=True, editable=False)
    countersigned_by = person_field(_("signed by"))

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("final evaluation")
        verbose_name_plural = _("final evaluations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="evaluation_of_money_that_was_to_be_spent",
                condition=Q(budget__gt=0, spent__gte=0),
                violation_error_code="budget",
                violation_error_message=_("Give an amount of more than zero."),
            ),
            models.CheckConstraint(
                name="evaluation_signed_as_it_was_frozen",
                condition=Q(status=EvaluationStatus.DRAFT)
                | (
                    Q(
                        score__isnull=False,
                        content__isnull=False,
                        evaluated_by__isnull=False,
                    )
                    & ~Q(sha256="")
                ),
                violation_error_code="four_eyes",
                violation_error_message=_("An evaluation is signed by two, by name."),
            ),
            models.CheckConstraint(
                name="evaluation_signed_by_two",
                condition=~Q(status=EvaluationStatus.SIGNED)
                | Q(countersigned_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_("An evaluation is signed by two, by name."),
            ),
            by_another(
                "evaluation_signed_by_another",
                "countersigned_by",
                "evaluated_by",
                _("Whoever wrote the evaluation cannot give the second signature."),
            ),
            both_or_neither("evaluation", "evaluated"),
            both_or_neither("evaluation", "countersigned"),
        ]
        triggers = [
            *lifecycle_guards("evaluation", EVALUATION),
            frozen(
                "evaluation_stands_once_signed",
                _("A signed evaluation stands as it is."),
                "award_id",
                once={"OLD.status <> 'draft' AND NEW.status <> 'draft'": SIGNED},
            ),
            Guard(
                name="evaluation_fills_its_form",
                code="points",
                when_broken=_(
                    "The lines add up to 50 points of output, 30 of effect and 10 of "
                    "satisfaction before anybody signs."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                func=(
                    "IF OLD.status = 'draft' AND NEW.status = 'evaluated' AND "
                    f"{_each_section_full()} THEN "
                    + Guard.refuse("evaluation_fills_its_form")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.award)

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()

    @property
    def rate(self) -> Decimal:
        return self.spent / self.budget


class EvaluationLine(models.Model):
    """One indicator of the form: what it is worth, what was wanted, what came of it."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="lines")
    section = models.CharField(_("section"), max_length=12, choices=Section)
    title = models.CharField(_("indicator"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.POSITIVE
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    actual = models.DecimalField(_("reached"), max_digits=16, decimal_places=2)
    note = models.CharField(_("why it deviates"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of an evaluation")
        verbose_name_plural = _("lines of an evaluation")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="evaluation_line_measures_something",
                condition=Q(points__gt=0, target__gt=0, actual__gte=0),
                violation_error_code="target",
                violation_error_message=_(
                    "Points and target are more than zero, and what was reached is "
                    "not less."
                ),
            ),
            models.UniqueConstraint(
                name="evaluation_line_once_per_title",
                fields=["evaluation", "title"],
                violation_error_code="title",
                violation_error_message=_("This indicator is in the form already."),
            ),
        ]
        triggers = [
            only_while(
                "status = 'draft'",
                "evaluation_lines_stand_once_signed",
                _("A signed evaluation stands as it is."),
                of="programs_evaluation",
                at="{row}.evaluation_id",
                code="frozen",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def measure(self) -> Measure:
        return Measure(self.points, self.target, self.actual, self.direction)
