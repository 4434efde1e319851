"""A small city to test in: each function makes one thing, with what it stands on.

Rows are written as the database demands: in their first status, moved by `advance`.
"""

from foundation.accounts.models import SYSTEM
from foundation.moves import advance as bare_advance
from tests.city.attempts import at_once, broken, sql, unguarded
from tests.city.awards import (
    TO_CONFIRMED,
    a_bank_account,
    a_file,
    a_finding,
    a_met_milestone,
    a_milestone,
    a_place,
    a_report,
    an_account_of,
    an_agreement,
    an_award,
    award_values,
)
from tests.city.carriers import a_carrier, a_tenancy, a_unit
from tests.city.money import (
    a_gate,
    a_payment,
    a_recovery,
    a_tranche,
    an_entry,
    demanded,
    instructed,
    signed,
)
from tests.city.moves import BY_CHECKLIST, TO_SCORED, checked, moved
from tests.city.people import (
    NOW,
    TODAY,
    YEAR,
    a_company,
    a_uscc,
    a_user,
    advance,
    give,
    serial,
)
from tests.city.programs import (
    WHERE_TO_OBJECT,
    a_call,
    a_notice,
    a_noticed_proposal,
    a_program,
    a_proposal,
    an_application,
    an_sme_program,
    end_window,
)
from tests.city.reports import a_schedule, an_issue

__all__ = [
    "BY_CHECKLIST",
    "NOW",
    "SYSTEM",
    "TODAY",
    "TO_CONFIRMED",
    "TO_SCORED",
    "WHERE_TO_OBJECT",
    "YEAR",
    "a_bank_account",
    "a_call",
    "a_carrier",
    "a_company",
    "a_file",
    "a_finding",
    "a_gate",
    "a_met_milestone",
    "a_milestone",
    "a_notice",
    "a_noticed_proposal",
    "a_payment",
    "a_place",
    "a_program",
    "a_proposal",
    "a_recovery",
    "a_report",
    "a_schedule",
    "a_tenancy",
    "a_tranche",
    "a_unit",
    "a_uscc",
    "a_user",
    "advance",
    "an_account_of",
    "an_agreement",
    "an_application",
    "an_award",
    "an_entry",
    "an_issue",
    "an_sme_program",
    "at_once",
    "award_values",
    "bare_advance",
    "broken",
    "checked",
    "demanded",
    "end_window",
    "give",
    "instructed",
    "moved",
    "serial",
    "signed",
    "sql",
    "unguarded",
]
