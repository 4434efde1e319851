"""Who acts for a company, by name, and who asks to."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from startups.companies.models import Company, Member
from startups.companies.states import Status
from startups.members.models import Delegation, JoinRequest, JoinRequestQuerySet


def people_of(company: Company) -> QuerySet[Member]:
    """Those who act for a company now, with the agency of each agent."""
    people = Member.objects.of(company).select_related("user", "delegation")
    return people.order_by("granted_at", "pk")


def agency_of(person: Member) -> Delegation | None:
    return getattr(person, "delegation", None)


def agencies(
    company: Company, users: Collection[int], *, at: datetime | None = None
) -> dict[int, Delegation]:
    """The agency that each of these people acted for, now or at a moment."""
    rows = Delegation.objects.filter(
        grant__user__in=users,
        grant__scope_kind=ScopeKind.COMPANY,
        grant__scope_id=str(company.pk),
    ).select_related("grant")
    if at is not None:
        rows = rows.filter(grant__granted_at__lte=at, grant__expires_at__gt=at)
        rows = rows.exclude(grant__ended_at__lte=at)
    return {row.grant.user_id: row for row in rows.order_by("grant__granted_at")}


def named(user: User, company: Company, at: datetime) -> str:
    """A person by name; an agent with the agency and its code."""
    found = agencies(company, [user.pk], at=at).get(user.pk)
    if found is None:
        return str(user)
    return _("%(name)s, for the agency %(agency)s (%(uscc)s)") % {
        "name": user,
        "agency": found.agency_name,
        "uscc": found.agency_uscc,
    }


def to_decide(user: User, companies: Iterable[Company]) -> list[JoinRequest]:
    """Requests that wait for this person at the companies that they administer."""
    where = [
        company.pk
        for company in companies
        if user.may(Permission.MANAGE_MEMBERS, at=company)
    ]
    rows = JoinRequest.objects.open().filter(company__in=where)
    return list(rows.select_related("asked_by", "company"))


def asked_by(user: User) -> list[JoinRequest]:
    """What this person has asked for, the latest first."""
    rows = JoinRequest.objects.filter(asked_by=user).select_related("company")
    return list(rows[:20])


def undecided() -> JoinRequestQuerySet:
    """Open requests to companies without anybody of their own to decide them."""
    administered = Member.objects.filter(
        role=Role.COMPANY_ADMIN,
        scope_kind=ScopeKind.COMPANY,
        scope_id=Cast(OuterRef("company"), CharField()),
    )
    theirs = Exists(administered) & Q(company__status=Status.VERIFIED)
    return JoinRequest.objects.open().filter(~theirs)
