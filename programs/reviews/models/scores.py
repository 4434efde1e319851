"""What an expert scored, locked when it is submitted, and why it was opened again."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.journal.history import with_history
from foundation.refusals import Guard, append_only, both_or_neither
from programs.experts.models import OfCallQuerySet
from programs.reviews.models.assignments import Assignment

MOST_POINTS = 100


class ScoreQuerySet(OfCallQuerySet):
    path = "assignment__application__call__program__in"


@with_history
class Score(models.Model):
    """An expert's sheet for one application; locked when it is submitted.

    The comment is for the panel and the city; `feedback` is what the expert means the
    applicant to read.
    """

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="sheet", verbose_name=_("assignment")
    )
    points = models.JSONField(_("points"), default=dict)  # criterion → points as text
    total = models.DecimalField(
        _("total"), max_digits=5, decimal_places=1, null=True, editable=False
    )
    comment = models.TextField(_("comment"), blank=True)
    feedback = models.TextField(_("for the applicant"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False,
        related_name="+",
    )  # fmt: skip

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            both_or_neither("score", "submitted"),
            models.CheckConstraint(
                name="score_total_from_0_to_100",
                condition=Q(total=None) | Q(total__gte=0, total__lte=MOST_POINTS),
                violation_error_code="total",
                violation_error_message=_("A total is between 0 and 100."),
            ),
            models.CheckConstraint(
                name="score_submitted_with_a_total",
                condition=Q(submitted_at=None) | Q(total__isnull=False),
                violation_error_code="total",
                violation_error_message=_("Give points for every criterion."),
            ),
        ]
        triggers = [
            Guard(
                name="score_is_locked_once_submitted",
                code="locked",
                when_broken=_("This score has been submitted and cannot be changed."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF OLD.submitted_at IS NULL THEN "
                    "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF; "
                    "IF TG_OP = 'UPDATE' AND NEW.submitted_at IS NULL "
                    "AND NEW.assignment_id = OLD.assignment_id "
                    "AND NEW.points = OLD.points AND NEW.total = OLD.total "
                    "AND NEW.comment = OLD.comment AND NEW.feedback = OLD.feedback "
                    "AND EXISTS (SELECT 1 FROM programs_rescoring r "
                    "WHERE r.score_id = OLD.id AND r.was_submitted = OLD.submitted_at "
                    "AND r.points = OLD.points AND r.total = OLD.total "
                    "AND r.comment = OLD.comment AND r.feedback = OLD.feedback) THEN "
                    "RETURN NEW; END IF; "
                    + Guard.refuse("score_is_locked_once_submitted")
                ),
            ),
            Guard(
                name="score_comes_within_its_phase",
                code="phase",
                when_broken=_("Scores of this call were taken until %(until)s."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("submitted_at"),
                declare=[("last", "timestamptz"), ("longer", "timestamptz")],
                func=(
                    "IF NEW.submitted_at IS NULL THEN RETURN NEW; END IF; "
                    "SELECT p.scores_until INTO last FROM programs_reviewplan p "
                    "JOIN programs_application a ON a.call_id = p.call_id "
                    "JOIN programs_assignment s ON s.application_id = a.id "
                    "WHERE s.id = NEW.assignment_id FOR SHARE OF p; "
                    "SELECT max(r.until) INTO longer FROM programs_rescoring r "
                    "WHERE r.score_id = NEW.id; "
                    "IF clock_timestamp() >= greatest(last, longer) "
                    "AND last IS NOT NULL THEN "
                    + Guard.refuse(
                        "score_comes_within_its_phase",
                        until="to_char(greatest(last, longer) AT TIME ZONE "
                        "'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.total}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.assignment.application.scope_keys()


class RescoringQuerySet(OfCallQuerySet):
    path = "score__assignment__application__call__program__in"


class Rescoring(models.Model):
    """That a submitted score was opened again: why, by whom, and what it had said."""

    score = models.ForeignKey(
        Score, models.PROTECT, related_name="rescorings", verbose_name=_("score")
    )
    points = models.JSONField(_("points"))
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=1)
    comment = models.TextField(_("comment"), blank=True)
    feedback = models.TextField(_("for the applicant"), blank=True)
    was_submitted = models.DateTimeField(_("submitted"))
    until = models.DateTimeField(_("to be scored until"))
    reason = models.TextField(_("reason"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
    )

    objects = RescoringQuerySet.as_manager()

    class Meta:
        verbose_name = _("rescoring")
        verbose_name_plural = _("rescorings")
        ordering = ["-opened_at"]
        constraints = [
            both_or_neither("rescoring", "opened"),
            models.UniqueConstraint(
                name="rescoring_once_per_submission",
                fields=["score", "was_submitted"],
                violation_error_code="rescoring",
                violation_error_message=_("This score has been opened already."),
            ),
            models.CheckConstraint(
                name="rescoring_gives_its_reason",
                condition=~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]
        triggers = append_only("rescoring")

    def __str__(self) -> str:
        return f"{self.score}: {self.reason}"
