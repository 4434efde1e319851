"""What a payment waits for, asked by payments and by the ledger alike (I8)."""

from django.utils.translation import gettext_lazy as _

from programs.awards.states import LIVE
from programs.monitoring.models import held

LIVE_AWARDS = ", ".join(f"'{state}'" for state in LIVE)


# Nothing leaves while a notice or objection window is open, an objection is undecided,
# or a gate is unmet and not waived by name (I8). Read by payments and by the ledger.
#
# The notice and the tranche are locked against new objections and gates first: whoever
# is about to add one ends before we look.
def blocked(award: str, tranche: str) -> str:
    return (
        "PERFORM 1 FROM programs_publicnotice n WHERE n.id = (SELECT p.notice_id "
        "FROM programs_award a JOIN programs_proposal p ON p.id = a.proposal_id "
        f"WHERE a.id = {award}) FOR UPDATE; "
        f"PERFORM 1 FROM programs_tranche t WHERE t.id = {tranche} FOR UPDATE; "
        "SELECT CASE "
        "WHEN EXISTS (SELECT 1 FROM programs_award a "
        f"WHERE a.id = {award} AND a.status NOT IN ({LIVE_AWARDS})) THEN 'award' "
        "WHEN NOT EXISTS (SELECT 1 FROM programs_award a "
        "JOIN programs_proposal p ON p.id = a.proposal_id "
        "JOIN programs_publicnotice n ON n.id = p.notice_id "
        f"WHERE a.id = {award} AND n.objections_close_at <= clock_timestamp()) "
        "THEN 'notice' "
        "WHEN EXISTS (SELECT 1 FROM programs_award a "
        "JOIN programs_proposal p ON p.id = a.proposal_id "
        "JOIN programs_objection o ON o.proposal_id = p.id "
        "OR (o.proposal_id IS NULL AND o.notice_id = p.notice_id) "
        f"WHERE a.id = {award} AND o.status IN ('registered', 'investigated')) "
        "THEN 'objection' "
        f"WHEN {held(award)} THEN 'overdue' "
        "WHEN EXISTS (SELECT 1 FROM programs_recovery r "
        f"WHERE r.award_id = {award} AND r.status IN ('demanded', 'referred')) "
        "THEN 'owed' "
        "WHEN NOT EXISTS (SELECT 1 FROM programs_gate g "
        f"WHERE g.tranche_id = {tranche}) THEN 'ungated' "
        "WHEN EXISTS (SELECT 1 FROM programs_gate g "
        f"WHERE g.tranche_id = {tranche} AND g.met_on IS NULL "
        "AND g.waived_at IS NULL) THEN 'gate' END INTO blocked; "
    )


NOT_NOW = {
    "award": _("Nothing can be paid: the award is not live any more."),
    "notice": _(
        "Nothing can be paid yet: the public notice or its time for objections has "
        "not ended."
    ),
    "objection": _("Nothing can be paid while an objection is undecided."),
    "overdue": _(
        "Nothing can be paid: a yearly report of this award is more than 30 days late."
    ),
    "owed": _("Nothing can be paid while money of this award is asked back."),
    "gate": _(
        "Nothing can be paid: a condition of this tranche is neither met nor waived."
    ),
    "ungated": _(
        "Nothing can be paid: this tranche has no conditions; plan the award as its "
        "program says."
    ),
    "payment": _("Only a payment that is with the bank can be booked, as it is."),
    "reversal": _("A reversal undoes exactly one entry of the same award."),
}
