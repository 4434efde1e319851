"""Who acts for a company: inviting, asking to join, naming agents, letting go."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give, take_back
from foundation.accounts.models import RoleGrant, System, User
from foundation.accounts.permissions import AGENTS, Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.outbox.actions import post
from foundation.periods import city_day, midnight
from foundation.refusals import Refusal, use_case
from startups.companies.models import Company, Member
from startups.companies.queries import administrators, registered
from startups.companies.rules import objection_to_uscc, tidy_uscc
from startups.companies.states import Status as Record
from startups.members.models import Delegation, JoinRequest

By = User | System

INVITATION = "startups.members"
INVITATION_HOLDS = timedelta(days=14)
MOST_OPEN = 5  # requests to join that a person may have under way
LONGEST_DELEGATION = timedelta(days=366)
_INVALID = _("This invitation is not valid any more. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Agency:
    """For whom an agent works, until when, and whether they may hand in."""

    name: str
    uscc: str
    until: date  # the last day
    may_submit: bool = False

    @property
    def role(self) -> Role:
        return Role.AGENT_SUBMITTER if self.may_submit else Role.AGENT


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
    company: Company, email: str, role: Role, by: User, at: datetime, *agency: str
) -> str:  # fmt: skip
    """What the mail carries: nobody but the one invited can use it, and only once."""
    told = [company.pk, email, str(role), by.pk, at.timestamp(), *agency]
    return signing.dumps(told, salt=INVITATION)


@use_case
def appoint(
    company: Company, email: str, agency: Agency, *, by: User, at: datetime
) -> Member | None:
    """Let somebody of an agency fill in the company's forms, until a named day."""
    if not by.may(Permission.MANAGE_MEMBERS, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    agency = _checked(company, agency, at)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    told = {
        "agency": agency.name,
        "agency_uscc": agency.uscc,
        "until": str(agency.until),
    }
    if user is not None:
        member = _delegated(company, user, agency, by=by, at=at)
        path = company.get_absolute_url()
        _write_to(company, user, "agent_named", by=by, at=at, path=path, **told)
        return member
    secret = _invitation(company, email, agency.role, by, at, *told.values())
    path = reverse("company-join", args=[secret])
    _write_to(company, email, "agent_invited", by=by, at=at, path=path, **told)
    record(company, "invite", by=by, email=email, role=str(agency.role), **told)
    return None


def _checked(company: Company, agency: Agency, at: datetime) -> Agency:
    code, today = tidy_uscc(agency.uscc), city_day(at)
    if wrong := objection_to_uscc(code):
        raise Refusal(wrong, code="agency_uscc")
    if code == company.uscc:
        raise Refusal(
            _("This is the company's own code. Its own people are invited instead."),
            code="agency_uscc",
        )
    if not today <= agency.until <= today + LONGEST_DELEGATION:
        raise Refusal(
            _("An agent acts for a year at most; choose a day from today on."),
            code="until",
        )
    return Agency(agency.name.strip(), code, agency.until, agency.may_submit)


def _delegated(
    company: Company, user: User, agency: Agency, *, by: User, at: datetime
) -> Member:
    ends = midnight(agency.until + timedelta(days=1))
    member = _joined(company, user, agency.role, by=by, at=at, expires_at=ends)
    Delegation.objects.create(
        grant_id=member.pk, agency_name=agency.name, agency_uscc=agency.uscc
    )
    record(
        company, "appoint", by=by, user=user.pk, name=str(user), role=str(agency.role),
        agency=agency.name, agency_uscc=agency.uscc, until=str(agency.until),
    )  # fmt: skip
    return member


@use_case
def join(invited: str, *, by: User, at: datetime) -> Company:
    """Take up an invitation: what it promised holds if its sender still may give it."""
    pk, email, role, sender_pk, sent, *agency = _opened(invited)
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
    if role in AGENTS:
        name, code, until = agency
        last = date.fromisoformat(until)
        named = Agency(name, code, last, role == Role.AGENT_SUBMITTER)
        _delegated(company, by, _checked(company, named, at), by=sender, at=at)
    else:
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
    company: Company, user: User, role: Role, *, by: By, at: datetime, **more: Any
) -> Member:  # fmt: skip
    if Member.objects.of(company).filter(user=user).exists():
        raise Refusal(
            _("%(name)s acts for this company already."),
            code="held",
            params={"name": str(user)},
        )
    here = ScopeKind.COMPANY
    given = give(user, role, by=by, at=at, scope=here, scope_id=company.pk, **more)
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
    **told: Any,
) -> None:
    post(
        template,
        to=to,
        key=f"{template}:{company.pk}:{at.timestamp()}:{to}"[:120],
        at=at,
        company=company.name,
        inviter=str(by),
        path=path,
        **told,
    )


# asking to join ---------------------------------------------------------------------


@use_case
def ask(code: str, note: str, *, by: User, at: datetime) -> JoinRequest:
    """Ask to act for a company that is registered; whoever may decides."""
    company = registered(tidy_uscc(code))
    if company is None:
        raise Refusal(
            _("No company is registered under this code. You can register it."),
            code="uscc",
        )
    if Member.objects.of(company).filter(user=by).exists():
        raise Refusal(_("You act for this company already."), code="held")
    waiting = JoinRequest.objects.open().filter(asked_by=by)
    if waiting.count() >= MOST_OPEN:
        raise Refusal(
            _("You have asked %(number)s companies already. Wait for their answers."),
            code="many",
            params={"number": MOST_OPEN},
        )
    asked = JoinRequest.objects.create(
        company=company, note=note.strip(), asked_at=at, asked_by=by
    )
    record(company, "ask_to_join", by=by, request=asked.pk)
    for admin in administrators(company):
        post(
            "join_asked",
            to=admin,
            key=f"join_asked:{asked.pk}:{admin.pk}",
            at=at,
            company=company.name,
            name=str(by),
            email=by.email,
            note=asked.note,
            path=reverse("company-members", args=[company.pk]),
        )
    return asked


@use_case
def admit(
    request: JoinRequest, *, by: By, at: datetime, role: Role | None = None
) -> None:
    """Let them act: as an editor, or as the one who administers a company first."""
    company = _to_be_decided_by(request, by)
    company.refuse_if_merged()
    advance(request, "admit", by=by)
    first = not administrators(company)
    usual = Role.COMPANY_ADMIN if first else Role.COMPANY_EDITOR
    if not Member.objects.of(company).filter(user=request.asked_by).exists():
        _joined(company, request.asked_by, role or usual, by=by, at=at)
    _answer(request, "join_accepted", at=at)


@use_case
def turn_down(request: JoinRequest, *, by: By, at: datetime, reason: str) -> None:
    """Do not let them act; they read why."""
    _to_be_decided_by(request, by)
    advance(request, "turn_down", by=by, reason=reason)
    _answer(request, "join_refused", at=at, reason=reason)


def _to_be_decided_by(request: JoinRequest, by: By) -> Company:
    """A verified company's own administrators decide; for others the commission may."""
    company = Company.objects.select_for_update().get(pk=request.company_id)
    if not by.may(Permission.ADMIT_MEMBER, at=company):
        raise PermissionDenied
    own = by.may(Permission.MANAGE_MEMBERS, at=company)
    theirs = company.status == Record.VERIFIED and administrators(company)
    if theirs and not own:
        raise Refusal(
            _("This company has administrators; they decide who acts for it."),
            code="administrators",
        )
    return company


def _answer(
    request: JoinRequest, template: str, *, at: datetime, reason: str = ""
) -> None:
    post(
        template,
        to=request.asked_by,
        key=f"{template}:{request.pk}",
        at=at,
        company=request.company.name,
        reason=reason,
        path=request.company.get_absolute_url(),
    )
