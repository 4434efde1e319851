"""Public notices on the staff desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column
from programs.selection import actions
from programs.selection.admin.listed import ListedInline
from programs.selection.forms import CorrectForm, PrepareForm, WordedForm
from programs.selection.models import PublicNotice
from programs.selection.states import NoticeStatus

NOTICES: dict[str, str] = {
    NoticeStatus.DRAFT: "warning",
    NoticeStatus.PUBLISHED: "success",
}


def _is_draft(notice: PublicNotice) -> bool:
    return bool(notice.status == NoticeStatus.DRAFT)


def _is_published(notice: PublicNotice) -> bool:
    return bool(notice.status == NoticeStatus.PUBLISHED)


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
        "program", "slug", "titled", "texts", "status", "published_on",
        "closes_at", "objections_close_at", "replaces",
    ]  # fmt: skip
    readonly_fields = ["titled", "texts", "status"]
    inlines = [ListedInline]
    actions_list = ["prepare"]
    actions_detail = ["reword", "correct"]

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
    )
    correct = errand(
        _("Correct by a new version"),
        right=Permission.PUBLISH_NOTICE,
        form=CorrectForm,
        do=actions.supersede,
        offered=_is_published,
    )

    @column(_("title"), ordering="slug")
    def titled(self, notice: PublicNotice) -> str:
        return str(notice)

    @column(_("text"))
    def texts(self, notice: PublicNotice) -> str:
        return "\n\n".join(filter(None, notice.text.values())) or "—"

    @column(_("status"), label=NOTICES, ordering="status")
    def shown_status(self, notice: PublicNotice) -> tuple[str, str]:
        return notice.status, notice.get_status_display()
