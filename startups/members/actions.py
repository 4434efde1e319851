"""Who acts for a company: inviting people, taking up an invitation, letting go."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give, take_back
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.outbox.actions import post
from foundation.refusals import Refusal, use_case
from startups.companies.models import Company, Member

INVITATION = "startups.members"
INVITATION_HOLDS = timedelta(days=14)
_INVALID = _("This invitation is not valid any more. Ask for a new one.")


@use_case
def invite(
    company: Company, email: str, role: Role, *, by: User, at: datetime
) -> Member | None:
    """Let somebody act for the company; a stranger first gets a mail to sign up."""
    if not by.may(Permission.MANAGE_MEMBERS, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None:
        member = _joined(company, user, role, by=by, at=at)
        _write_to(
            company, user, "member_added", by=by, at=at, path=company.get_absolute_url()
        )
        return member
    path = reverse("company-join", args=[_invitation(company, email, role, by, at)])
    _write_to(company, email, "member_invited", by=by, at=at, path=path)
    record(company, "invite", by=by, email=email, role=str(role))
    return None


def _invitation(
    company: Company, email: str, role: Role, by: User, at: datetime
) -> str:  # fmt: skip
    """What the mail carries: nobody but the one invited can use it, and only once."""
    told = [company.pk, email, str(role), by.pk, at.timestamp()]
    return signing.dumps(told, salt=INVITATION)


@use_case
def join(invited: str, *, by: User, at: datetime) -> Company:
    """Take up an invitation: what it promised holds if its sender still may give it."""
    pk, email, role, sender_pk, sent = _opened(invited)
    company = Company.objects.filter(pk=pk).first()
    sender = User.objects.filter(pk=sender_pk, is_active=True).first()
    sent_at = datetime.fromtimestamp(sent, UTC)
    if (
        company is None
        or sender is None
        or not sender.may(Permission.MANAGE_MEMBERS, at=company)
        or at - sent_at > INVITATION_HOLDS
        or _held_since(company, by, sent_at)
    ):
        raise Refusal(_INVALID, code="invitation")
    if by.email != email:
        raise Refusal(
            _("This invitation was sent to %(email)s. Sign in with that address."),
            code="invitation",
            params={"email": email},
        )
    company.refuse_if_merged()
    _joined(company, by, Role(role), by=sender, at=at)
    return company


def _opened(invited: str) -> list[Any]:
    try:
        told: list[Any] = signing.loads(invited, salt=INVITATION)
    except signing.BadSignature as error:
        raise Refusal(_INVALID, code="invitation") from error
    return told


def _held_since(company: Company, user: User, sent_at: datetime) -> bool:
    """Whether the invitation was used: a role that it gave may have ended since."""
    held = RoleGrant.objects.at(ScopeKind.COMPANY, company.pk).filter(user=user)
    return held.filter(granted_at__gte=sent_at).exists()


def _joined(
    company: Company, user: User, role: Role, *, by: User, at: datetime
) -> Member:  # fmt: skip
    if Member.objects.of(company).filter(user=user).exists():
        raise Refusal(
            _("%(name)s acts for this company already."),
            code="held",
            params={"name": str(user)},
        )
    here = ScopeKind.COMPANY
    given = give(user, role, by=by, at=at, scope=here, scope_id=company.pk)
    return Member.objects.get(pk=given.pk)


@use_case
def end_membership(member: RoleGrant, *, by: User, at: datetime) -> None:
    """Let somebody go, or leave; a company keeps at least one administrator."""
    company = Company.objects.select_for_update().get(pk=member.scope_id)
    leaves = by.pk == member.user_id
    if not leaves and not by.may(Permission.MANAGE_MEMBERS, at=company):
        raise PermissionDenied
    others = Member.objects.of(company).exclude(pk=member.pk)
    last = not others.filter(role=Role.COMPANY_ADMIN).exists()
    if member.role == Role.COMPANY_ADMIN and last:
        raise Refusal(
            _(
                "%(name)s is the only administrator of this company. Make somebody "
                "else an administrator first."
            ),
            code="last_administrator",
            params={"name": str(member.user)},
        )
    take_back(member, by=by, at=at)


def _write_to(
    company: Company,
    to: User | str,
    template: str,
    *,
    by: User,
    at: datetime,
    path: str,
) -> None:
    post(
        template,
        to=to,
        key=f"{template}:{company.pk}:{at.timestamp()}:{to}"[:120],
        at=at,
        company=company.name,
        inviter=str(by),
        path=path,
    )
