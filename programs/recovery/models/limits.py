"""The guards that recoveries and claims pass through, each one promise."""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Guard, frozen
from programs.recovery.states import DUE, OPEN


def _list(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def of_an_open_award() -> Guard:
    """Nothing is asked back of a closed award; closing takes turns with this."""
    name = "recovery_of_an_award_that_is_not_closed"
    return Guard(
        name=name,
        code="closed",
        when_broken=_("This award is closed; nothing is owed for it any more."),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        declare=[("standing", "text")],
        func=(
            f"IF NEW.status NOT IN ({_list(OPEN)}) THEN RETURN NEW; END IF; "
            "SELECT status INTO standing FROM programs_award "
            "WHERE id = NEW.award_id FOR NO KEY UPDATE; IF standing = 'closed' THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


RECKONED = (
    "number", "award_id", "breach", "breached_on", "basis", "explanation",
    "evidence_id", "inputs", "rule_version", "reckoned_on", "days_to_pay",
    "proposed_at", "proposed_by_id",
)  # fmt: skip
TOLD = (
    "approved_at", "approved_by_id", "demanded_on", "due_on", "content", "sha256",
)  # fmt: skip


def terms_are_frozen() -> Guard:
    """What was reckoned never changes, nor what was demanded in a letter."""
    return frozen(
        "recovery_terms_are_frozen",
        _("What was reckoned and demanded never changes; withdraw it instead."),
        *RECKONED,
        once={"OLD.demanded_on IS NOT NULL": TOLD},
    )


def demands_something() -> Guard:
    name = "recovery_demands_something"
    return Guard(
        name=name,
        code="nothing",
        when_broken=_("Nothing is owed by this reckoning."),
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM programs_claim c "
            "WHERE c.recovery_id = NEW.id) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NULL;"
        ),
    )


def ends_with_nothing_left() -> Guard:
    """Settled when all of it came back, written off when the rest is a loss."""
    name = "recovery_ends_with_nothing_left"
    return Guard(
        name=name,
        code="left",
        when_broken={
            "settled": _("It is settled when all that was demanded has come back."),
            "written_off": _(
                "It is written off when nothing is left of it and part of it is lost."
            ),
            "cancelled": _(
                "Part of this demand is booked already: reverse the booking, or write "
                "off the rest."
            ),
        },
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        declare=[("s", "record")],
        func=(
            "IF NEW.status = OLD.status OR NEW.status NOT IN ('settled', "
            "'written_off', 'cancelled') THEN RETURN NEW; END IF; "
            "SELECT sum(demanded - repaid - written_off) AS rest, sum(repaid) AS came, "
            "sum(written_off) AS lost INTO s FROM programs_claim "
            "WHERE recovery_id = NEW.id; "
            "IF (NEW.status = 'settled' AND (s.rest > 0 OR s.lost > 0)) "
            "OR (NEW.status = 'written_off' AND (s.rest > 0 OR s.lost = 0)) "
            "OR (NEW.status = 'cancelled' AND (s.came > 0 OR s.lost > 0)) THEN "
            + Guard.refuse(name, why="NEW.status")
            + " END IF; RETURN NEW;"
        ),
    )


ASKED = (
    "coalesce(sum(CASE WHEN o.status IN ("
    + _list(OPEN)
    + ") THEN c.demanded - c.repaid ELSE c.written_off END), 0)"
)  # of claims `c` with their recoveries `o`


def demanded_while_it_is_there() -> Guard:
    """What was proposed may have come back before it is demanded."""
    name = "recovery_demanded_while_it_is_with_the_company"
    return Guard(
        name=name,
        code="paid",
        when_broken=_(
            "Since this was proposed, money has come back: drop the proposal, and "
            "reckon again."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF NEW.status <> 'demanded' OR OLD.status = 'demanded' "
            "THEN RETURN NEW; END IF; "
            "PERFORM 1 FROM programs_award WHERE id = NEW.award_id FOR NO KEY UPDATE; "
            "IF EXISTS (SELECT 1 FROM programs_award a, (VALUES ('city'), "
            "('district')) AS s (source) WHERE a.id = NEW.award_id AND (SELECT "
            + ASKED
            + " FROM programs_claim c JOIN programs_recovery o "
            "ON o.id = c.recovery_id WHERE o.award_id = a.id "
            "AND c.source = s.source AND c.part = 'principal') > CASE s.source "
            "WHEN 'city' THEN a.city_paid ELSE a.district_paid END) THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


def not_referred_while_deferred() -> Guard:
    """A granted deferral lapses before somebody enforces the demand."""
    name = "recovery_not_referred_while_deferred"
    return Guard(
        name=name,
        code="deferral",
        when_broken=_(
            "A deferral is granted: what is owed is paid by its dates. It can be "
            "referred for enforcement when the deferral has lapsed."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        func=(
            "IF NEW.status = 'referred' AND OLD.status <> 'referred' AND EXISTS ("
            "SELECT 1 FROM programs_deferral d WHERE d.recovery_id = NEW.id "
            "AND d.status = 'granted') THEN "
            + Guard.refuse(name)
            + " END IF; RETURN NEW;"
        ),
    )


def within_what_was_paid() -> Guard:
    """Of one source, all open claims together ask for no more than it has paid out."""
    name = "claim_within_what_was_paid"
    return Guard(
        name=name,
        code="paid",
        when_broken=_(
            "Of this source, %(paid)s yuan are with the company, of which %(asked)s "
            "yuan are asked back already; %(more)s yuan more cannot be."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("r", "record"), ("out", "numeric"), ("asked", "numeric")],
        func=(
            "SELECT award_id, status INTO r FROM programs_recovery "
            "WHERE id = NEW.recovery_id FOR NO KEY UPDATE; "
            "IF r.status <> 'proposed' OR NEW.repaid <> 0 OR NEW.written_off <> 0 THEN "
            + Guard.refuse("claim_is_booked_while_due")
            + " END IF; IF NEW.part = 'interest' THEN RETURN NEW; END IF; "
            "SELECT CASE NEW.source WHEN 'city' THEN city_paid ELSE district_paid END "
            "INTO out FROM programs_award WHERE id = r.award_id FOR NO KEY UPDATE; "
            "SELECT " + ASKED + " INTO asked "
            "FROM programs_claim c JOIN programs_recovery o ON o.id = c.recovery_id "
            "WHERE o.award_id = r.award_id AND c.source = NEW.source "
            "AND c.part = 'principal'; "
            "IF asked + NEW.demanded > out THEN "
            + Guard.refuse(name, paid="out", asked="asked", more="NEW.demanded")
            + " END IF; RETURN NEW;"
        ),
    )


def booked_while_due() -> Guard:
    """A claim stands as demanded; what is settled of it moves while it is due."""
    name = "claim_is_booked_while_due"
    return Guard(
        name=name,
        code="due",
        when_broken=_(
            "A claim is fixed when it is proposed; money is booked for it while the "
            "demand stands. One that has ended is opened again first."
        ),
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF TG_OP = 'DELETE' THEN " + Guard.refuse(name) + " END IF; "
            "PERFORM 1 FROM programs_recovery WHERE id = OLD.recovery_id "
            f"AND status IN ({_list(DUE)}) FOR NO KEY UPDATE; "
            "IF NOT FOUND OR ROW(NEW.recovery_id, NEW.source, NEW.part, NEW.demanded) "
            "IS DISTINCT FROM ROW(OLD.recovery_id, OLD.source, OLD.part, OLD.demanded) "
            "THEN " + Guard.refuse(name) + " END IF; RETURN NEW;"
        ),
    )
