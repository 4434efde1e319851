"""The guards that awards and places pass through, each one promise of the database."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard, frozen
from programs.awards.states import LIVE


def _list(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def within_quota(live: tuple[str, ...]) -> Guard:
    """One more live row takes a place of the program; one less gives it back (I1)."""
    name = "program_awards_within_quota"
    return Guard(
        name=name,
        code="quota",
        when_broken=_(
            "The program has %(quota)s places and %(taken)s are taken: there is no "
            "place left."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        declare=[("step", "int"), ("p", "record")],
        func=(
            f"step := (NEW.status IN ({_list(live)}))::int - (CASE WHEN "
            f"TG_OP = 'UPDATE' THEN (OLD.status IN ({_list(live)}))::int ELSE 0 END); "
            "IF step = 0 THEN RETURN NULL; END IF; "
            "SELECT quota, taken INTO p FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; "
            "IF p.taken + step > p.quota THEN "
            + Guard.refuse(name, quota="p.quota", taken="p.taken")
            + " END IF; UPDATE programs_program SET taken = taken + step "
            "WHERE id = NEW.program_id; RETURN NULL;"
        ),
    )


def within_budget() -> Guard:
    """The sum of live awards stays within the program's budget (I3)."""
    name = "program_awards_within_budget"

    def held(row: str) -> str:
        return (
            f"(CASE WHEN {row}.status IN ({_list(LIVE)}) THEN {row}.amount "
            f"ELSE {row}.paid - {row}.recovered END)"
        )

    return Guard(
        name=name,
        code="budget",
        when_broken=_(
            "The program's budget of %(budget)s yuan has %(left)s yuan left; this "
            "needs %(asked)s yuan."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "paid", "recovered"),
        declare=[("step", "numeric"), ("p", "record")],
        func=(
            f"step := {held('NEW')} - (CASE WHEN TG_OP = 'UPDATE' THEN {held('OLD')} "
            "ELSE 0 END); IF step = 0 THEN RETURN NULL; END IF; "
            "SELECT budget, committed INTO p FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; "
            "IF p.committed + step > p.budget THEN "
            + Guard.refuse(
                name, budget="p.budget", left="p.budget - p.committed", asked="step"
            )
            + " END IF; UPDATE programs_program SET committed = committed + step "
            "WHERE id = NEW.program_id; RETURN NULL;"
        ),
    )


def within_budget_lines() -> Guard:
    """Per year and source, live awards stay within the budget line (I3)."""
    name = "awards_within_budget_line"

    def held(row: str, source: str) -> str:
        return (
            f"(CASE WHEN {row}.status IN ({_list(LIVE)}) THEN {row}.{source}_amount "
            f"ELSE {row}.{source}_paid END)"
        )

    def step(source: str) -> str:
        return (
            f"step := {held('NEW', source)} - (CASE WHEN TG_OP = 'UPDATE' THEN "
            f"{held('OLD', source)} ELSE 0 END); IF step <> 0 THEN "
            "SELECT amount, committed INTO line FROM programs_budgetline "
            "WHERE program_id = NEW.program_id AND year = NEW.year "
            f"AND source = '{source}' FOR NO KEY UPDATE; "
            "IF NOT FOUND OR line.committed + step > line.amount THEN "
            + Guard.refuse(
                name,
                year="NEW.year",
                left="coalesce(line.amount - line.committed, 0)",
                asked="step",
            )
            + " END IF; UPDATE programs_budgetline SET committed = committed + step "
            "WHERE program_id = NEW.program_id AND year = NEW.year "
            f"AND source = '{source}'; END IF; "
        )

    return Guard(
        name=name,
        code="budget",
        when_broken=_(
            "The budget line of %(year)s has %(left)s yuan left; this needs %(asked)s "
            "yuan."
        ),
        when=pgtrigger.After,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("status", "city_paid", "district_paid"),
        declare=[("step", "numeric"), ("line", "record")],
        func=f"{step('city')}{step('district')}RETURN NULL;",
    )


def within_ceiling() -> Guard:
    """More than zero, and at most what the program allows for one award (I2)."""
    name = "award_within_ceiling"
    return Guard(
        name=name,
        code="ceiling",
        when_broken=_(
            "An award of this program is at most %(ceiling)s yuan; this is %(asked)s "
            "yuan."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("most", "numeric")],
        func=(
            "SELECT ceiling INTO most FROM programs_program "
            "WHERE id = NEW.program_id FOR NO KEY UPDATE; IF NEW.amount > most THEN "
            + Guard.refuse(name, ceiling="most", asked="NEW.amount")
            + " END IF; RETURN NEW;"
        ),
    )


TERMS = (
    "number", "program_id", "company_id", "proposal_id", "company_type", "amount",
    "city_amount", "district_amount", "year", "inputs", "rule_version",
    "document_number", "decided_on",
)  # fmt: skip


def terms_are_frozen() -> Guard:
    """What was promised to whom never changes, and never disappears."""
    return frozen(
        "award_terms_are_frozen",
        _("The terms of an award are frozen; revoke it or ask for a change."),
        *TERMS,
    )


def follows_its_proposal() -> Guard:
    """Nothing is awarded but what went through a decision and a notice (I8)."""
    name = "award_follows_its_proposal"
    return Guard(
        name=name,
        code="proposal",
        when_broken=_("An award goes to the company that its proposal names."),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM programs_proposal p "
            "JOIN programs_application a ON a.id = p.application_id "
            "WHERE p.id = NEW.proposal_id AND p.program_id = NEW.program_id "
            "AND a.company_id = NEW.company_id) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


def closes_with_nothing_owed() -> Guard:
    """A revoked award is closed when no demand is open and no yuan is unaccounted for.

    Closing holds the award's row, which a new recovery locks before it looks.
    """
    name = "award_closes_with_nothing_owed"
    return Guard(
        name=name,
        code="owed",
        when_broken={
            "open": _(
                "Money is still asked back for this award: the recovery is settled, "
                "written off or withdrawn first."
            ),
            "unasked": _(
                "The award was revoked after money had been paid: ask it back, or "
                "write it off, before the award is closed."
            ),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("why", "text")],
        func=(
            "IF NEW.status <> 'closed' OR OLD.status = 'closed' THEN RETURN NEW; "
            "END IF; SELECT CASE WHEN EXISTS (SELECT 1 FROM programs_recovery r "
            "WHERE r.award_id = NEW.id "
            "AND r.status IN ('proposed', 'demanded', 'referred')) THEN 'open' "
            "WHEN NEW.paid > NEW.recovered + NEW.written_off AND NOT EXISTS "
            "(SELECT 1 FROM programs_recovery r WHERE r.award_id = NEW.id "
            "AND r.status IN ('settled', 'written_off')) THEN 'unasked' END INTO why; "
            "IF why IS NOT NULL THEN "
            + Guard.refuse(name, why="why")
            + " END IF; RETURN NEW;"
        ),
    )


def active_with_its_agreement() -> Guard:
    """An award is active by an agreement that both sides have signed."""
    name = "award_active_with_its_agreement"
    return Guard(
        name=name,
        code="agreement",
        when_broken=_(
            "An award becomes active by its agreement, signed by both sides."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF NEW.status = 'active' AND OLD.status <> 'active' AND NOT EXISTS "
            "(SELECT 1 FROM programs_agreement WHERE award_id = NEW.id "
            "AND status = 'in_force') THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )
