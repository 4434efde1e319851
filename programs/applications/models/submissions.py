"""What was handed in, which nobody changes, and what had to be corrected."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard, append_only, both_or_neither
from programs.applications.models.applications import Application
from programs.calls.models import FormVersion

# A file that was on its way when the call closed may still arrive, for the minutes that
# the call gives: the application is handed in as it stood then, plus that file.
IN_GRACE = """
    NEW.submitted_at < last + make_interval(mins => c.upload_grace)
    AND NOT EXISTS (
        SELECT 1 FROM programs_draft d
        WHERE d.application_id = NEW.application_id AND d.changed_on >= last)
    AND NOT EXISTS (
        SELECT 1 FROM programs_attachment t
        WHERE t.application_id = NEW.application_id AND t.removed_at IS NULL
        AND t.attached_on >= last AND NOT EXISTS (
            SELECT 1 FROM programs_incoming i
            JOIN foundation_upload u ON u.key = i.upload_id
            WHERE i.attachment_id = t.id AND u.begun_on < last))
    AND EXISTS (
        SELECT 1 FROM programs_incoming i
        JOIN foundation_upload u ON u.key = i.upload_id
        JOIN programs_attachment t ON t.id = i.attachment_id
        JOIN programs_formversion f ON f.id = NEW.form_version_id
        WHERE i.application_id = NEW.application_id AND t.removed_at IS NULL
        AND u.begun_on < last AND u.finished_on >= last
        AND jsonb_path_exists(f.schema,
            '$.sections[*].questions[*] ? (@.id == $asked && @.required == true)',
            jsonb_build_object('asked', i.question)))
"""


class Correction(models.Model):
    """What a formal review wants put right, and until when; asked for once."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="correction"
    )
    items = models.JSONField(_("what to correct"))  # [{"question", "wrong"}, …]
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(_("asked"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.CheckConstraint(
                name="correction_names_what_is_wrong",
                condition=~Q(items=[]),
                violation_error_code="items",
                violation_error_message=_("Choose what has to be corrected."),
            ),
            both_or_neither("correction", "asked"),
            both_or_neither("correction", "answered"),
        ]
        triggers = append_only(
            "correction",
            allow=(
                "TG_OP = 'UPDATE' AND OLD.answered_at IS NULL AND (to_jsonb(NEW) - "
                "'answered_at' - 'answered_by_id') = (to_jsonb(OLD) - 'answered_at' - "
                "'answered_by_id')"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.due_on}"

    @property
    def questions(self) -> frozenset[str]:
        """The only questions that may be answered anew."""
        return frozenset(item["question"] for item in self.items)


class Submission(models.Model):
    """What was handed in, as it was: the record that every later step refers to."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="submissions"
    )
    sequence = models.PositiveSmallIntegerField(_("sequence"))
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    snapshot = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    submitted_at = models.DateTimeField(
        _("submitted"), editable=False, db_default=Now()
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("submitted by"),
    )

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["application", "sequence"]
        constraints = [
            models.UniqueConstraint(
                name="submission_once_per_sequence",
                fields=["application", "sequence"],
                violation_error_code="submission",
                violation_error_message=_("This has been submitted already."),
            ),
            both_or_neither("submission", "submitted"),
        ]
        triggers = [
            Guard(
                name="submission_before_the_close",
                code="closed",
                when_broken=_(
                    "The call is not open: it takes applications from %(opens)s until "
                    "%(closes)s."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("c", "record"), ("last", "timestamptz")],
                func=(
                    "NEW.submitted_at := clock_timestamp(); "
                    "SELECT call.*, a.company_id INTO c FROM programs_application a "
                    "JOIN programs_call call ON call.id = a.call_id "
                    "WHERE a.id = NEW.application_id FOR SHARE OF call; "
                    "SELECT greatest(c.closes_at, max(e.closes_at)) INTO last "
                    "FROM programs_extension e "
                    "WHERE e.call_id = c.id AND e.company_id = c.company_id; "
                    "IF NEW.sequence > 1 AND EXISTS (SELECT 1 FROM "
                    "programs_application a WHERE a.id = NEW.application_id "
                    "AND a.status IN ('correction', 'formal_review')) "
                    "THEN RETURN NEW; END IF; "
                    "IF c.status <> 'published' OR NEW.submitted_at < c.opens_at "
                    f"OR (NEW.submitted_at >= last AND NOT ({IN_GRACE})) THEN "
                    + Guard.refuse(
                        "submission_before_the_close",
                        opens="to_char(c.opens_at AT TIME ZONE 'Asia/Shanghai', "
                        "'YYYY-MM-DD HH24:MI')",
                        closes="to_char(last AT TIME ZONE 'Asia/Shanghai', "
                        "'YYYY-MM-DD HH24:MI')",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
            *append_only("submission"),
        ]

    def __str__(self) -> str:
        return f"{self.application} ({self.sequence})"
