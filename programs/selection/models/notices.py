"""A list before the public, with windows that nobody moves afterwards."""

from datetime import date, datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey
from foundation.accounts.permissions import Permission
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import Guard
from foundation.states import Lifecycle
from foundation.translated import Texts, TranslatedText, pick
from programs.catalogue.models import Program
from programs.printing.agency import AGENCY
from programs.selection.rules.notices import last_day
from programs.selection.states import NOTICE_LIFECYCLE, NoticeStatus

# What the public has read does not change afterwards.
FROZEN = (
    "program_id", "slug", "title", "text", "basis", "issuer", "contact", "phone",
    "email", "address", "published_on", "closes_at", "objections_close_at",
    "replaces_id", "correction", "content", "sha256",
)  # fmt: skip


def _frozen(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in FROZEN)


def issuing_body() -> Texts:
    """Who issues a notice, unless it says otherwise."""
    return dict(AGENCY)


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
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    issuer = TranslatedText(_("issuing body"), default=issuing_body)
    contact = models.CharField(_("contact"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    published_on = models.DateTimeField(_("published"), null=True, editable=False)
    closes_at = models.DateTimeField(_("notice ends"), null=True, editable=False)
    objections_close_at = models.DateTimeField(
        _("objections until"), null=True, editable=False
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    correction = models.TextField(_("why it replaces the other"), blank=True)
    scanned_on = models.DateTimeField(_("scanned"), null=True, editable=False)
    content = models.JSONField(_("as published"), default=dict, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

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
            models.CheckConstraint(
                name="notice_address_is_not_taken",
                condition=~Q(slug="objections"),
                violation_error_code="address",
                violation_error_message=_("This address leads somewhere else."),
            ),
            models.CheckConstraint(
                name="notice_says_what_it_must",
                condition=Q(status=NoticeStatus.DRAFT)
                | ~Q(basis="") & ~Q(contact="") & ~Q(phone="") & ~Q(address=""),
                violation_error_code="contents",
                violation_error_message=_(
                    "A notice names its basis document, and with contact, phone and "
                    "address where one objects."
                ),
            ),
            models.CheckConstraint(
                name="notice_is_scanned_and_hashed",
                condition=Q(status=NoticeStatus.DRAFT)
                | Q(scanned_on__isnull=False) & ~Q(sha256=""),
                violation_error_code="scan",
                violation_error_message=_(
                    "A notice is scanned for numbers of persons before it is released."
                ),
            ),
            models.CheckConstraint(
                name="notice_corrects_with_a_reason",
                condition=Q(replaces=None) | ~Q(correction=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
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
                    f"ROW({_frozen('OLD')}) IS DISTINCT FROM "
                    f"ROW({_frozen('NEW')})) THEN "
                    + Guard.refuse("notice_windows_are_frozen")
                    + " END IF; RETURN CASE WHEN TG_OP = 'DELETE' "
                    "THEN OLD ELSE NEW END;"
                ),
            ),
            Guard(
                name="notice_without_open_findings",
                code="findings",
                when_broken=_(
                    "The scan has found what may not be published: %(count)s. Remove "
                    "it, or accept it by name."
                ),
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                declare=[("open", "integer")],
                func=(
                    "IF OLD.status <> 'draft' OR NEW.status <> 'published' THEN "
                    "RETURN NEW; END IF; "
                    "SELECT count(*) INTO open FROM programs_noticefinding f "
                    "WHERE f.notice_id = NEW.id AND f.accepted_by_id IS NULL; "
                    "IF open > 0 THEN "
                    + Guard.refuse("notice_without_open_findings", count="open")
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.title)

    @property
    def last_day(self) -> date | None:
        """The last whole day on which it stands; none while it is a draft."""
        return last_day(self.closes_at) if self.closes_at else None

    @property
    def last_day_to_object(self) -> date | None:
        ends = self.objections_close_at
        return last_day(ends) if ends else None

    def get_absolute_url(self) -> str:
        return reverse("notice-detail", args=[self.slug])

    def scope_keys(self) -> list[ScopeKey]:
        return self.program.scope_keys()
