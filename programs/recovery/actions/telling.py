"""Mails about a demand, to the administrators of the company that owes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from foundation.outbox.actions import post
from foundation.refusals import several_units
from programs.recovery.models import Recovery
from startups.companies.queries import administrators


@several_units  # part of the caller's unit of work
def tell(
    recovery: Recovery,
    template: str,
    left: Decimal,
    *,
    at: datetime,
    once: str = "",
    **more: Any,
) -> None:
    """Post a mail to each of them; `once` tells apart what is sent again and again."""
    award = recovery.award
    key = "-".join(filter(None, (template, recovery.number, once)))
    for user in administrators(award.company):
        told = {
            "number": recovery.number,
            "award": award.number,
            "company": award.company.name,
            "left": f"{left:,.2f}",
            "due": str(recovery.due_on),
            "path": recovery.get_absolute_url(),
        }
        post(template, to=user, key=f"{key}-{user.pk}", at=at, **(told | more))
