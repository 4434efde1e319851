"""Scheduled reports: what managers want regularly, and every issue they received.

A run is the promise that a period will be reported; an issue is the frozen report. Runs
and deliveries are worked through by tasks that may die at any line and start again.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import append_only, both_or_neither, starts_before_ends
from programs.reports import definitions
from programs.reports.states import Cadence, Channel, DeliveryState, Format, RunState


class Schedule(models.Model):
    """That a report is made for every period, and on which day it is due after it."""

    code = models.SlugField(_("code"), unique=True)
    definition = models.CharField(
        _("report"), max_length=12, choices=definitions.choices
    )
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence)
    working_day = models.PositiveSmallIntegerField(
        _("due on which working day after the period"), default=10
    )
    due_time = models.TimeField(_("due at"), default="08:30")
    first_day = models.DateField(_("first period starts on"))
    grace_days = models.PositiveSmallIntegerField(
        _("made up for at most so many days late"), default=400
    )
    is_active = models.BooleanField(_("active"), default=True)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["code"]
        constraints = [
            both_or_neither("schedule", "changed"),
            models.CheckConstraint(
                name="schedule_working_day_from_1_to_60",
                condition=Q(working_day__gte=1, working_day__lte=60),
                violation_error_code="working_day",
                violation_error_message=_("Give a working day from 1 to 60."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Subscription(models.Model):
    """Who receives the issues of a schedule, in which language."""

    schedule = models.ForeignKey(
        Schedule,
        models.CASCADE,
        related_name="subscriptions",
        verbose_name=_("schedule"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="subscriptions",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                name="subscription_once_per_account",
                fields=["schedule", "user"],
                violation_error_code="subscription",
                violation_error_message=_("This person receives it already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} → {self.user}"


class RunQuerySet(models.QuerySet["Run"]):
    def claimable(self, now: datetime, *, until: datetime) -> "RunQuerySet":
        """Due by `until`, not built, in nobody's hands (or in those of the dead)."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(
            free, state=RunState.PLANNED, due_at__lte=until, retry_after__lte=until
        )

    def given_up(self, now: datetime) -> "RunQuerySet":
        """Planned, in nobody's hands, and so late that nobody wants them any more."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        grace = F("schedule__grace_days") * Value(timedelta(days=1))
        last = ExpressionWrapper(F("due_at") + grace, models.DateTimeField())
        return self.alias(last=last).filter(free, state=RunState.PLANNED, last__lt=now)


class Run(models.Model):
    """One period of one schedule: planned once, however many planners there are."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="runs")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    due_at = models.DateTimeField(_("due"))
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    retry_after = models.DateTimeField()
    state = models.CharField(
        _("state"), max_length=8, choices=RunState, default=RunState.PLANNED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("report run")
        verbose_name_plural = _("report runs")
        ordering = ["-due_at"]
        constraints = [
            starts_before_ends("run", "period_start", "period_end"),
            models.UniqueConstraint(
                name="run_once_per_schedule_and_period",
                fields=["schedule", "period_start"],
                violation_error_code="run",
                violation_error_message=_("This period is planned already."),
            ),
        ]
        indexes = [
            models.Index(
                "due_at", name="run_waiting", condition=Q(state=RunState.PLANNED)
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.period_start}"


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Actor) -> "IssueQuerySet":
        return self if user.may(Permission.READ_REPORTS) else self.none()


class Issue(models.Model):
    """A report as it was made: a frozen dataset from which every rendition follows."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    schedule = models.ForeignKey(
        Schedule, models.PROTECT, related_name="issues", verbose_name=_("schedule")
    )
    definition = models.CharField(_("report"), max_length=12)
    definition_version = models.CharField(_("version"), max_length=20)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    correction = models.TextField(_("what was corrected"), blank=True)
    as_of = models.DateTimeField(_("data as of"))
    late = models.BooleanField(_("made late"), default=False)
    dataset = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64)
    built_on = models.DateTimeField(_("made"))

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("report issue")
        verbose_name_plural = _("report issues")
        ordering = ["-period_start", "definition", "-revision"]
        constraints = [
            starts_before_ends("issue", "period_start", "period_end"),
            models.UniqueConstraint(
                name="issue_once_per_schedule_period_revision",
                fields=["schedule", "period_start", "revision"],
                violation_error_code="issue",
                violation_error_message=_("This period has been reported already."),
            ),
            models.CheckConstraint(
                name="issue_says_what_was_corrected",
                condition=Q(revision=1) | ~Q(correction=""),
                violation_error_code="correction",
                violation_error_message=_("A new revision says what was corrected."),
            ),
        ]
        triggers = append_only("issue")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("reports-issue", args=[self.number])

    @property
    def last_day(self) -> date:
        return self.period_end - timedelta(days=1)


class Rendition(models.Model):
    """The bytes of an issue in one language and format, kept so that all get these."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="renditions")
    language = models.CharField(max_length=12)
    format = models.CharField(max_length=4, choices=Format)
    content = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                name="rendition_once_per_language_and_format",
                fields=["issue", "language", "format"],
                violation_error_code="rendition",
                violation_error_message=_("This rendition exists already."),
            ),
        ]
        triggers = append_only("rendition")

    def __str__(self) -> str:
        return f"{self.issue}.{self.language}.{self.format}"

    @property
    def language_name(self) -> str:
        """The language in its own words."""
        return str(get_language_info(self.language)["name_local"])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def claimable(self, now: datetime) -> "DeliveryQuerySet":
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        open_ = [DeliveryState.WAITING, DeliveryState.SENDING]
        return self.filter(free, state__in=open_, retry_after__lte=now)


class Delivery(models.Model):
    """That one person gets one issue, once, always under the same Message-ID."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deliveries",
        verbose_name=_("recipient"),
    )
    channel = models.CharField(
        _("channel"), max_length=8, choices=Channel, default=Channel.MAIL
    )
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING
    )
    message_id = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    sent_on = models.DateTimeField(_("sent"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="delivery_once_per_issue_recipient_channel",
                fields=["issue", "user", "channel"],
                violation_error_code="delivery",
                violation_error_message=_("This person has this issue already."),
            ),
            models.CheckConstraint(
                name="delivery_sent_on_when_sent",
                condition=Q(state=DeliveryState.SENT, sent_on__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_on=None)),
                violation_error_code="sent",
                violation_error_message=_("A delivery that was sent says when."),
            ),
        ]
        indexes = [
            models.Index(
                "retry_after",
                name="delivery_waiting",
                condition=Q(state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue} → {self.user}"
