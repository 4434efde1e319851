"""Public notices on the staff desk: prepared, scanned, released, corrected."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm, ErrandsAdmin, errand
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, link
from foundation.translated import Texts, pick
from programs.selection import actions, queries
from programs.selection.admin.listed import ListedInline
from programs.selection.forms.notices import (
    AcceptForm,
    AttachForm,
    CorrectForm,
    PrepareForm,
    WordedForm,
)
from programs.selection.models import NoticeFile, NoticeFinding, PublicNotice
from programs.selection.states import NoticeStatus

NOTICES: dict[str, str] = {
    NoticeStatus.DRAFT: "warning",
    NoticeStatus.PUBLISHED: "success",
}


def _own_language_first(text: Texts) -> list[str]:
    """Each text once, beginning with what its reader reads."""
    return [each for each in dict.fromkeys([pick(text), *text.values()]) if each]


def _is_draft(notice: PublicNotice) -> bool:
    return bool(notice.status == NoticeStatus.DRAFT)


def _is_published(notice: PublicNotice) -> bool:
    return bool(notice.status == NoticeStatus.PUBLISHED)


class FindingsInline(DeskInline):
    """What the scan has found; each opens to be accepted."""

    model = NoticeFinding
    reads = Permission.READ_SCORES
    fields = ["opened", "shown_where", "excerpt", "accepted_by", "reason"]
    readonly_fields = fields
    hide_title = True

    @column(_("what"))
    def opened(self, finding: NoticeFinding) -> SafeString:
        page = reverse("admin:programs_noticefinding_change", args=[finding.pk])
        return link(page, finding.get_trace_display())

    @column(_("where"))
    def shown_where(self, finding: NoticeFinding) -> str:
        return str(finding.attachment or finding.shown_place)


class FilesInline(DeskInline):
    """What goes with the notice."""

    model = NoticeFile
    reads = Permission.READ_SCORES
    fields = ["opened", "shown_state", "attached_by", "attached_at"]
    readonly_fields = fields
    hide_title = True

    @column(_("file"))
    def opened(self, attachment: NoticeFile) -> SafeString:
        page = reverse("admin:programs_noticefile_change", args=[attachment.pk])
        return link(page, attachment.file.name)

    @column(_("check"))
    def shown_state(self, attachment: NoticeFile) -> str:
        return attachment.file.get_state_display()


@admin.register(PublicNotice)
class NoticeAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_SCORES
    buttons = {"publish": actions.publish, "close": actions.close}
    list_display = [
        "titled", "program", "shown_status", "published_on", "closes_at",
        "objections_close_at",
    ]  # fmt: skip
    list_filter = ["status", "program"]
    list_select_related = ["program"]
    search_fields = ["slug", "title"]
    fields = [
        "preview", "what_next", "program", "slug", "titled", "texts", "basis",
        "issued_by", "contact", "phone", "email", "address", "status", "published_on",
        "closes_at", "objections_close_at", "replaces", "correction", "scanned_on",
        "sha256",
    ]  # fmt: skip
    readonly_fields = ["preview", "what_next", "titled", "texts", "issued_by", "status"]
    inlines = [FindingsInline, FilesInline, ListedInline]
    actions_list = ["prepare"]
    actions_detail = ["reword", "attach", "scan", "correct", "discard"]

    prepare = errand(
        _("Prepare a notice"),
        right=Permission.PUBLISH_NOTICE,
        form=PrepareForm,
        do=actions.prepare,
    )
    reword = errand(
        _("Change the words"),
        right=Permission.PUBLISH_NOTICE,
        form=WordedForm,
        do=actions.reword,
        offered=_is_draft,
        then=lambda subject, _made: subject,
    )
    attach = errand(
        _("Attach a file"),
        right=Permission.PUBLISH_NOTICE,
        form=AttachForm,
        do=actions.attach,
        offered=_is_draft,
        then=lambda subject, _made: subject,
    )
    scan = errand(
        _("Scan for numbers of persons"),
        right=Permission.PUBLISH_NOTICE,
        do=actions.scan,
        offered=_is_draft,
        then=lambda subject, _made: subject,
    )
    correct = errand(
        _("Correct by a new version"),
        right=Permission.PUBLISH_NOTICE,
        form=CorrectForm,
        do=actions.correct,
        offered=_is_published,
    )
    discard = errand(
        _("Give up this notice"),
        right=Permission.PUBLISH_NOTICE,
        form=ErrandForm,
        do=actions.discard,
        offered=_is_draft,
        then=lambda subject, _made: subject.program,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicNotice]:
        rows: QuerySet[PublicNotice] = super().get_queryset(request)
        return rows.defer("content")

    @column(_("as the public reads it"))
    def preview(self, notice: PublicNotice) -> SafeString:
        draft = _is_draft(notice)
        page = "notice-preview" if draft else "notice-detail"
        address = reverse(page, args=[notice.slug])
        words = _("Preview and what stands against release") if draft else address
        return link(address, words)

    @column(_("what happens next"))
    def what_next(self, notice: PublicNotice) -> str:
        return queries.what_next(notice, timezone.now())

    @column(_("title"), ordering="slug")
    def titled(self, notice: PublicNotice) -> str:
        return str(notice)

    @column(_("text"))
    def texts(self, notice: PublicNotice) -> str:
        return "\n\n".join(_own_language_first(notice.text)) or "—"

    @column(_("issuing body"))
    def issued_by(self, notice: PublicNotice) -> str:
        return " · ".join(_own_language_first(notice.issuer))

    @column(_("status"), label=NOTICES, ordering="status")
    def shown_status(self, notice: PublicNotice) -> tuple[str, str]:
        return notice.status, notice.get_status_display()


def _accept(finding: NoticeFinding, *, by: User, at: datetime, reason: str) -> object:
    actions.accept_finding(finding, by=by, at=at, reason=reason)
    return finding.notice


def _detach(attachment: NoticeFile, *, by: User, at: datetime) -> object:
    notice = attachment.notice
    actions.detach(attachment, by=by, at=at)
    return notice


@admin.register(NoticeFinding)
class NoticeFindingAdmin(LookOnlyAdmin, ErrandsAdmin):
    """One finding: its number masked, where it stands, and who has accepted it."""

    reads = Permission.READ_SCORES
    list_display = ["trace", "notice", "shown_place", "excerpt", "accepted_by"]
    list_select_related = ["notice", "accepted_by"]
    list_filter = ["trace"]
    fields = [
        "notice", "trace", "shown_place", "attachment", "excerpt", "found_on", "reason",
        "accepted_by", "accepted_at",
    ]  # fmt: skip
    readonly_fields = ["shown_place"]
    actions_detail = ["accept"]

    @column(_("where"))
    def shown_place(self, finding: NoticeFinding) -> str:
        return finding.shown_place

    accept = errand(
        _("Let it stand, by name"),
        right=Permission.PUBLISH_NOTICE,
        form=AcceptForm,
        do=_accept,
        offered=lambda finding: (
            finding.accepted_by_id is None and _is_draft(finding.notice)
        ),
    )


@admin.register(NoticeFile)
class NoticeFileAdmin(LookOnlyAdmin, ErrandsAdmin):
    """An attachment, to be taken away again before release."""

    reads = Permission.READ_SCORES
    list_display = ["file", "notice", "attached_by", "attached_at"]
    list_select_related = ["file", "notice", "attached_by"]
    fields = ["notice", "file", "attached_by", "attached_at"]
    actions_detail = ["detach"]

    detach = errand(
        _("Take it away"),
        right=Permission.PUBLISH_NOTICE,
        form=ErrandForm,
        do=_detach,
        offered=lambda attachment: _is_draft(attachment.notice),
    )
