"""The yearly reports that an award owes: five rows that come with the award itself."""

from datetime import date, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.files.models import StoredFile
from foundation.money import money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, append_only, both_or_neither, by_another
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.monitoring.models.holds import CITY_TODAY
from programs.monitoring.rules.calendar import BEFORE_HOLD, YEARS, Calendar
from programs.monitoring.states import (
    EDITABLE,
    NOT_IN,
    REPORT,
    FileKind,
    Purpose,
    ReportStatus,
    Step,
)

S = ReportStatus
CAN_BE_WRITTEN = ", ".join(f"'{status}'" for status in EDITABLE)


class YearReportQuerySet(models.QuerySet["YearReport"]):
    def visible_to(self, user: Actor) -> "YearReportQuerySet":
        """Whoever sees the award."""
        return self.filter(award__in=Award.objects.all().visible_to(user))

    def of_live_awards(self) -> "YearReportQuerySet":
        """A company that gave its award up, or lost it, owes no more reports."""
        return self.filter(award__status__in=LIVE)

    def due_between(self, first: date | None, last: date) -> "YearReportQuerySet":
        """By the day on which each is due, the later one where it was returned."""
        anew = Q(back_on__lte=last) & (Q(back_on__gt=first) if first else Q())
        once = Q(due_on__lte=last) & (Q(due_on__gt=first) if first else Q())
        return self.filter(anew | (Q(back_on=None) & once))

    def missing(self) -> "YearReportQuerySet":
        return self.filter(status__in=NOT_IN)

    def overdue(self, today: date) -> "YearReportQuerySet":
        late = self.of_live_awards().missing()
        return late.due_between(None, today - timedelta(days=1))

    def holding(self, today: date) -> "YearReportQuerySet":
        """So late that nothing more is paid; the database asks with `held`."""
        late = self.of_live_awards().missing()
        return late.due_between(None, today - timedelta(days=BEFORE_HOLD))


class YearReport(HasLifecycle):
    """What a company owes for one year after its award, and what it wrote.

    Written while it is open or returned; each time it is handed in, what it says is
    frozen in a `Filing`. `figures` are those that no yearly return has.
    """

    lifecycle: ClassVar[Lifecycle] = REPORT

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="year_reports", verbose_name=_("award")
    )
    number = models.PositiveSmallIntegerField(_("no."))
    year = models.PositiveSmallIntegerField(_("year"))
    opens_on = models.DateField(_("opens"))
    due_on = models.DateField(_("due"))
    back_on = models.DateField(_("due again"), null=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ReportStatus,
        default=S.NOT_OPEN,
        editable=False,
    )
    text = models.TextField(_("what was done and achieved"), blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handed in by"),
    )
    checked_at = models.DateTimeField(_("checked"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = YearReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly report of an award")
        verbose_name_plural = _("yearly reports of awards")
        ordering = ["due_on", "award", "number"]
        constraints = [
            models.UniqueConstraint(
                name="year_report_once_per_award_and_number",
                fields=["award", "number"],
                violation_error_code="report",
                violation_error_message=_("This award owes this report already."),
            ),
            models.CheckConstraint(
                name="year_report_is_one_of_five",
                condition=Q(number__gte=1, number__lte=YEARS),
                violation_error_code="number",
                violation_error_message=_("An award owes five yearly reports."),
            ),
            models.CheckConstraint(
                name="year_report_opens_before_it_is_due",
                condition=Q(opens_on__lt=F("due_on")),
                violation_error_code="period",
                violation_error_message=_("It must start before it ends."),
            ),
            models.CheckConstraint(
                name="year_report_confirmed_by_name",
                condition=~Q(status=S.CONFIRMED)
                | Q(checked_by__isnull=False, confirmed_by__isnull=False),
                violation_error_code="four_eyes",
                violation_error_message=_(
                    "A report is checked by the district and confirmed by the city, "
                    "each by name."
                ),
            ),
            by_another(
                "year_report_confirmed_by_another",
                "confirmed_by",
                "checked_by",
                _("Whoever checked this report cannot confirm it as well."),
            ),
            by_another(
                "year_report_checked_by_another",
                "checked_by",
                "submitted_by",
                _("Whoever handed this report in cannot check it as well."),
            ),
            by_another(
                "year_report_not_confirmed_by_its_author",
                "confirmed_by",
                "submitted_by",
                _("Whoever handed this report in cannot confirm it as well."),
            ),
            both_or_neither("year_report", "submitted"),
            both_or_neither("year_report", "checked"),
            both_or_neither("year_report", "confirmed"),
        ]
        indexes = [models.Index("status", "due_on", name="year_report_by_due_day")]
        triggers = [
            *lifecycle_guards("year_report", REPORT),
            Guard(
                name="year_report_is_owed_as_it_is",
                code="frozen",
                when_broken=_(
                    "What an award owes, and when, comes with the award and stands."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF TG_OP = 'UPDATE' THEN IF ROW(NEW.award_id, NEW.number, "
                    "NEW.year, NEW.opens_on, NEW.due_on) IS NOT DISTINCT FROM "
                    "ROW(OLD.award_id, OLD.number, OLD.year, OLD.opens_on, OLD.due_on) "
                    "THEN RETURN NEW; END IF; END IF; "
                    + Guard.refuse("year_report_is_owed_as_it_is")
                ),
            ),
            Guard(
                name="year_report_stands_once_handed_in",
                code="handed_in",
                when_broken=_(
                    "The report has been handed in, so this cannot be changed."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("text", "figures"),
                func=(
                    f"IF OLD.status NOT IN ({CAN_BE_WRITTEN}) "
                    "AND ROW(NEW.text, NEW.figures) IS DISTINCT FROM "
                    "ROW(OLD.text, OLD.figures) THEN "
                    + Guard.refuse("year_report_stands_once_handed_in")
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="year_report_corrected_in_time",
                code="too_late",
                when_broken=_(
                    "A confirmed report of %(year)s could be corrected until %(until)s."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                func=(
                    "IF OLD.status = 'confirmed' AND NEW.status <> OLD.status "
                    f"AND {CITY_TODAY} > make_date(OLD.year + 1, 5, 31) THEN "
                    + Guard.refuse(
                        "year_report_corrected_in_time",
                        year="OLD.year",
                        until="make_date(OLD.year + 1, 5, 31)",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="year_report_is_filed_as_it_was_written",
                code="filing",
                when_broken=_("What is handed in is frozen in the same moment."),
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                timing=pgtrigger.Deferred,
                func=(
                    "IF NEW.status = 'confirmed' AND OLD.status <> NEW.status "
                    "AND NOT EXISTS (SELECT 1 FROM programs_filing "
                    "WHERE report_id = NEW.id) THEN "
                    + Guard.refuse("year_report_is_filed_as_it_was_written")
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("year-report", args=[self.award.number, self.number])

    def scope_keys(self) -> list[ScopeKey]:
        return self.award.scope_keys()

    @property
    def days(self) -> Calendar:
        return Calendar(self.year)

    @property
    def wanted_on(self) -> date:
        """The day on which it is due: the later one where it was returned."""
        return self.back_on or self.due_on

    @property
    def is_written(self) -> bool:
        """Whether the company can write it now."""
        return self.status in EDITABLE


def _while_it_is_written(name: str) -> Guard:
    """What belongs to a report stands still as soon as it has been handed in."""
    return Guard(
        name=name,
        code="handed_in",
        when_broken=_("The report has been handed in, so this cannot be changed."),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("of", "bigint")],
        func=(
            "of := CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id "
            "ELSE NEW.report_id END; "
            "PERFORM 1 FROM programs_yearreport WHERE id = of "
            f"AND status IN ({CAN_BE_WRITTEN}) FOR SHARE; IF NOT FOUND THEN "
            + Guard.refuse(name)
            + " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class SpendingLine(models.Model):
    """What was spent of the award's money on one purpose in the report's year."""

    report = models.ForeignKey(YearReport, models.CASCADE, related_name="spending")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    amount = money_field(_("amount (yuan)"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spending")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="spending_once_per_purpose",
                fields=["report", "purpose"],
                violation_error_code="purpose",
                violation_error_message=_("This purpose is in the report already."),
            ),
            models.CheckConstraint(
                name="spending_is_positive",
                condition=Q(amount__gt=0),
                violation_error_code="amount",
                violation_error_message=_("Give an amount of more than zero."),
            ),
        ]
        triggers = [_while_it_is_written("spending_stands_once_handed_in")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.amount}"


class ReportFile(models.Model):
    """A voucher, an audit report, a piece of evidence."""

    report = models.ForeignKey(YearReport, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField(
        pgettext_lazy("file", "shows"), max_length=8, choices=FileKind
    )

    class Meta:
        verbose_name = _("file of a yearly report")
        verbose_name_plural = _("files of yearly reports")
        ordering = ["id"]
        triggers = [_while_it_is_written("report_files_stand_once_handed_in")]

    def __str__(self) -> str:
        return str(self.file)


class Filing(models.Model):
    """A report as it was handed in: never changed; a correction is the next one."""

    report = models.ForeignKey(
        YearReport, models.PROTECT, related_name="filings", verbose_name=_("report")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("what it says"))
    sha256 = models.CharField("SHA-256", max_length=64)
    handed_in_at = models.DateTimeField(_("handed in"), null=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("handed in by"),
    )

    class Meta:
        verbose_name = _("report as handed in")
        verbose_name_plural = _("reports as handed in")
        ordering = ["report", "version"]
        constraints = [
            models.UniqueConstraint(
                name="filing_once_per_version",
                fields=["report", "version"],
                violation_error_code="filing",
                violation_error_message=_("This version exists already."),
            ),
            both_or_neither("filing", "handed_in"),
        ]
        triggers = append_only("filing")

    def __str__(self) -> str:
        return f"{self.report} v{self.version}"


class ReportReminder(models.Model):
    """That a company was reminded of a report, this close to that day."""

    report = models.ForeignKey(YearReport, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due"))
    step = models.CharField(_("step"), max_length=4, choices=Step)
    sent_on = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder of a yearly report")
        verbose_name_plural = _("reminders of yearly reports")
        constraints = [
            models.UniqueConstraint(
                name="report_reminder_once_per_step",
                fields=["report", "due_on", "step"],
                violation_error_code="reminder",
                violation_error_message=_("This reminder has gone out already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.step}"
