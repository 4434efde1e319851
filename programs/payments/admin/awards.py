"""Awards on the staff desk: shown whole, moved by buttons only."""

from datetime import datetime

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column, yuan
from foundation.moves import Actor
from programs.agreements.admin import issue_agreement
from programs.awards import actions as awards
from programs.awards.models import Award
from programs.awards.queries import derivation
from programs.awards.states import Status as AwardStatus
from programs.catalogue.admin import step_by_step
from programs.payments import actions
from programs.payments.admin.inlines import EntryInline, PaymentInline, TrancheInline
from programs.payments.forms import GrantForm, RecoverForm
from programs.selection.admin import ProposalAdmin
from programs.selection.models import Proposal
from programs.selection.states import ProposalStatus

AWARDS: dict[str, str] = {
    AwardStatus.APPROVED: "info",
    AwardStatus.ACTIVE: "success",
    AwardStatus.COMPLETED: "success",
    AwardStatus.REVOKED: "danger",
}


@admin.register(Proposal)
class GrantableProposalAdmin(ProposalAdmin):
    """Proposals with the button that turns them into awards or places."""

    buttons = {**ProposalAdmin.buttons, "grant": actions.grant_and_plan}
    actions_detail = ["grant_by_document"]

    grant_by_document = errand(
        _("Grant by document"),
        right=Permission.GRANT_AWARD,
        form=GrantForm,
        do=actions.grant_and_plan,
        offered=lambda proposal: proposal.status == ProposalStatus.ANNOUNCED,
    )


def _plan(award: Award, *, by: Actor, at: datetime) -> None:
    actions.plan(award, by=by, at=at)


@admin.register(Award)
class AwardAdmin(LookOnlyAdmin, ErrandsAdmin):
    reads = Permission.READ_AWARDS
    buttons = {
        "complete": awards.complete,
        "waive": awards.waive,
        "revoke": awards.revoke,
        "close": awards.close,
    }
    list_display = [
        "number", "company", "program", "shown_status", "promised", "so_far", "back",
        "still_left", "decided_on",
    ]  # fmt: skip
    list_filter = ["status", "program", "year", "company_type", "company__district"]
    list_select_related = ["program", "company"]
    search_fields = ["number__startswith", "company__name", "company__uscc__startswith"]
    fields = [
        "number", "program", "company", "awarded_as", "proposal", "status",
        "promised", "from_city", "from_district", "year", "derived", "rule_version",
        "document_number", "decided_on", "in_parts", "so_far", "back", "still_left",
    ]  # fmt: skip
    readonly_fields = [
        "awarded_as", "status", "promised", "from_city", "from_district", "derived",
        "in_parts", "so_far", "back", "still_left",
    ]  # fmt: skip
    inlines = [TrancheInline, PaymentInline, EntryInline]
    actions_detail = ["issue_agreement", "plan_tranches", "book_recovery"]

    issue_agreement = issue_agreement

    plan_tranches = errand(
        _("Plan the tranches"),
        right=Permission.PLAN_TRANCHES,
        do=_plan,
        offered=lambda award: award.planned == 0 and award.status in AWARDS,
    )
    book_recovery = errand(
        _("Book a voluntary return"),
        right=Permission.BOOK_PAYMENT,
        form=RecoverForm,
        do=actions.recover,
        offered=lambda award: award.paid > award.recovered,
        then=lambda award, _entry: award,
    )

    @column(_("status"), label=AWARDS, ordering="status")
    def shown_status(self, award: Award) -> tuple[str, str]:
        return award.status, award.get_status_display()

    promised = yuan(_("amount (yuan)"), "amount")
    from_city = yuan(_("from the city (yuan)"), "city_amount")
    from_district = yuan(_("from the district (yuan)"), "district_amount")
    in_parts = yuan(_("planned (yuan)"), "planned")
    so_far = yuan(_("paid (yuan)"), "paid")
    back = yuan(_("recovered (yuan)"), "recovered")

    @column(_("awarded as"))
    def awarded_as(self, award: Award) -> str:
        return award.type_label

    @column(_("how the amount comes about"))
    def derived(self, award: Award) -> SafeString | str:
        return step_by_step(derivation(award).steps)

    @column(_("left (yuan)"), number="left")
    def still_left(self, award: Award) -> str:
        return f"{award.left:,.2f}"
