"""What the panel adds to single scores: outliers confirmed, ties decided by vote."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.journal.history import with_history
from foundation.refusals import Guard, append_only, both_or_neither
from programs.applications.models import Application
from programs.experts.models import Expert, OfCallQuerySet
from programs.reviews.models.scores import Score


class OutlierQuerySet(OfCallQuerySet):
    path = "score__assignment__application__call__program__in"


class OutlierConfirmation(models.Model):
    """That the chair looked at a score far from the others, and that it stands."""

    score = models.ForeignKey(
        Score, models.PROTECT, related_name="confirmations", verbose_name=_("score")
    )
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=1)
    median = models.DecimalField(_("median"), max_digits=5, decimal_places=2)
    chair = models.ForeignKey(
        Expert, models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    reason = models.TextField(_("reason"))
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = OutlierQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmed outlier")
        verbose_name_plural = _("confirmed outliers")
        ordering = ["-confirmed_at"]
        constraints = [
            both_or_neither("outlier", "confirmed"),
            models.UniqueConstraint(
                name="outlier_confirmed_once",
                fields=["score", "total"],
                violation_error_code="outlier",
                violation_error_message=_("This score has been confirmed already."),
            ),
            models.CheckConstraint(
                name="outlier_gives_its_reason",
                condition=~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]
        triggers = [
            *append_only("outlier"),
            Guard(
                name="outlier_confirmed_by_another_of_the_panel",
                code="chair",
                when_broken=_(
                    "The chair is another expert who has scored this application."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM programs_score mine "
                    "JOIN programs_assignment own ON own.id = mine.assignment_id "
                    "JOIN programs_assignment chair "
                    "ON chair.application_id = own.application_id "
                    "WHERE mine.id = NEW.score_id AND chair.status = 'scored' "
                    "AND chair.expert_id = NEW.chair_id "
                    "AND chair.expert_id <> own.expert_id) THEN "
                    + Guard.refuse("outlier_confirmed_by_another_of_the_panel")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} ({self.chair})"


class PanelVoteQuerySet(OfCallQuerySet):
    path = "application__call__program__in"


@with_history
class PanelVote(models.Model):
    """How a panel voted on one of those that points alone did not tell apart."""

    application = models.OneToOneField(
        Application,
        models.PROTECT,
        related_name="panel_vote",
        verbose_name=_("application"),
    )
    votes = models.PositiveSmallIntegerField(_("votes for it"))
    cast = models.PositiveSmallIntegerField(_("votes cast"))
    minutes = models.TextField(_("minutes"), blank=True)
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = PanelVoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote of a panel")
        verbose_name_plural = _("votes of panels")
        ordering = ["-noted_at"]
        constraints = [
            both_or_neither("panel_vote", "noted"),
            models.CheckConstraint(
                name="panel_vote_is_within_those_cast",
                condition=Q(votes__lte=F("cast"), cast__gt=0),
                violation_error_code="votes",
                violation_error_message=_("There are not more votes than were cast."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.votes}/{self.cast}"
