"""What others ask about agreements and accounts."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from programs.agreements.models import Agreement, BankAccount
from programs.agreements.states import OPEN, AccountStatus, Status
from programs.awards.models import Award
from programs.awards.states import Status as AwardStatus
from startups.companies.models import Company


def account_of(company: Company, *, on: date | None = None) -> BankAccount | None:
    """The verified account of today, or the one that was valid on a day."""
    rows = BankAccount.objects.filter(company=company)
    if on is None:
        return rows.filter(status=AccountStatus.VERIFIED).first()
    until = Q(valid_until=None) | Q(valid_until__gt=on)
    found: BankAccount | None = (
        rows.filter(until, valid_from__lte=on).order_by("-valid_from", "-id").first()
    )
    return found


def signed(award: Award) -> Agreement | None:
    """The agreement that is in force: signed by the company, countersigned."""
    rows = Agreement.objects.filter(award=award, status=Status.IN_FORCE)
    found: Agreement | None = rows.first()
    return found


def without_paper() -> QuerySet[Award]:
    """Awards about which nothing has been issued that still stands."""
    live = Agreement.objects.filter(
        award=OuterRef("pk"), status__in=[*OPEN, Status.IN_FORCE]
    )
    rows = Award.objects.filter(status=AwardStatus.APPROVED)
    found: QuerySet[Award] = rows.filter(~Exists(live)).order_by("number")
    return found
