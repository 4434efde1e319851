"""From scored applications to a list that can stand in public."""

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.money import ZERO, money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard, both_or_neither
from foundation.states import Lifecycle
from foundation.translated import TranslatedText, pick
from programs.applications.models import Application
from programs.catalogue.models import Program
from programs.selection.states import (
    NOTICE_LIFECYCLE,
    OBJECTION_LIFECYCLE,
    PROPOSAL_LIFECYCLE,
    UNDECIDED,
    NoticeStatus,
    ObjectionStatus,
    ProposalStatus,
    Signature,
)


class OfProgramQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Actor) -> "OfProgramQuerySet":
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(program__in=mine)


class Meeting(models.Model):
    """A meeting that decided, with its document."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="meetings", verbose_name=_("program")
    )
    number = models.CharField(_("document number"), max_length=40)
    held_on = models.DateField(_("held on"))
    minutes = models.TextField(_("minutes"), blank=True)

    objects = OfProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                name="meeting_once_per_document",
                fields=["number"],
                violation_error_code="meeting",
                violation_error_message=_(
                    "There is a meeting with this document number already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()


class NoticeQuerySet(models.QuerySet["PublicNotice"]):
    def visible_to(self, user: Actor) -> "NoticeQuerySet":
        """What is public, and what staff prepare in their programs."""
        mine = Program.objects.all().within(user, Permission.READ_SCORES)
        return self.filter(~Q(status=NoticeStatus.DRAFT) | Q(program__in=mine))

    def public(self) -> "NoticeQuerySet":
        """What anyone may read; a replaced version stays visible as such."""
        return self.exclude(status=NoticeStatus.DRAFT)

    def standing(self, now: datetime) -> "NoticeQuerySet":
        return self.filter(status=NoticeStatus.PUBLISHED, closes_at__gt=now)

    def ended(self, now: datetime) -> "NoticeQuerySet":
        """Published and past both windows: what it lists may be granted."""
        return self.filter(status=NoticeStatus.PUBLISHED, objections_close_at__lte=now)


class PublicNotice(HasLifecycle):
    """A list before the public: five working days, and five more for objections."""

    lifecycle: ClassVar[Lifecycle] = NOTICE_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="notices", verbose_name=_("program")
    )
    slug = models.SlugField(_("address"), db_index=False)
    title = TranslatedText(_("title"))
    text = TranslatedText(_("text"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=NoticeStatus,
        default=NoticeStatus.DRAFT,
        editable=False,
    )
    published_on = models.DateTimeField(_("published"), null=True, editable=False)
    closes_at = models.DateTimeField(_("notice ends"), null=True, editable=False)
    objections_close_at = models.DateTimeField(
        _("objections until"), null=True, editable=False
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("document", "public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="notice_once_per_address",
                fields=["slug"],
                violation_error_code="address",
                violation_error_message=_("There is a notice at this address already."),
            ),
            models.CheckConstraint(
                name="notice_published_with_its_windows",
                condition=Q(status=NoticeStatus.DRAFT)
                | Q(
                    published_on__lt=F("closes_at"),
                    closes_at__lte=F("objections_close_at"),
                ),
                violation_error_code="period",
                violation_error_message=_(
                    "A published notice says how long it stands and until when "
                    "objections are taken."
                ),
            ),
        ]
        triggers = [
            *lifecycle_guards("notice", NOTICE_LIFECYCLE),
            Guard(
                name="notice_windows_are_frozen",
                code="published",
                when_broken=_("A published notice is corrected by a new version."),
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF OLD.status <> 'draft' AND (TG_OP = 'DELETE' OR "
                    "ROW(OLD.program_id, OLD.published_on, OLD.closes_at, "
                    "OLD.objections_close_at) IS DISTINCT FROM ROW(NEW.program_id, "
                    "NEW.published_on, NEW.closes_at, NEW.objections_close_at)) THEN "
                    + Guard.refuse("notice_windows_are_frozen")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.title)

    def get_absolute_url(self) -> str:
        return reverse("notice-detail", args=[self.slug])

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()


class Proposal(HasLifecycle):
    """That an application should be chosen, for how much, and what was decided."""

    lifecycle: ClassVar[Lifecycle] = PROPOSAL_LIFECYCLE

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="proposals", verbose_name=_("program")
    )
    application = models.OneToOneField(
        Application,
        models.PROTECT,
        related_name="proposal",
        verbose_name=_("application"),
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    amount = money_field(_("amount (yuan)"), default=ZERO)
    inputs = models.JSONField(_("inputs of the formula"), default=dict)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ProposalStatus,
        default=ProposalStatus.STAGED,
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("meeting"),
    )
    notice = models.ForeignKey(
        PublicNotice,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="proposals",
        verbose_name=pgettext_lazy("document", "public notice"),
    )

    objects = OfProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["program", "rank"]
        constraints = [
            both_or_neither("proposal", "proposed"),
            both_or_neither("proposal", "decided"),
            models.CheckConstraint(
                name="proposal_decided_by_another_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_code="four_eyes",
                violation_error_message=_(
                    "Whoever proposed this cannot decide it as well."
                ),
            ),
            models.CheckConstraint(
                name="proposal_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_code="amount",
                violation_error_message=_("An amount is not less than zero."),
            ),
        ]
        triggers = [
            *lifecycle_guards("proposal", PROPOSAL_LIFECYCLE),
            Guard(
                name="proposal_stays_in_its_notice",
                code="published",
                when_broken=_(
                    "A proposal that was announced stays in its notice, or goes on to "
                    "the notice that corrects it."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF ROW(OLD.program_id, OLD.application_id) IS DISTINCT FROM "
                    "ROW(NEW.program_id, NEW.application_id) "
                    "OR (OLD.status IN ('announced', 'granted', 'removed') "
                    "AND OLD.notice_id IS DISTINCT FROM NEW.notice_id "
                    "AND NOT (OLD.status = 'announced' AND EXISTS (SELECT 1 "
                    "FROM programs_publicnotice n WHERE n.id = NEW.notice_id "
                    "AND n.replaces_id = OLD.notice_id))) THEN "
                    + Guard.refuse("proposal_stays_in_its_notice")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"

    @property
    def type_label(self) -> str:
        """What the company applied as, in words."""
        rules = self.application.call.program.rules
        return str(rules.type_named(self.application.company_type).label)

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()


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

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_on"]
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
        ]

    def __str__(self) -> str:
        return self.number

    def scope_keys(self) -> list[ScopeKey]:
        return self.notice.scope_keys()
