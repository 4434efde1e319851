"""What is being written: answers that anybody may still change, and their files."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey
from foundation.refusals import Guard, both_or_neither
from programs.applications.models.applications import Application
from programs.calls.models import FormVersion

NOT_ASKED = _("A correction changes only what was asked for; this was not: %(names)s.")
ASKED = (  # the questions that a correction under way is limited to, or null
    "SELECT c.items INTO asked FROM programs_correction c "
    "JOIN programs_application a ON a.id = c.application_id "
    "WHERE a.id = NEW.application_id AND a.status = 'correction'; "
)


SAVED_BY_NUMBER = (  # what saving reads, of the draft and around it
    *("answers", "revision", "changed_in", "authors", "news", "set_aside", "known"),
    *("application__number", "application__status", "application__call__program"),
    *("application__call__closes_at", "application__call__upload_grace"),
    *("application__company__uscc", "application__company__district"),
    *("form_version__number", "form_version__schema", "form_version__call"),
)


class DraftQuerySet(models.QuerySet["Draft"]):
    def locked(self, application: Application, *anew: str) -> "Draft":
        """The draft and its application as they are now; others wait for our end.

        What the caller has read is not read again, but for what is asked for `anew`:
        the paths of what may have changed while somebody had it before their eyes.
        """
        rows = self.select_for_update(of=("self", "application"), no_key=True)
        rows = rows.select_related("application", *anew)
        draft = rows.get(application=application)
        cached = draft.application._state.fields_cache
        for name in {"call", "company"} - cached.keys():
            if Application._meta.get_field(name).is_cached(application):  # type: ignore[union-attr]  # foreign keys
                setattr(draft.application, name, getattr(application, name))
        read: Draft | None = application._state.fields_cache.get("draft")
        if read and read.form_version_id == draft.form_version_id:
            draft.form_version = read.form_version
        return draft

    def locked_by_number(self, number: str) -> "Draft":
        """The same from a number alone, with what saving reads, in one query."""
        rows = self.select_for_update(of=("self", "application"), no_key=True)
        rows = rows.select_related(
            "application__call", "application__company", "form_version"
        ).only(*SAVED_BY_NUMBER)
        return rows.get(application__number=number)


class Draft(models.Model):
    """Answers under way. Anything may be missing; revisions tell two savers apart."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="draft"
    )
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="drafts")
    answers = models.JSONField(_("answers"), default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed_in = models.JSONField(default=dict)  # question: the revision of its answer
    authors = models.JSONField(default=dict)  # question: who changed it, when, where
    changed_on = models.DateTimeField(null=True, editable=False)  # by the database
    known = models.JSONField(default=dict)  # question: what the city knew, and since
    set_aside = models.JSONField(default=list)  # answers that the form asks no longer
    news = models.JSONField(default=dict)  # what changed of the form, until it is read
    saved_at = models.DateTimeField(_("saved"), null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [both_or_neither("draft", "saved")]
        triggers = [
            Guard(
                name="draft_holds_its_form",  # a version is frozen from here on
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("form_version_id"),
                func=(
                    "PERFORM 1 FROM programs_formversion "
                    "WHERE id = NEW.form_version_id FOR SHARE; RETURN NEW;"
                ),
            ),
            Guard(
                name="draft_answers_are_dated",  # what a late submission hangs on
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "NEW.changed_on := OLD.changed_on; "
                    "IF NEW.answers IS DISTINCT FROM OLD.answers THEN "
                    "NEW.changed_on := clock_timestamp(); END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="draft_correction_keeps_to_what_was_asked",
                code="not_asked",
                when_broken=NOT_ASKED,
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("answers"),
                declare=[("asked", "jsonb"), ("strange", "text")],
                func=(
                    ASKED + "IF asked IS NULL THEN RETURN NEW; END IF; "
                    "SELECT string_agg(k.key, ', ' ORDER BY k.key) INTO strange FROM ("
                    "SELECT jsonb_object_keys(OLD.answers) AS key "
                    "UNION SELECT jsonb_object_keys(NEW.answers)) k "
                    "WHERE OLD.answers -> k.key IS DISTINCT FROM NEW.answers -> k.key "
                    "AND NOT asked @> jsonb_build_array(jsonb_build_object("
                    "'question', k.key)); "
                    "IF strange IS NOT NULL THEN "
                    + Guard.refuse(
                        "draft_correction_keeps_to_what_was_asked", names="strange"
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)


class Attachment(models.Model):
    """A file that answers a question; taken out of a draft it stays on record."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="attachments"
    )
    question = models.CharField(max_length=40)
    file = models.OneToOneField(
        "foundation.StoredFile", models.PROTECT, related_name="attachment"
    )
    attached_on = models.DateTimeField(null=True, editable=False)  # by the database
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        constraints = [both_or_neither("attachment", "removed")]
        triggers = [
            Guard(
                name="attachment_is_dated_when_it_comes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.attached_on := clock_timestamp(); RETURN NEW;",
            ),
            Guard(
                name="attachment_correction_keeps_to_what_was_asked",
                code="not_asked",
                when_broken=NOT_ASKED,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("removed_at"),
                declare=[("asked", "jsonb")],
                func=(
                    ASKED + "IF asked IS NOT NULL AND NOT asked @> jsonb_build_array("
                    "jsonb_build_object('question', NEW.question)) THEN "
                    + Guard.refuse(
                        "attachment_correction_keeps_to_what_was_asked",
                        names="NEW.question",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.file)

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


class Incoming(models.Model):
    """A file on its way to a question; its upload says how much of it has arrived."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="incoming"
    )
    question = models.CharField(max_length=40)
    upload = models.OneToOneField(
        "foundation.Upload", models.CASCADE, related_name="incoming"
    )
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("file on its way")
        verbose_name_plural = _("files on their way")
        triggers = [
            Guard(
                name="incoming_keeps_its_place",
                code="file",
                when_broken=_("A file that is on its way stays where it belongs."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.attachment_id IS NOT NULL "
                    "OR NEW.application_id <> OLD.application_id "
                    "OR NEW.upload_id <> OLD.upload_id "
                    "OR NEW.question <> OLD.question THEN "
                    + Guard.refuse("incoming_keeps_its_place")
                    + " END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.upload}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()
