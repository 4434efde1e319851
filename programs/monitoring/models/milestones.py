"""What an award was given for, in figures with a day; and what was found amiss."""

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.files.models import StoredFile
from foundation.journal.history import with_history
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.monitoring.rules.calendar import YEARS
from programs.monitoring.states import (
    FINDING,
    MILESTONE,
    FindingStatus,
    MilestoneStatus,
)

SET = ("number", "title", "unit", "target", "due_on")


class WatchedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Actor) -> "WatchedQuerySet":
        """Whoever sees the award."""
        return self.filter(award__in=Award.objects.all().visible_to(user))


class DueQuerySet(WatchedQuerySet):
    """Milestones and findings: the company's while they are open."""

    def owed(self) -> "DueQuerySet":
        return self.filter(status="open", award__status__in=LIVE)

    def overdue(self, today: date) -> "DueQuerySet":
        return self.owed().filter(due_on__lt=today)


@with_history
class Milestone(HasLifecycle):
    """A target of an award: met when somebody of the city says so, by its evidence."""

    lifecycle: ClassVar[Lifecycle] = MILESTONE

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="milestones", verbose_name=_("award")
    )
    number = models.PositiveSmallIntegerField(
        _("with the report no."),
        validators=[MinValueValidator(1), MaxValueValidator(YEARS)],
    )
    title = models.CharField(
        pgettext_lazy("milestone", "what is reached"), max_length=200
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    due_on = models.DateField(_("due"))
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=MilestoneStatus,
        default=MilestoneStatus.OPEN,
        editable=False,
    )
    actual = models.DecimalField(
        _("reached"), max_digits=16, decimal_places=2, null=True, editable=False
    )
    note = models.TextField(_("note"), blank=True, editable=False)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("evidence"),
    )
    claimed_at = models.DateTimeField(_("reported"), null=True, editable=False)
    claimed_by = person_field(_("reported by"))
    met_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    met_by = person_field(_("confirmed by"))

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["award", "number", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="milestone_target_is_positive",
                condition=Q(target__gt=0),
                violation_error_code="target",
                violation_error_message=_("A target is more than zero."),
            ),
            models.CheckConstraint(
                name="milestone_belongs_to_one_of_five_years",
                condition=Q(number__gte=1, number__lte=YEARS),
                violation_error_code="number",
                violation_error_message=_("An award owes five yearly reports."),
            ),
            models.UniqueConstraint(
                name="milestone_once_per_award_and_title",
                fields=["award", "number", "title"],
                violation_error_code="title",
                violation_error_message=_("This milestone exists already."),
            ),
            models.CheckConstraint(
                name="milestone_is_reported_with_evidence",
                condition=Q(status=MilestoneStatus.OPEN)
                | Q(actual__isnull=False, evidence__isnull=False),
                violation_error_code="evidence",
                violation_error_message=_(
                    "Say what was reached, and attach what shows it."
                ),
            ),
            models.CheckConstraint(
                name="milestone_met_when_it_is_reached",
                condition=~Q(status=MilestoneStatus.MET)
                | Q(met_by__isnull=False, actual__gte=F("target")),
                violation_error_code="target",
                violation_error_message=_(
                    "A milestone is met by somebody's word, and when its target is "
                    "reached. A lower target is a change that the city decides."
                ),
            ),
            by_another(
                "milestone_met_by_another",
                "met_by",
                "claimed_by",
                _("Whoever reported this milestone cannot confirm it as well."),
            ),
            both_or_neither("milestone", "claimed"),
            both_or_neither("milestone", "met"),
        ]
        triggers = [
            *lifecycle_guards("milestone", MILESTONE),
            frozen(
                "milestone_stands_once_reported",
                _(
                    "A milestone that is reported as met is not changed any more, and "
                    "none is ever removed."
                ),
                "award_id",
                once={"OLD.status <> 'open'": SET},
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()


class Finding(HasLifecycle):
    """Something that was found amiss with an award and has to be put right by a day.

    While one is open, the conditions that ask for none are shut.
    """

    lifecycle: ClassVar[Lifecycle] = FINDING

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="findings", verbose_name=_("award")
    )
    text = models.TextField(_("what was found"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    due_on = models.DateField(_("to be put right by"))
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=FindingStatus,
        default=FindingStatus.OPEN,
        editable=False,
    )
    opened_at = models.DateTimeField(
        pgettext_lazy("when", "opened"), null=True, editable=False
    )
    opened_by = person_field(pgettext_lazy("finding", "opened by"))
    answer = models.TextField(_("answer of the company"), blank=True, editable=False)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("evidence"),
    )
    answered_at = models.DateTimeField(
        pgettext_lazy("when", "answered"), null=True, editable=False
    )
    answered_by = person_field(_("answered by"))
    closed_at = models.DateTimeField(
        pgettext_lazy("when", "closed"), null=True, editable=False
    )
    closed_by = person_field(_("closed by"))
    outcome = models.TextField(_("how it was settled"), blank=True, editable=False)

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_says_what_is_amiss",
                condition=~Q(text=""),
                violation_error_code="text",
                violation_error_message=_("Say what was found."),
            ),
            models.CheckConstraint(
                name="finding_is_closed_with_its_outcome",
                condition=~Q(status=FindingStatus.CLOSED) | ~Q(outcome=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
            by_another(
                "finding_closed_by_another_than_who_answered",
                "closed_by",
                "answered_by",
                _("Whoever answered a finding cannot close it as well."),
            ),
            both_or_neither("finding", "opened"),
            both_or_neither("finding", "answered"),
            both_or_neither("finding", "closed"),
        ]
        indexes = [models.Index("status", "due_on", name="finding_by_due_day")]
        triggers = [
            *lifecycle_guards("finding", FINDING),
            frozen(
                "finding_stands_as_it_was_opened",
                _("A finding is closed with its outcome, never rewritten."),
                "award_id",
                "text",
                "opened_by_id",
                "opened_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.text[:40]}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()
