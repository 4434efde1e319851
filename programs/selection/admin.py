"""Meetings, proposals, notices and objections on the staff desk."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.records import RecordAdmin
from foundation.edges.staff import DeskInline, LookOnlyAdmin, column, yuan
from programs.selection import actions
from programs.selection.forms import (
    AimForm,
    CorrectForm,
    PrepareForm,
    ProposeForm,
    WordedForm,
)
from programs.selection.models import Meeting, Objection, Proposal, PublicNotice
from programs.selection.states import NoticeStatus, ObjectionStatus, ProposalStatus

PROPOSALS: dict[str, str] = {
    ProposalStatus.STAGED: "warning",
    ProposalStatus.DECIDED: "info",
    ProposalStatus.ANNOUNCED: "info",
    ProposalStatus.GRANTED: "success",
    ProposalStatus.REJECTED: "danger",
    ProposalStatus.REMOVED: "danger",
}
NOTICES: dict[str, str] = {
    NoticeStatus.DRAFT: "warning",
    NoticeStatus.PUBLISHED: "success",
}
OBJECTIONS: dict[str, str] = {
    ObjectionStatus.REGISTERED: "warning",
    ObjectionStatus.INVESTIGATED: "info",
    ObjectionStatus.FOUNDED: "danger",
}
BY_PROGRAM = ["program"]


class ListedInline(DeskInline):
    """What a meeting decided, or a notice lists."""

    model = Proposal
    reads = Permission.READ_SCORES
    fields = ["rank", "application", "score", "shown_amount", "status"]
    readonly_fields = fields
    hide_title = True
    shown_amount = yuan(_("amount (yuan)"), "amount")


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    reads = Permission.READ_SCORES
    edits = Permission.PROPOSE
    list_display = ["number", "program", "held_on"]
    list_filter = BY_PROGRAM
    list_select_related = ["program"]
    search_fields = ["number"]
    fields = ["program", "number", "held_on", "minutes"]
    inlines = [ListedInline]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Minutes are written once; a correction is another meeting's."""
        return False

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:  # noqa: ARG002  # RecordAdmin's signature
        return actions.record_meeting(by=by, **facts)


class ProposalAdmin(LookOnlyAdmin, ErrandsAdmin):
    """Registered with the button that grants, where awards are known."""

    reads = Permission.READ_SCORES
    buttons = {
        "decide": actions.decide,
        "reject": actions.reject,
        "reopen": actions.reopen,
    }
    list_display = [
        "rank", "application", "company", "score", "shown_amount", "shown_status",
        "proposed_by", "decided_by", "notice",
    ]  # fmt: skip
    list_filter = ["status", "program", "notice"]
    list_select_related = [
        "program",
        "application__company",
        "application__call__program",
        "proposed_by",
        "decided_by",
        "notice",
        "meeting",
    ]
    search_fields = ["application__number__startswith", "application__company__name"]
    fields = [
        "program", "application", "company", "rank", "score", "shown_amount", "inputs",
        "status", "proposed_by", "proposed_at", "decided_by", "decided_at",
        "meeting", "notice",
    ]  # fmt: skip
    readonly_fields = ["company", "status", "shown_amount"]
    actions_list = ["propose"]

    propose = errand(
        _("Propose"), right=Permission.PROPOSE, form=ProposeForm, do=actions.propose
    )

    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("company"))
    def company(self, proposal: Proposal) -> str:
        return str(proposal.application.company)

    @column(_("status"), label=PROPOSALS, ordering="status")
    def shown_status(self, proposal: Proposal) -> tuple[str, str]:
        return proposal.status, proposal.get_status_display()


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


@admin.register(Objection)
class ObjectionAdmin(LookOnlyAdmin, ErrandsAdmin):
    """The register; only who is in charge or supervises sees who objects."""

    reads = Permission.READ_SCORES
    buttons = {
        "refuse": actions.refuse,
        "take_up": actions.take_up,
        "dismiss": actions.dismiss,
        "uphold": actions.uphold,
    }
    list_display = ["number", "notice", "against", "shown_status", "received_on"]
    list_filter = ["status", "notice"]
    list_select_related = ["notice__program", "proposal__application__company"]
    search_fields = ["number"]
    fields = [
        "number", "notice", "against", "status", "received_on", "signed_with",
        "objector", "contact", "content",
    ]  # fmt: skip
    readonly_fields = ["against", "status"]
    actions_detail = ["aim"]

    aim = errand(
        _("Say what it is against"),
        right=Permission.HANDLE_OBJECTION,
        form=AimForm,
        do=actions.aim,
        offered=lambda objection: objection.status == ObjectionStatus.REGISTERED,
    )

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        may = request.user.may
        return bool(
            may(Permission.HANDLE_OBJECTION, at=obj) or may(Permission.READ_JOURNAL)
        )

    @column(_("against"))
    def against(self, objection: Objection) -> str:
        if objection.proposal is None:
            return str(_("the whole list"))
        return str(objection.proposal.application.company)

    @column(_("status"), label=OBJECTIONS, ordering="status")
    def shown_status(self, objection: Objection) -> tuple[str, str]:
        return objection.status, objection.get_status_display()
