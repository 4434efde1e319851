"""One visit at one company: the team, what it looked at, photos, and the report."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.files.models import StoredFile
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, by_another, only_while
from foundation.states import Lifecycle
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.visits.rules import LEAST_TEAM, POINTS
from programs.visits.states import LIFECYCLE, Result, Seen, Status


class SiteVisitQuerySet(models.QuerySet["SiteVisit"]):
    def visible_to(self, user: Actor) -> "SiteVisitQuerySet":
        """Whoever reads scores and decisions of the program, not the company."""
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(application__call__program__in=mine)

    def standing(self) -> "SiteVisitQuerySet":
        return self.exclude(status=Status.CANCELLED)


class SiteVisit(HasLifecycle):
    """A visit that two people at least make, and a third confirms."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="site_visits",
        verbose_name=_("application"),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.PLANNED,
        editable=False,
    )
    planned_for = models.DateTimeField(_("planned for"))
    address = models.CharField(pgettext_lazy("place", "address"), max_length=200)
    agenda = models.TextField(_("what to look at"), blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, editable=False)
    planned_by = person_field(_("planned by"))
    visited_on = models.DateField(_("visited on"), null=True, editable=False)
    result = models.CharField(
        _("result"), max_length=12, choices=Result, blank=True, editable=False
    )
    report_text = models.TextField(_("report"), blank=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), null=True, editable=False)
    reported_by = person_field(_("reported by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = person_field(_("confirmed by"))

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("on-site visit")
        verbose_name_plural = _("on-site visits")
        ordering = ["planned_for", "id"]
        constraints = [
            models.UniqueConstraint(
                name="site_visit_one_standing_per_application",
                fields=["application"],
                condition=~Q(status=Status.CANCELLED),
                violation_error_code="visit",
                violation_error_message=_(
                    "A visit of this company is planned already."
                ),
            ),
            models.CheckConstraint(
                name="site_visit_reports_what_it_found",
                condition=Q(status__in=[Status.PLANNED, Status.CANCELLED])
                | (~Q(result="") & ~Q(report_text="") & Q(visited_on__isnull=False)),
                violation_error_code="report_text",
                violation_error_message=_(
                    "A report says when the visit was, what was found, and whether it "
                    "is as declared."
                ),
            ),
            by_another(
                "site_visit_confirmed_by_another",
                "confirmed_by",
                "reported_by",
                _("Whoever reports about a visit cannot confirm the report as well."),
            ),
            both_or_neither("site_visit", "planned"),
            both_or_neither("site_visit", "reported"),
            both_or_neither("site_visit", "confirmed"),
        ]
        triggers = [
            *lifecycle_guards("site_visit", LIFECYCLE),
            Guard(
                name="site_visit_made_by_two",
                code="team",
                when_broken=_(
                    "A visit is made by two people at least; this team has %(people)s."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("people", "int")],
                func=(
                    "IF NEW.status <> 'reported' THEN RETURN NEW; END IF; "
                    "SELECT count(*) INTO people FROM programs_teammember "
                    f"WHERE visit_id = NEW.id; IF people < {LEAST_TEAM} THEN "
                    + Guard.refuse("site_visit_made_by_two", people="people")
                    + " END IF; RETURN NEW;"
                ),
            ),
            Guard(
                name="site_visit_checks_every_point",
                code="points",
                when_broken=_(
                    "Say of every point what was seen; %(open)s are still open."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("seen", "int")],
                func=(
                    "IF NEW.status <> 'reported' THEN RETURN NEW; END IF; "
                    "SELECT count(*) INTO seen FROM programs_sitefinding "
                    f"WHERE visit_id = NEW.id; IF seen < {len(POINTS)} THEN "
                    + Guard.refuse(
                        "site_visit_checks_every_point", open=f"{len(POINTS)} - seen"
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.planned_for:%Y-%m-%d}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.application.scope_keys()


def _while_it_is_made(name: str) -> Guard:
    """What belongs to a report stands still as soon as it has been handed in."""
    return only_while(
        "status = 'planned'",
        name,
        _("The report has been handed in, so this cannot be changed."),
        of="programs_sitevisit",
        at="{row}.visit_id",
        code="reported",
    )


class TeamMember(models.Model):
    """Somebody of the team; `office` says for whom, also when they have no account."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="team")
    name = models.CharField(_("name"), max_length=80)
    office = models.CharField(_("office"), max_length=120, blank=True)
    user = person_field(_("account"))

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("team")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="team_member_once_per_visit",
                fields=["visit", "name"],
                violation_error_code="team",
                violation_error_message=_("This person is in the team already."),
            ),
        ]
        triggers = [_while_it_is_made("team_stands_once_reported")]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})" if self.office else self.name


class SiteFinding(models.Model):
    """What was seen about one point of the checklist."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="findings")
    code = models.CharField(_("point"), max_length=16)
    seen = models.CharField(pgettext_lazy("visit", "seen"), max_length=12, choices=Seen)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("finding of a visit")
        verbose_name_plural = _("findings of a visit")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="site_finding_once_per_point",
                fields=["visit", "code"],
                violation_error_code="points",
                violation_error_message=_("This point has been written down already."),
            ),
            models.CheckConstraint(
                name="site_finding_says_what_differs",
                condition=Q(seen=Seen.AS_DECLARED) | ~Q(note=""),
                violation_error_code="note",
                violation_error_message=_(
                    "Say what differs, or why it could not be seen."
                ),
            ),
        ]
        triggers = [_while_it_is_made("findings_stand_once_reported")]

    def __str__(self) -> str:
        return f"{self.visit} {self.code}"


class SitePhoto(models.Model):
    """A photo of what was seen, or a page that was copied there."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="photos")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("caption"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["id"]
        triggers = [_while_it_is_made("photos_stand_once_reported")]

    def __str__(self) -> str:
        return self.caption or str(self.file)

    def scope_keys(self) -> list[Any]:
        return self.visit.scope_keys()
