"""How a call is reviewed: its dates, whether names are hidden, who was reminded."""

import uuid

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.refusals import Guard, both_or_neither, starts_before_ends
from programs.applications.models import Attachment
from programs.calls.models import Call
from programs.experts.models import OfCallQuerySet
from programs.reviews.models.assignments import Assignment
from programs.reviews.states import Step


class ReviewPlan(models.Model):
    """When experts may read and score, and whether they learn who applies."""

    call = models.OneToOneField(
        Call, models.PROTECT, related_name="review_plan", verbose_name=_("call")
    )
    blind = models.BooleanField(
        _("blind review"),
        default=False,
        help_text=_(
            "Experts read no name of a company or person, no credit code and no file "
            "name; of files, the metadata are taken out, and those whose text still "
            "names the applicant are held back."
        ),
    )
    opens_at = models.DateTimeField(
        _("experts read from"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as an application is given to them."),
    )
    scores_until = models.DateTimeField(
        _("scores are taken until"),
        null=True,
        blank=True,
        help_text=_("Empty: without end; who is late is reminded."),
    )
    set_at = models.DateTimeField(_("set"), null=True, editable=False)
    set_by = person_field(_("set by"))

    objects = OfCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a call")
        verbose_name_plural = _("reviews of calls")
        ordering = ["-id"]
        constraints = [
            both_or_neither("review_plan", "set"),
            starts_before_ends("review_plan", "opens_at", "scores_until"),
        ]
        triggers = [
            Guard(
                name="review_plan_shows_to_all_alike",
                code="blind",
                when_broken=_(
                    "Experts have begun to read: whether names are hidden stays as it "
                    "is."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("blind", "call_id"),
                declare=[("was", "boolean")],
                func=(
                    "was := CASE WHEN TG_OP = 'UPDATE' THEN OLD.blind ELSE false END; "
                    "IF NEW.blind <> was AND EXISTS (SELECT 1 "
                    "FROM programs_assignment s "
                    "JOIN programs_application a ON a.id = s.application_id "
                    "WHERE a.call_id = NEW.call_id "
                    "AND s.status IN ('declared', 'scored')) THEN "
                    + Guard.refuse("review_plan_shows_to_all_alike")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.call)

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()


class ReviewReminder(models.Model):
    """That an expert was reminded of an application, this long before its due day."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due"))
    step = models.CharField(_("step"), max_length=10, choices=Step)
    sent_on = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder of a review")
        verbose_name_plural = _("reminders of reviews")
        constraints = [
            models.UniqueConstraint(
                name="review_reminder_once_per_step",
                fields=["assignment", "due_on", "step"],
                violation_error_code="reminder",
                violation_error_message=_("This reminder has gone out already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.step}"


class CleanCopy(models.Model):
    """A file without its metadata, for those who must not learn whose it is."""

    attachment = models.OneToOneField(
        Attachment, models.PROTECT, related_name="clean_copy"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    withheld = models.BooleanField(_("held back: it names the applicant"))
    made_on = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file without names")
        verbose_name_plural = _("files without names")

    def __str__(self) -> str:
        return str(self.attachment)

    @property
    def path(self) -> str:
        return f"clean/{self.key.hex[:2]}/{self.key.hex}"
