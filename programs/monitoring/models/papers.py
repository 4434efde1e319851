"""What belongs to a yearly report: spending, files, what was frozen, reminders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import person_field
from foundation.files.models import StoredFile
from foundation.money import money_field
from foundation.refusals import Guard, append_only, both_or_neither, only_while
from programs.monitoring.models.reports import CAN_BE_WRITTEN, YearReport
from programs.monitoring.states import FileKind, Purpose, Step


def _while_it_is_written(name: str) -> Guard:
    """What belongs to a report stands still as soon as it has been handed in."""
    return only_while(
        f"status IN ({CAN_BE_WRITTEN})",
        name,
        _("The report has been handed in, so this cannot be changed."),
        of="programs_yearreport",
        at="{row}.report_id",
        code="handed_in",
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
    handed_in_by = person_field(_("handed in by"))

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
