"""The yearly reports that an award owes: five rows that come with the award itself."""

from datetime import date, timedelta
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another, frozen
from foundation.states import Lifecycle
from programs.awards.models import Award
from programs.awards.states import LIVE
from programs.monitoring.models.holds import CITY_TODAY
from programs.monitoring.rules.calendar import BEFORE_HOLD, YEARS, Calendar
from programs.monitoring.states import EDITABLE, NOT_IN, REPORT, ReportStatus

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
    submitted_by = person_field(_("handed in by"))
    checked_at = models.DateTimeField(_("checked"), null=True, editable=False)
    checked_by = person_field(_("checked by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = person_field(_("confirmed by"))

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
            frozen(
                "year_report_is_owed_as_it_is",
                _("What an award owes, and when, comes with the award and stands."),
                "award_id",
                "number",
                "year",
                "opens_on",
                "due_on",
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
