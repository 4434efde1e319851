"""What goes with a notice, and what the scan has found before its release."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import ScopeKey, person_field
from foundation.files.states import Check
from foundation.moves import Actor
from foundation.refusals import both_or_neither, only_while
from programs.selection.models.notices import PublicNotice
from programs.selection.states.scanning import Trace


class OfNoticeQuerySet(models.QuerySet["NoticeFile"]):
    def visible_to(self, user: Actor) -> "OfNoticeQuerySet":
        """Whoever sees the notice."""
        return self.filter(notice__in=PublicNotice.objects.all().visible_to(user))

    def released(self) -> "OfNoticeQuerySet":
        return self.filter(file__state=Check.AVAILABLE)


class NoticeFile(models.Model):
    """An attachment of a notice: it comes and goes only while that is prepared."""

    notice = models.ForeignKey(
        PublicNotice,
        models.CASCADE,
        related_name="files",
        verbose_name=pgettext_lazy("document", "public notice"),
    )
    file = models.ForeignKey(
        "foundation.StoredFile",
        models.PROTECT,
        related_name="in_notices",
        verbose_name=_("file"),
    )
    attached_at = models.DateTimeField(_("attached"), null=True)
    attached_by = person_field(_("attached by"))

    objects = OfNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment of a notice")
        verbose_name_plural = _("attachments of notices")
        ordering = ["id"]
        constraints = [
            both_or_neither("notice_file", "attached"),
            models.UniqueConstraint(
                name="notice_file_once",
                fields=["notice", "file"],
                violation_error_code="file",
                violation_error_message=_("This file is attached already."),
            ),
        ]
        triggers = [
            only_while(
                "status = 'draft'",
                "notice_files_are_frozen",
                _("A published notice is corrected by a new version."),
                of="programs_publicnotice",
                at="{row}.notice_id",
                code="published",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("notice-file", args=[self.notice.slug, self.pk])

    def scope_keys(self) -> list[ScopeKey]:
        return self.notice.scope_keys()


PLACES = {
    "title": _("title"),
    "text": _("text"),
    "issuer": _("issuing body"),
    "basis": _("basis document"),
    "contact": _("contact"),
    "email": _("e-mail"),
    "address": _("postal address"),
    "correction": _("why it replaces the other"),
    "list": _("the list"),
    "file": _("attachment"),
}


class NoticeFindingQuerySet(models.QuerySet["NoticeFinding"]):
    def open(self) -> "NoticeFindingQuerySet":
        return self.filter(accepted_by=None)


class NoticeFinding(models.Model):
    """A number of a person in a notice: taken out, or accepted by somebody by name.

    The number itself is not kept: an excerpt with it masked, and a keyed fingerprint to
    know it again.
    """

    notice = models.ForeignKey(
        PublicNotice, models.CASCADE, related_name="findings", verbose_name=_("notice")
    )
    attachment = models.ForeignKey(
        NoticeFile,
        models.CASCADE,
        null=True,
        related_name="findings",
        verbose_name=_("attachment"),
    )
    place = models.CharField(_("where"), max_length=20)
    trace = models.CharField(_("what"), max_length=12, choices=Trace)
    fingerprint = models.CharField(max_length=64)
    excerpt = models.CharField(_("excerpt"), max_length=120, blank=True)
    found_on = models.DateTimeField(_("found"))
    reason = models.TextField(_("why it may stand"), blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = person_field(_("accepted by"))

    objects = NoticeFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of the scan")
        verbose_name_plural = _("findings of the scan")
        ordering = ["id"]
        constraints = [
            both_or_neither("notice_finding", "accepted"),
            models.CheckConstraint(
                name="notice_finding_accepted_with_reason",
                condition=Q(accepted_by=None) | ~Q(reason=""),
                violation_error_code="reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.UniqueConstraint(
                name="notice_finding_once_per_place",
                fields=["notice", "attachment", "place", "trace", "fingerprint"],
                nulls_distinct=False,
                violation_error_code="finding",
                violation_error_message=_("This has been found already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_trace_display()}: {self.excerpt}"

    @property
    def shown_place(self) -> str:
        """Where it stands, in words; the language of a text beside it."""
        name, __, language = self.place.partition(".")
        words = str(PLACES.get(name, name))
        return f"{words} ({language})" if language else words

    def scope_keys(self) -> list[ScopeKey]:
        return self.notice.scope_keys()
