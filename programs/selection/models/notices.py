"""A list before the public, with windows that nobody moves afterwards."""

from datetime import datetime
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
from foundation.translated import TranslatedText, pick
from programs.catalogue.models import Program
from programs.selection.states import NOTICE_LIFECYCLE, NoticeStatus


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
