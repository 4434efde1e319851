"""What the ledger and the claims against a company hold of each other (I4).

Claims and their allotments are rows of `programs.recovery`, above this slice; the
guards of the ledger know their tables by name, as an award knows the budget line's.
"""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard


def only_for_a_claim() -> Guard:
    """Interest comes in, and anything is given up, only for a claim that was made.

    While a demand stands, nothing comes back beside it either.
    """
    name = "ledger_entry_settles_a_claim"
    return Guard(
        name=name,
        code="claim",
        when_broken={
            "claim": _("Interest and what is written off belong to a recovery."),
            "demand": _(
                "Money is being asked back for this award: book the installment with "
                "its demand."
            ),
        },
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[("why", "text")],
        func=(
            "IF NEW.kind NOT IN ('recovery', 'interest', 'write_off', 'remission') "
            "OR EXISTS (SELECT 1 FROM programs_allotment t WHERE t.entry_id = NEW.id) "
            "THEN RETURN NULL; END IF; "
            "why := CASE WHEN NEW.kind <> 'recovery' THEN 'claim' WHEN EXISTS "
            "(SELECT 1 FROM programs_recovery r WHERE r.award_id = NEW.award_id "
            "AND r.status IN ('demanded', 'referred')) THEN 'demand' END; "
            "IF why IS NOT NULL THEN "
            + Guard.refuse(name, why="why")
            + " END IF; RETURN NULL;"
        ),
    )


def claims_follow_reversals() -> Guard:
    """A reversed entry is owed again: its claim is raised by the same amount."""
    return Guard(
        name="claim_follows_the_ledger",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.kind = 'reversal' THEN UPDATE programs_claim c SET "
            "repaid = c.repaid - CASE WHEN e.kind IN ('recovery', 'interest') "
            "THEN e.amount ELSE 0 END, written_off = c.written_off - CASE WHEN "
            "e.kind IN ('write_off', 'remission') THEN e.amount ELSE 0 END "
            "FROM programs_allotment t, programs_ledgerentry e "
            "WHERE t.entry_id = NEW.reverses_id AND c.id = t.claim_id "
            "AND e.id = NEW.reverses_id; END IF; RETURN NULL;"
        ),
    )


def written_off_of_its_source() -> Guard:
    """No source has more written off than it has paid and not got back."""
    name = "award_written_off_within_sources"
    return Guard(
        name=name,
        code="written_off",
        when_broken=_(
            "What is written off, and what came back, is at most what this source "
            "has paid."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=(
            "IF EXISTS (SELECT 1 FROM programs_award a WHERE a.id = NEW.award_id "
            "AND a.written_off > 0 AND (SELECT coalesce(sum(CASE e.kind "
            "WHEN 'reversal' THEN -e.amount ELSE e.amount END), 0) "
            "FROM programs_ledgerentry e LEFT JOIN programs_ledgerentry u "
            "ON u.id = e.reverses_id WHERE e.award_id = a.id "
            "AND e.source = NEW.source AND 'write_off' IN (e.kind, u.kind)) > "
            "CASE NEW.source WHEN 'city' THEN a.city_paid ELSE a.district_paid END) "
            "THEN " + Guard.refuse(name) + " END IF; RETURN NULL;"
        ),
    )


def installments_are_undone_whole() -> Guard:
    """An entry of an installment is reversed with all that its receipt has settled."""
    name = "repayment_is_undone_whole"
    return Guard(
        name=name,
        code="repayment",
        when_broken=_(
            "This entry belongs to an installment: undo the installment, and all of "
            "its entries are reversed."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=(
            "IF NEW.kind = 'reversal' AND EXISTS (SELECT 1 FROM programs_allotment t "
            "JOIN programs_repayment p ON p.id = t.repayment_id "
            "WHERE t.entry_id = NEW.reverses_id AND p.stands) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NULL;"
        ),
    )


CLAIMED = (
    only_for_a_claim,
    claims_follow_reversals,
    written_off_of_its_source,
    installments_are_undone_whole,
)
