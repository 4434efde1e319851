"""Proposals on the staff desk."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandsAdmin, errand
from foundation.edges.staff import LookOnlyAdmin, column, yuan
from programs.catalogue.admin import step_by_step
from programs.ranking.queries import derived
from programs.selection import actions
from programs.selection.forms import ProposeForm
from programs.selection.models import Proposal
from programs.selection.states import ProposalStatus

PROPOSALS: dict[str, str] = {
    ProposalStatus.STAGED: "warning",
    ProposalStatus.DECIDED: "info",
    ProposalStatus.RESERVE: "warning",
    ProposalStatus.ANNOUNCED: "info",
    ProposalStatus.GRANTED: "success",
    ProposalStatus.REJECTED: "danger",
    ProposalStatus.REMOVED: "danger",
    ProposalStatus.WITHDRAWN: "danger",
}


class ProposalAdmin(LookOnlyAdmin, ErrandsAdmin):
    """Registered with the button that grants, where awards are known."""

    reads = Permission.READ_SCORES
    buttons = {
        "decide": actions.decide,
        "reject": actions.reject,
        "reopen": actions.reopen,
        "pass_over": actions.pass_over,
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
        "program", "application", "company", "rank", "score", "shown_amount",
        "derivation", "status", "proposed_by", "proposed_at", "decided_by",
        "decided_at", "meeting", "notice", "reserve_position", "promoted_on",
        "stands_for", "told_on",
    ]  # fmt: skip
    readonly_fields = ["company", "status", "shown_amount", "derivation"]
    actions_list = ["propose"]

    propose = errand(
        _("Propose"), right=Permission.PROPOSE, form=ProposeForm, do=actions.propose
    )

    shown_amount = yuan(_("amount (yuan)"), "amount")

    @column(_("how the amount comes about"))
    def derivation(self, proposal: Proposal) -> SafeString | str:
        program, application = proposal.program, proposal.application
        about = (program, application.company_type, proposal.inputs)
        return step_by_step(derived(*about).steps if program.rules.pays else ())

    @column(_("company"))
    def company(self, proposal: Proposal) -> str:
        return str(proposal.application.company)

    @column(_("status"), label=PROPOSALS, ordering="status")
    def shown_status(self, proposal: Proposal) -> tuple[str, str]:
        return proposal.status, proposal.get_status_display()
