"""What happens to a company's record: entering, correcting, checking, merging."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give, take_back
from foundation.accounts.models import SYSTEM, System, User
from foundation.accounts.permissions import AGENTS, Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, use_case
from startups.companies.models import (
    Company,
    CompanyName,
    Member,
    Merge,
    Qualification,
    Shareholder,
)
from startups.companies.queries import administrators, registered, unfinished
from startups.companies.rules import objection_to_uscc, tidy_uscc
from startups.companies.states import Status

By = User | System

IDENTITY = frozenset({"uscc", "name", "founded_on", "district"})
OFFICIAL = frozenset({"registry_state"})  # only the commission says so


@use_case
def register(*, by: User, at: datetime, **facts: Any) -> Company:
    """Enter a company that the registry does not know; who does so administers it."""
    company = _entered(facts, by=by, verb="register")
    _seat(by, Role.COMPANY_ADMIN, company, at=at)
    return company


@use_case
def enter(*, by: By, at: datetime, **facts: Any) -> Company:  # noqa: ARG001  # every move is told when
    """Enter a company at the desk; nobody administers it until somebody is invited."""
    if not by.may(Permission.VERIFY_COMPANY):
        raise PermissionDenied
    return _entered(facts, by=by, verb="enter")


def _entered(facts: dict[str, Any], *, by: By, verb: str) -> Company:
    facts["uscc"] = tidy_uscc(facts["uscc"])
    if wrong := objection_to_uscc(facts["uscc"]):
        raise Refusal(wrong, code="uscc")
    _refuse_twice(facts["uscc"])
    zones = facts.pop("zones", [])
    company = Company.objects.create(**facts)
    company.zones.set(zones)
    record(company, verb, by=by, uscc=company.uscc, name=company.name)
    return company


def _refuse_twice(code: str) -> None:
    """Say what to do instead of entering the same company a second time."""
    known = registered(code)
    if known is None:
        return
    told = {"name": known.name}
    if administrators(known):
        raise Refusal(
            _("“%(name)s” is registered. Ask one of its administrators to let you in."),
            code="uscc_taken",
            params=told,
        )
    raise Refusal(
        _(
            "“%(name)s” is in the registry, but nobody administers it here yet. Ask "
            "the commission to give you access."
        ),
        code="uscc_taken",
        params=told,
    )


@use_case
def change(company: Company, *, by: By, at: datetime, **facts: Any) -> Company:
    """Correct what is known; the journal keeps what it was before.

    Who a verified company is, and what the registry says of it, only the commission
    changes; a name that is given up stays findable.
    """
    company = _locked(company)
    zones = facts.pop("zones", None)
    changed = {k: v for k, v in facts.items() if getattr(company, k) != v}
    _check_change(company, changed, by)
    before = {field: getattr(company, field) for field in changed}
    if "name" in changed:
        _keep_name(company, until=city_day(at))
    for field, value in changed.items():
        setattr(company, field, value)
    if changed:
        company.save(update_fields=list(changed))
    if zones is not None:
        before["zones"] = [zone.pk for zone in company.zones.all()]
        changed["zones"] = [zone.pk for zone in zones]
        company.zones.set(zones)
    record(company, "change", by=by, before=_told(before), after=_told(changed))
    return company


def _locked(company: Company) -> Company:
    """The row as it is now, so that simultaneous changes take turns."""
    return Company.objects.select_for_update(of=("self",)).get(pk=company.pk)


def _check_change(company: Company, changed: dict[str, Any], by: By) -> None:
    if not by.may(Permission.EDIT_COMPANY, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    official = by.may(Permission.VERIFY_COMPANY, at=company)
    fixed = IDENTITY if company.status == Status.VERIFIED else frozenset()
    taboo = [] if official else sorted(changed.keys() & (fixed | OFFICIAL))
    if taboo:
        labels = {f.name: str(f.verbose_name) for f in Company._meta.concrete_fields}
        raise Refusal(
            _(
                "Only the commission changes this of a verified company: %(fields)s. "
                "Please write to your program officer."
            ),
            code="identity",
            params={"fields": ", ".join(labels[field] for field in taboo)},
        )
    if "uscc" in changed and (wrong := objection_to_uscc(changed["uscc"])):
        raise Refusal(wrong, code="uscc")


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the journal keeps them."""
    plain = (list, int, str, bool, type(None))
    return {k: v if isinstance(v, plain) else str(v) for k, v in facts.items()}


def _keep_name(company: Company, *, until: date) -> None:
    CompanyName.objects.update_or_create(
        company=company, name=company.name, defaults={"until": until}
    )


@use_case
def record_name(
    company: Company, name: str, *, by: By, at: datetime, until: date | None = None
) -> CompanyName:  # fmt: skip
    """Write down a name that the company had before it was entered here."""
    if not by.may(Permission.EDIT_COMPANY, at=company):
        raise PermissionDenied
    if until is not None and until > city_day(at):
        raise Refusal(_("This day is still to come."), code="future")
    former = CompanyName.objects.create(company=company, name=name.strip(), until=until)
    record(company, "record_name", by=by, name=former.name)
    return former


@use_case
def record_qualification(
    company: Company, *, by: By, at: datetime, **facts: Any
) -> Qualification:
    """Write down a title that the company holds; the commission has seen the paper."""
    if not by.may(Permission.VERIFY_COMPANY, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    if facts["issued_on"] > city_day(at):
        raise Refusal(_("This day is still to come."), code="future")
    title = Qualification.objects.create(company=company, **facts)
    record(company, "record_qualification", by=by, **_told(facts))
    return title


@use_case
def record_shareholder(
    company: Company, *, by: By, at: datetime, **facts: Any
) -> Shareholder:
    """Write down who owns a part of the company, as the registry shows it."""
    if not by.may(Permission.VERIFY_COMPANY, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    since = facts.get("starts_on")
    if since is not None and since > city_day(at):
        raise Refusal(_("This day is still to come."), code="future")
    owner = Shareholder.objects.create(company=company, **facts)
    record(company, "record_shareholder", by=by, **_told(facts))
    return owner


def _correct(row: Shareholder | Qualification, facts: dict[str, Any]) -> dict[str, Any]:
    """Write `facts` into a row; what the journal says of it, before and after."""
    before = {field: getattr(row, field) for field in facts}
    for field, value in facts.items():
        setattr(row, field, value)
    row.save(update_fields=list(facts))
    return {"before": _told(before), "after": _told(facts)}


@use_case
def change_shareholder(
    owner: Shareholder, *, by: By, at: datetime, **facts: Any  # noqa: ARG001  # every move is told when
) -> None:  # fmt: skip
    """Correct a shareholder, for instance the day on which the share was sold."""
    if not by.may(Permission.VERIFY_COMPANY, at=owner.company):
        raise PermissionDenied
    told = _correct(owner, facts)
    record(owner.company, "change_shareholder", by=by, name=owner.name, **told)


@use_case
def change_qualification(
    title: Qualification, *, by: By, at: datetime, **facts: Any  # noqa: ARG001  # every move is told when
) -> None:  # fmt: skip
    """Correct a title, for instance the day on which it was taken away."""
    if not by.may(Permission.VERIFY_COMPANY, at=title.company):
        raise PermissionDenied
    told = _correct(title, facts)
    record(title.company, "change_qualification", by=by, title=title.pk, **told)


@use_case
def verify(company: Company, *, by: By, at: datetime) -> None:
    """Say that this company is who it says it is."""
    advance(company, "verify", by=by)
    _tell(company, "company_verified", at=at)


@use_case
def refuse(company: Company, *, by: By, at: datetime, reason: str) -> None:
    """Do not accept a record; its people read why."""
    advance(company, "refuse", by=by, reason=reason)
    _tell(company, "company_refused", at=at, reason=reason)


def _tell(company: Company, template: str, *, at: datetime, **told: Any) -> None:
    for user in administrators(company):
        post(
            template,
            to=user,
            key=f"{template}:{company.pk}:{user.pk}:{at.timestamp()}",
            at=at,
            company=company.name,
            path=company.get_absolute_url(),
            **told,
        )


@use_case
def merge(
    company: Company, *, into: Company, by: User, at: datetime, reason: str
) -> Merge:
    """Say that `company` is a second record of `into`; both histories stay.

    The merged record keeps its past returns, visits and tenancies and points to the
    other. Names and titles go over. So do the people of a verified record; those of
    an unverified one were never checked and lose their access. Agents are named anew.
    """
    pair = {company.pk, into.pk}
    locked = Company.objects.filter(pk__in=pair).order_by("pk").select_for_update()
    fresh = {row.pk: row for row in locked}
    company, into = fresh[company.pk], fresh[into.pk]
    _check_merge(company, into)
    _hand_over(company, into, by=by, at=at)
    advance(company, "merge", by=by, reason=reason, merged_into=into)
    merged = Merge.objects.create(
        kept=into, absorbed=company, reason=reason, merged_at=at, merged_by=by
    )
    record(into, "absorb", by=by, reason=reason, absorbed=company.pk)
    return merged


def _check_merge(company: Company, into: Company) -> None:
    if company == into:
        raise Refusal(_("A company cannot be merged into itself."), code="merge")
    company.refuse_if_merged()
    into.refuse_if_merged()
    if moving := unfinished(company):
        kinds = [f"{row._meta.verbose_name} ({row})" for row in moving]
        raise Refusal(
            _(
                "“%(name)s” still has unfinished business: %(what)s. Finish it first, "
                "or merge the other record into this one."
            ),
            code="unfinished",
            params={"name": company.name, "what": ", ".join(kinds)},
        )


def _hand_over(company: Company, into: Company, *, by: User, at: datetime) -> None:
    _keep_former_names(company, into, until=city_day(at))
    have = set(into.qualifications.values_list("kind", "issued_on"))
    for title in company.qualifications.all():
        if (title.kind, title.issued_on) not in have:
            title.company = into
            title.save(update_fields=["company"])
    there = {member.user_id for member in Member.objects.of(into)}
    for member in Member.objects.of(company):
        take_back(member, by=by, at=at)
        goes_over = company.status == Status.VERIFIED and member.role not in AGENTS
        if goes_over and member.user_id not in there:
            _seat(member.user, Role(member.role), into, at=at)


def _keep_former_names(company: Company, into: Company, *, until: date) -> None:
    names = dict(company.names.values_list("name", "until"))
    names.setdefault(company.name, until)
    for name, last_day in names.items():
        if name != into.name:
            into.names.get_or_create(name=name, defaults={"until": last_day})


def _seat(user: User, role: Role, company: Company, *, at: datetime) -> None:
    """Let somebody act for a company without anybody's invitation."""
    give(user, role, by=SYSTEM, at=at, scope=ScopeKind.COMPANY, scope_id=company.pk)
