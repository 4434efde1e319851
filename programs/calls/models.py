"""Calls for applications, the versions of their form, and extensions by name."""

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither
from foundation.states import Lifecycle
from foundation.translated import TranslatedText, pick
from programs.calls.states import LIFECYCLE, QuestionKind, Status
from programs.catalogue.models import Program


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Actor) -> "CallQuerySet":
        """Everyone sees what has been published; staff also what is being prepared."""
        programs = Program.objects.all().visible_to(user)
        return self.filter(~Q(status=Status.DRAFT) | Q(program__in=programs))

    def published(self) -> "CallQuerySet":
        return self.filter(status=Status.PUBLISHED)

    def open_at(self, now: datetime) -> "CallQuerySet":
        return self.published().filter(opens_at__lte=now, closes_at__gt=now)

    def upcoming(self, now: datetime) -> "CallQuerySet":
        return self.published().filter(opens_at__gt=now)


class Call(HasLifecycle):
    """An invitation to apply, open from one second up to, and without, another."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="calls", verbose_name=_("program")
    )
    slug = models.SlugField(_("address"), unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    title = TranslatedText(_("title"))
    summary = TranslatedText(_("summary"), blank=True)
    guideline = TranslatedText(_("guideline"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    upload_grace = models.PositiveSmallIntegerField(
        _("minutes for uploads after the close"),
        default=15,
        help_text=_("For files whose upload had begun before, and for nothing else."),
    )
    carries_over = models.BooleanField(
        _("drafts follow the newest form"), default=False, editable=False
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                name="call_opens_before_it_closes",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_code="period",
                violation_error_message=_("A call must open before it closes."),
            ),
            models.CheckConstraint(
                name="call_upload_grace_is_short",
                condition=Q(upload_grace__lte=60),
                violation_error_code="grace",
                violation_error_message=_("Uploads have one hour at most."),
            ),
        ]
        triggers = lifecycle_guards("call", LIFECYCLE)

    def __str__(self) -> str:
        return pick(self.title)

    def get_absolute_url(self) -> str:
        return reverse("call-detail", args=[self.slug])

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()

    def is_open(self, now: datetime) -> bool:
        published = self.status == Status.PUBLISHED
        return published and self.opens_at <= now < self.closes_at


class FormVersion(models.Model):
    """What a call asks, frozen as soon as somebody has begun to answer."""

    call = models.ForeignKey(
        Call, models.CASCADE, related_name="form_versions", verbose_name=_("call")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    schema = models.JSONField(_("questions"))

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="form_version_once_per_number",
                fields=["call", "number"],
                violation_error_code="version",
                violation_error_message=_("This version exists already."),
            ),
        ]
        triggers = [
            Guard(
                name="form_version_in_use_is_frozen",
                code="frozen",
                when_broken=_(
                    "Somebody has begun to answer this form; make a new version."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM programs_draft "
                    "WHERE form_version_id = OLD.id) THEN "
                    + Guard.refuse("form_version_in_use_is_frozen")
                    + " END IF; "
                    "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} v{self.number}"


class Sketch(models.Model):
    """The form of a call while staff are still writing it; nobody answers it yet.

    `revision` tells two officers apart who have the same form before them.
    """

    call = models.OneToOneField(
        Call, models.CASCADE, related_name="sketch", verbose_name=_("call")
    )
    schema = models.JSONField(_("questions"))
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(_("edited"), null=True)
    edited_by = person_field(_("edited by"))

    class Meta:
        verbose_name = _("form being written")
        verbose_name_plural = _("forms being written")
        constraints = [both_or_neither("sketch", "edited")]

    def __str__(self) -> str:
        return str(self.call)


class BankQuestion(models.Model):
    """A question worth asking again, found by its words and copied into a form."""

    name = models.SlugField(_("id"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind)
    label = TranslatedText(_("label"))
    question = models.JSONField(_("question"))
    kept_at = models.DateTimeField(_("kept"), null=True)
    kept_by = person_field(_("kept by"))

    class Meta:
        verbose_name = _("question of the bank")
        verbose_name_plural = _("bank of questions")
        ordering = ["name"]
        constraints = [
            both_or_neither("bank_question", "kept"),
            models.UniqueConstraint(
                name="bank_question_once_per_name",
                fields=["name"],
                violation_error_code="name",
                violation_error_message=_("The bank has a question of this id."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label)


class Extension(models.Model):
    """More time for one company, with the reason and the person who gave it."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="extensions", verbose_name=_("call")
    )
    company = models.ForeignKey(
        "startups.Company",
        models.PROTECT,
        related_name="extensions",
        verbose_name=_("company"),
    )
    closes_at = models.DateTimeField(_("closes"))
    reason = models.TextField(_("reason"))
    granted_at = models.DateTimeField(_("granted"), null=True, editable=False)
    granted_by = person_field(_("granted by"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            both_or_neither("extension", "granted"),
            models.CheckConstraint(
                name="extension_gives_its_reason",
                condition=~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]
        indexes = [models.Index("call", "company", name="extension_of_company")]

    def __str__(self) -> str:
        return f"{self.company} {self.closes_at}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.call.scope_keys()
