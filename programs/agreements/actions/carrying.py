"""What is decided about a company holds for all of its running awards."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.numbering import next_number
from foundation.periods import city_day
from foundation.refusals import several_units
from programs.agreements.models import ChangeRequest
from programs.agreements.states import SERIES_OF_CHANGES, ChangeStatus
from programs.awards.models import Award
from programs.awards.states import RUNNING

SAME = (
    "kind", "is_substance", "before", "wanted", "asked_at", "asked_by_id", "opinion",
    "is_favored", "opined_at", "opined_by_id",
)  # fmt: skip
DECIDED = ("decided_at", "decided_by_id")


@several_units  # rows of the caller's unit of work
def carry(change: ChangeRequest, verb: str, *, at: datetime) -> list[ChangeRequest]:
    """Write the decision down under the company's other running awards as well.

    Each of their agreements is renewed by it. An award about which the same is asked
    already keeps its own request.
    """
    asked = ChangeRequest.objects.filter(
        award=OuterRef("pk"), kind=change.kind, status=ChangeStatus.ASKED
    )
    others = Award.objects.filter(company=change.award.company_id, status__in=RUNNING)
    awards = others.exclude(pk=change.award_id).exclude(Exists(asked))
    return [_carried(change, award, verb, at) for award in awards.order_by("id")]


def _carried(
    change: ChangeRequest, award: Award, verb: str, at: datetime
) -> ChangeRequest:  # fmt: skip
    row = ChangeRequest(award=award, **{name: getattr(change, name) for name in SAME})
    row.number = next_number(SERIES_OF_CHANGES, city_day(at).year)
    row.reason = f"{change.number}: {change.reason}"
    row.save(force_insert=True)
    record(row, "ask", by=SYSTEM, kind=row.kind, wanted=row.wanted, of=change.number)
    decided = {name: getattr(change, name) for name in DECIDED}
    advance(row, verb, by=SYSTEM, **decided)
    return row
