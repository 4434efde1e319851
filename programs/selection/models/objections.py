"""What somebody holds against a notice."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, append_only, both_or_neither, frozen
from foundation.states import Lifecycle
from programs.catalogue.models import Program
from programs.selection.models.notices import PublicNotice
from programs.selection.models.proposals import Proposal
from programs.selection.states import (
    OBJECTION_LIFECYCLE,
    UNDECIDED,
    ObjectionStatus,
    Signature,
)

CAME = ("number", "signed_with", "objector", "contact", "content", "received_on")
A_CORRECTION = """EXISTS (
    SELECT 1 FROM programs_publicnotice n
    WHERE n.id = NEW.notice_id AND n.replaces_id = OLD.notice_id)"""
ON_THE_LIST = """EXISTS (
    SELECT 1 FROM programs_publicnotice n JOIN programs_proposal p
    ON p.program_id = n.program_id AND p.notice_id IS NOT NULL
    WHERE n.id = NEW.notice_id AND p.id = NEW.proposal_id)"""


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: Actor) -> "ObjectionQuerySet":
        """Whoever handles them, and supervision; who objects is confidential."""
        if user.may(Permission.READ_JOURNAL):
            return self
        mine = Program.objects.all().within(user, Permission.HANDLE_OBJECTION)
        return self.filter(notice__program__in=mine)

    def undecided(self) -> "ObjectionQuerySet":
        return self.filter(status__in=UNDECIDED)


class Objection(HasLifecycle):
    """What somebody holds against a notice; who they are stays confidential."""

    lifecycle: ClassVar[Lifecycle] = OBJECTION_LIFECYCLE

    notice = models.ForeignKey(
        PublicNotice,
        models.PROTECT,
        related_name="objections",
        verbose_name=pgettext_lazy("document", "public notice"),
    )
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("against"),
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    signed_with = models.CharField(
        _("signed with"),
        max_length=10,
        choices=Signature,
        default=Signature.REAL_NAME,
    )
    objector = models.CharField(_("name"), max_length=80)
    contact = models.CharField(_("contact"), max_length=120)
    content = models.TextField(_("content and reasons"))
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ObjectionStatus,
        default=ObjectionStatus.REGISTERED,
        editable=False,
    )
    received_on = models.DateTimeField(_("received"), db_default=Now())
    language = models.CharField(max_length=12, default=settings.LANGUAGE_CODE)
    due_on = models.DateField(_("due"), null=True, editable=False)
    extension = models.TextField(_("why it takes longer"), blank=True, editable=False)
    extended_at = models.DateTimeField(_("extended"), null=True, editable=False)
    extended_by = person_field(_("extended by"))
    ruling = models.TextField(_("ruling"), blank=True, editable=False)
    ruled_on = models.DateTimeField(_("ruled"), null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_on"]
        constraints = [
            both_or_neither("objection", "extended"),
            models.CheckConstraint(
                name="objection_extended_with_a_reason",
                condition=Q(extended_by=None) | ~Q(extension=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                name="objection_ruled_with_reasons",
                condition=Q(status__in=UNDECIDED)
                | ~Q(ruling="") & Q(ruled_on__isnull=False),
                violation_error_code="ruling",
                violation_error_message=_("A ruling gives its reasons."),
            ),
        ]
        indexes = [models.Index("status", "due_on", name="objection_by_deadline")]
        triggers = [
            *lifecycle_guards("objection", OBJECTION_LIFECYCLE),
            Guard(
                name="objection_within_its_window",
                code="window",
                when_broken=_("Objections to this notice were taken until %(until)s."),
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("n", "record")],
                func=(
                    "NEW.received_on := clock_timestamp(); "
                    "SELECT status, objections_close_at INTO n "
                    "FROM programs_publicnotice WHERE id = NEW.notice_id "
                    "FOR KEY SHARE; "
                    "IF n.status <> 'published' "
                    "OR NEW.received_on >= n.objections_close_at THEN "
                    + Guard.refuse(
                        "objection_within_its_window",
                        until="to_char(n.objections_close_at AT TIME ZONE "
                        "'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')",
                    )
                    + " END IF; RETURN NEW;"
                ),
            ),
            frozen(
                "objection_stays_as_it_came",
                _("What was objected stays as it came, and is never lost."),
                *CAME,
                once={
                    "OLD.extended_at IS NOT NULL": ["extended_at"],
                    "OLD.ruled_on IS NOT NULL": ["ruling", "ruled_on"],
                    f"NOT {A_CORRECTION}": ["notice_id"],
                    f"OLD.status <> 'registered' OR NOT {ON_THE_LIST}": ["proposal_id"],
                },
                code="objection",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.notice.scope_keys()


class OfObjectionQuerySet(models.QuerySet["ObjectionFile"]):
    def visible_to(self, user: Actor) -> "OfObjectionQuerySet":
        return self.filter(objection__in=Objection.objects.all().visible_to(user))


class ObjectionFile(models.Model):
    """Evidence that came with an objection, as confidential as who sent it."""

    objection = models.ForeignKey(
        Objection, models.PROTECT, related_name="files", verbose_name=_("objection")
    )
    file = models.OneToOneField(
        "foundation.StoredFile",
        models.PROTECT,
        related_name="evidence_of",
        verbose_name=_("file"),
    )

    objects = OfObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence of objections")
        ordering = ["id"]
        triggers = append_only("objection_file")

    def __str__(self) -> str:
        return str(self.file)

    def scope_keys(self) -> list[ScopeKey]:
        return self.objection.scope_keys()


class OfInquiryQuerySet(models.QuerySet["ObjectionNote"]):
    def visible_to(self, user: Actor) -> "OfInquiryQuerySet":
        return self.filter(objection__in=Objection.objects.all().visible_to(user))


class ObjectionNote(models.Model):
    """What an investigation did and found; it is added to, never changed."""

    objection = models.ForeignKey(
        Objection, models.PROTECT, related_name="notes", verbose_name=_("objection")
    )
    text = models.TextField(_("what was done and found"), max_length=5_000)
    written_at = models.DateTimeField(_("written"), null=True)
    written_by = person_field(_("written by"))

    objects = OfInquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of an investigation")
        verbose_name_plural = _("notes of investigations")
        ordering = ["id"]
        constraints = [
            both_or_neither("objection_note", "written"),
            models.CheckConstraint(
                name="objection_note_says_something",
                condition=~Q(text=""),
                violation_error_code="text",
                violation_error_message=_("Write something."),
            ),
        ]
        triggers = append_only("objection_note")

    def __str__(self) -> str:
        return f"{self.objection} {self.pk}"

    def scope_keys(self) -> list[ScopeKey]:
        return self.objection.scope_keys()
