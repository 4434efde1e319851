"""Applications: the draft that people save, and the submissions that nobody changes."""

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, Refusal, append_only, both_or_neither
from foundation.states import Lifecycle, Move
from programs.applications.states import FINAL, LIFECYCLE, Status
from programs.calls.models import Call, FormVersion
from startups.companies.models import Company
from startups.companies.states import Status as Record

NOT_ASKED = _("A correction changes only what was asked for; this was not: %(names)s.")
ASKED = (  # the questions that a correction under way is limited to, or null
    "SELECT c.items INTO asked FROM programs_correction c "
    "JOIN programs_application a ON a.id = c.application_id "
    "WHERE a.id = NEW.application_id AND a.status = 'correction'; "
)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Actor) -> "ApplicationQuerySet":
        """Staff by program, districts and companies by theirs; drafts only the company.

        Experts read the applications assigned to them through their assignments.
        """
        reach: Any = user.reach(Permission.READ_APPLICATIONS)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self.exclude(status=Status.DRAFT)
        mine = Q(company__in=[int(pk) for pk in reach.ids(ScopeKind.COMPANY)])
        others = Q(call__program__in=reach.ids(ScopeKind.PROGRAM)) | Q(
            company__district__in=reach.ids(ScopeKind.DISTRICT)
        )
        return self.filter(mine | (others & ~Q(status=Status.DRAFT)))

    def under_way(self) -> "ApplicationQuerySet":
        return self.exclude(status__in=FINAL)


class Application(HasLifecycle):
    """What one company asks of one call."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="applications", verbose_name=_("company")
    )
    company_type = models.CharField(_("applies as"), max_length=20)
    status = models.CharField(
        _("status"), max_length=16, choices=Status, default=Status.DRAFT, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    due_on = models.DateField(_("due"), null=True, editable=False)
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, editable=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="application_one_live_per_company_and_call",
                fields=["call", "company"],
                condition=~Q(status=Status.WITHDRAWN),
                violation_error_code="application",
                violation_error_message=_(
                    "This company has an application in this call already."
                ),
            ),
            both_or_neither("application", "submitted"),
        ]
        indexes = [
            models.Index(
                fields=["call", "status", "-id"], name="application_by_status"
            ),
            models.Index(fields=["company", "-id"], name="application_by_company"),
            models.Index("status", "due_on", name="application_by_deadline"),
        ]
        triggers = lifecycle_guards("application", LIFECYCLE)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("application-detail", args=[self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return [
            (ScopeKind.PROGRAM, str(self.call.program_id)),
            *self.company.scope_keys(),
        ]

    @property
    def type_label(self) -> StrOrPromise:
        """What the company applies as, in words."""
        types = self.call.program.rules.types
        named = {each.code: each.label for each in types}
        return named.get(self.company_type, self.company_type)

    def refuse_bad_company(self) -> None:
        """A record that was not accepted, or lives on in another, does not apply."""
        if self.company.status in {Record.REFUSED, Record.MERGED}:
            raise Refusal(
                _("The record of this company was not accepted: %(status)s."),
                code="company",
                params={"status": self.company.get_status_display()},
            )

    def moves_for(self, user: Actor) -> list[Move]:
        """Without the steps that this kind of program does not have."""
        kind = self.call.program.rules
        return [m for m in super().moves_for(user) if kind.uses(str(m.target))]

    def closes_at(self) -> datetime:
        """The last moment for this company, its own extensions included."""
        given = self.call.extensions.filter(company=self.company_id)
        latest = given.aggregate(latest=models.Max("closes_at"))["latest"]
        return max(self.call.closes_at, latest) if latest else self.call.closes_at


class DraftQuerySet(models.QuerySet["Draft"]):
    def locked(self, application: Application) -> "Draft":
        """The draft and its application as they are now; others wait for our end."""
        rows = self.select_for_update(of=("self", "application"), no_key=True)
        whole = rows.select_related(
            "form_version", "application__call__program", "application__company"
        )
        return whole.get(application=application)


class Draft(models.Model):
    """Answers under way. Anything may be missing; revisions tell two savers apart."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="draft"
    )
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="drafts")
    answers = models.JSONField(_("answers"), default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed_in = models.JSONField(default=dict)  # question: the revision of its answer
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
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("form_version"),
                func=(
                    "PERFORM 1 FROM programs_formversion "
                    "WHERE id = NEW.form_version_id FOR SHARE; RETURN NEW;"
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
            )
        ]

    def __str__(self) -> str:
        return str(self.file)

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


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
                    "OR NEW.submitted_at >= last THEN "
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
