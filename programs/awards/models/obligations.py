"""What comes with an award: the yearly reports that it owes for five years (D§1.7)."""

import pgtrigger

from foundation.refusals import Guard


def brings_its_reports() -> Guard:
    """Write the five reports with the award, whichever way it was granted.

    The year of the decision is year 0; report n tells of year n, opens on 5 January of
    the year after and is due on 31 March. The rows belong to `monitoring`.
    """
    return Guard(
        name="award_brings_its_reports",
        code="reports",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=(
            "INSERT INTO programs_yearreport "
            "(award_id, number, year, opens_on, due_on, status, text, figures) "
            "SELECT NEW.id, n, y + n, make_date(y + n + 1, 1, 5), "
            "make_date(y + n + 1, 3, 31), 'not_open', '', '{}'::jsonb "
            "FROM generate_series(1, 5) n, "
            "(SELECT extract(year FROM NEW.decided_on)::int AS y) decided; "
            "RETURN NULL;"
        ),
    )
