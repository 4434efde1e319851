"""A meeting that decides: its fixed list, who took part, and its document."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither, frozen, only_while
from foundation.states import Lifecycle
from programs.catalogue.models import Program
from programs.ranking.models import Scenario
from programs.selection.states import FIXED, MEETING_LIFECYCLE, MeetingStatus

AGENDA = ("program_id", "agenda", "agenda_sha256", "deviation")
MINUTES = ("number", "held_on", "minutes", "record", "record_sha256")


class OfProgramQuerySet(models.QuerySet[Any]):
    path = "program__in"

    def visible_to(self, user: Actor) -> "OfProgramQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(**{self.path: mine})


class OfMeetingQuerySet(OfProgramQuerySet):
    path = "meeting__program__in"


class Meeting(HasLifecycle):
    """A meeting that decides about a list.

    `agenda` is the list as it was fixed, `record` what the meeting made of it: each is
    canonical JSON with its SHA-256, from which the sign-off pack is printed.
    """

    lifecycle: ClassVar[Lifecycle] = MEETING_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="meetings", verbose_name=_("program")
    )
    scenario = models.ForeignKey(
        Scenario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("scenario"),
    )
    number = models.CharField(_("document number"), max_length=40, blank=True)
    held_on = models.DateField(_("held on"))
    minutes = models.TextField(_("minutes"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MeetingStatus,
        default=MeetingStatus.PLANNED,
        editable=False,
    )
    deviation = models.TextField(
        _("why it went on with fewer visits"), blank=True, editable=False
    )
    agenda = models.BinaryField(_("list as it was fixed"), default=b"", editable=False)
    agenda_sha256 = models.CharField(
        _("SHA-256 of the list"), max_length=64, blank=True, editable=False
    )
    frozen_at = models.DateTimeField(_("agenda fixed"), null=True, editable=False)
    frozen_by = person_field(_("agenda fixed by"))
    record = models.BinaryField(_("what was decided"), default=b"", editable=False)
    record_sha256 = models.CharField(
        _("SHA-256 of the record"), max_length=64, blank=True, editable=False
    )
    minuted_at = models.DateTimeField(_("minuted"), null=True, editable=False)
    minuted_by = person_field(_("minuted by"))

    objects = OfProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-id"]
        constraints = [
            both_or_neither("meeting", "frozen"),
            both_or_neither("meeting", "minuted"),
            models.UniqueConstraint(
                name="meeting_once_per_document",
                fields=["number"],
                condition=~Q(number=""),
                violation_error_code="meeting",
                violation_error_message=_(
                    "There is a meeting with this document number already."
                ),
            ),
            models.CheckConstraint(
                name="meeting_fixed_with_its_hash",
                condition=~Q(status__in=FIXED) | ~Q(agenda_sha256=""),
                violation_error_code="agenda",
                violation_error_message=_("A fixed agenda has its list and its hash."),
            ),
            models.CheckConstraint(
                name="meeting_minuted_with_its_document",
                condition=~Q(status=MeetingStatus.MINUTED)
                | (~Q(number="") & ~Q(record_sha256="")),
                violation_error_code="number",
                violation_error_message=_("Give the number of the meeting's document."),
            ),
        ]
        triggers = [
            *lifecycle_guards("meeting", MEETING_LIFECYCLE),
            frozen(
                "meeting_papers_are_frozen",
                _("What a meeting has fixed or minuted does not change any more."),
                once={
                    "OLD.status IN ('frozen', 'held', 'minuted') "
                    "AND NEW.status <> 'planned'": AGENDA,
                    "OLD.status = 'minuted'": MINUTES,
                },
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.program} {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("meeting-detail", args=[self.pk])

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()


def until_minuted(name: str, meeting: str) -> Guard:
    """Who took part and stepped aside is written down until the minutes are closed."""
    return only_while(
        "status NOT IN ('minuted', 'called_off')",
        f"{name}_written_before_the_minutes",
        _("The minutes of this meeting are closed."),
        of="programs_meeting",
        at=meeting,
        code="minuted",
    )


class Attendee(models.Model):
    """Somebody who took part in a meeting and may vote."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="attendees", verbose_name=_("meeting")
    )
    name = models.CharField(_("name"), max_length=80)
    office = models.CharField(_("office"), max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    presides = models.BooleanField(_("presides"), default=False)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["-presides", "id"]
        constraints = [
            models.UniqueConstraint(
                name="attendee_once_per_meeting",
                fields=["meeting", "name"],
                violation_error_code="name",
                violation_error_message=_("This person is on the list already."),
            ),
            models.UniqueConstraint(
                name="attendee_one_presides",
                fields=["meeting"],
                condition=Q(presides=True),
                violation_error_code="presides",
                violation_error_message=_("One person presides over a meeting."),
            ),
        ]
        triggers = [until_minuted("attendee", "{row}.meeting_id")]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})" if self.office else self.name

    def scope_keys(self) -> list[ScopeKey]:
        return self.meeting.scope_keys()
