"""What the database holds about decisions: quota, budget, recusal, and what was told.

Whoever decides for a proposal writes the program's row first, so that two people at the
last place take turns, at any level of isolation; then what is spoken for is counted.
"""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard

TAKES_A_PLACE = "NEW.status = 'decided' AND OLD.status <> 'decided'"
OTHERS = (
    "FROM programs_proposal WHERE program_id = NEW.program_id "
    "AND status IN ('decided', 'announced') AND id <> NEW.id"
)


def within_quota() -> Guard:
    """Decided, announced and granted together stay within the program's places."""
    name = "proposal_within_quota"
    return Guard(
        name=name,
        code="quota",
        when_broken=_(
            "The program has %(quota)s places; %(taken)s are granted and %(others)s "
            "are decided or announced: there is no place left for this one."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("p", "record"), ("others", "bigint")],
        func=(
            f"IF {TAKES_A_PLACE} THEN UPDATE programs_program SET taken = taken "
            "WHERE id = NEW.program_id RETURNING quota, taken INTO p; "
            f"SELECT count(*) INTO others {OTHERS}; "
            "IF p.taken + others >= p.quota THEN "
            + Guard.refuse(name, quota="p.quota", taken="p.taken", others="others")
            + " END IF; END IF; RETURN NEW;"
        ),
    )


def within_budget() -> Guard:
    """What is decided, announced and awarded together stays within the budget."""
    name = "proposal_within_budget"
    return Guard(
        name=name,
        code="budget",
        when_broken=_(
            "Of the program's budget %(left)s yuan are left; this needs %(asked)s yuan."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("p", "record"), ("others", "numeric")],
        func=(
            f"IF {TAKES_A_PLACE} THEN UPDATE programs_program SET taken = taken "
            "WHERE id = NEW.program_id RETURNING budget, committed INTO p; "
            f"SELECT coalesce(sum(amount), 0) INTO others {OTHERS}; "
            "IF p.committed + others + NEW.amount > p.budget THEN "
            + Guard.refuse(
                name, left="p.budget - p.committed - others", asked="NEW.amount"
            )
            + " END IF; END IF; RETURN NEW;"
        ),
    )


def not_decided_by_the_recused() -> Guard:
    """Who stepped aside for a proposal in its meeting does not decide about it."""
    name = "proposal_not_decided_by_the_recused"
    return Guard(
        name=name,
        code="recused",
        when_broken=_(
            "Whoever stepped aside for this proposal in the meeting does not decide "
            "about it."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("decided_by_id"),
        func=(
            "IF NEW.decided_by_id IS NOT NULL AND EXISTS (SELECT 1 "
            "FROM programs_recusal r JOIN programs_attendee a ON a.id = r.attendee_id "
            "WHERE r.proposal_id = NEW.id AND a.user_id = NEW.decided_by_id) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


def told_is_told() -> Guard:
    """A decision that the applicant has been told is not undone any more."""
    name = "proposal_told_is_told"
    return Guard(
        name=name,
        code="told",
        when_broken=_("The applicant has been told; this is not undone any more."),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF OLD.told_on IS NOT NULL AND NEW.status = 'staged' "
            "AND OLD.status <> 'staged' THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )
