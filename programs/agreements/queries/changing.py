"""What can be changed about an award: as it is, as it is asked for, and whether it may.

Facts are kept as words by name, so that a request still reads when the rows behind it
have changed.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.permissions import Permission, ScopeKind
from foundation.moves import Actor
from foundation.places.models import District
from foundation.refusals import Refusal
from programs.agreements.models import Agreement, ChangeRequest
from programs.agreements.queries.standing import account_of
from programs.agreements.rules.targets import Target, targets_of
from programs.agreements.states import HEARD, OPEN, ChangeKind, ChangeStatus
from programs.agreements.states import Status as PaperStatus
from programs.awards.models import Award
from programs.awards.states import RUNNING
from startups.companies.models import Company
from startups.companies.rules import objection_to_uscc, tidy_uscc

Facts = dict[str, str]


def as_it_is(award: Award, kind: str, wanted: Mapping[str, str]) -> Facts:
    """What stands now, under the same names as what is asked for."""
    company = award.company
    match kind:
        case ChangeKind.ACCOUNT:
            account = account_of(company)
            return {"account": account.masked, "bank": account.bank} if account else {}
        case ChangeKind.NAME:
            return {"name": company.name}
        case ChangeKind.USCC:
            return {"uscc": company.uscc}
        case ChangeKind.TERM:
            return {"ends_on": award.term_ends_on.isoformat()}
        case ChangeKind.DISTRICT:
            return {"district": company.district_id, "named": str(company.district)}
    target = target_named(award, wanted["target"])
    return {"target": target.key, "title": target.title, "value": _plain(target.value)}


def checked(
    award: Award, kind: str, wanted: Mapping[str, str]
) -> tuple[Facts, bool]:  # fmt: skip
    """What is asked for, in one spelling, and whether it is of substance."""
    match kind:
        case ChangeKind.NAME:
            return {"name": _new(wanted["name"], award.company.name, "name")}, False
        case ChangeKind.USCC:
            return {"uscc": _code(wanted["uscc"], award)}, False
        case ChangeKind.TERM:
            return _term(award, wanted["ends_on"])
        case ChangeKind.DISTRICT:
            return _district(award, wanted["district"]), True
        case ChangeKind.TARGET:
            return _target(award, wanted)
    raise Refusal(_("This cannot be changed."), code="kind")


def _new(value: str, before: str, field: str) -> str:
    value = " ".join(value.replace("\0", "").split())
    if not value or value == before:
        raise Refusal(_("This is how it is already."), code=field)
    return value


def _code(value: str, award: Award) -> str:
    code = tidy_uscc(value)
    if wrong := objection_to_uscc(code):
        raise Refusal(wrong, code="uscc")
    return _new(code, award.company.uscc, "uscc")


def _term(award: Award, value: str) -> tuple[Facts, bool]:
    """A later end is a courtesy; an earlier one frees the company of what it owes."""
    day = date.fromisoformat(value)
    if day <= award.decided_on:
        raise Refusal(
            _("The term of an award ends after its decision."), code="ends_on"
        )
    _new(value, award.term_ends_on.isoformat(), "ends_on")
    return {"ends_on": value}, day < award.term_ends_on


def _district(award: Award, code: str) -> Facts:
    _new(code, award.company.district_id, "district")
    district = District.objects.filter(current=True, pk=code).first()
    if district is None:
        raise Refusal(_("There is no such district."), code="district")
    return {"district": code, "named": str(district)}


def _target(award: Award, wanted: Mapping[str, str]) -> tuple[Facts, bool]:
    target = target_named(award, wanted["target"])
    try:
        value = Decimal(wanted["value"])
    except InvalidOperation as error:
        raise Refusal(_("Give a number."), code="value") from error
    if value <= 0 or value == target.value:
        raise Refusal(_("This is how it is already."), code="value")
    facts = {"target": target.key, "title": target.title, "value": _plain(value)}
    return facts, value < target.value


def target_named(award: Award, key: str) -> Target:
    """A target that can still be changed."""
    found = {target.key: target for target in targets_of(award)}
    if key not in found:
        raise Refusal(_("This target cannot be changed any more."), code="target")
    return found[key]


def _plain(value: Decimal) -> str:
    return f"{value:.2f}".removesuffix(".00")


def of_the_district(award: Award) -> list[User]:
    """Whoever gives the opinion of the company's district."""
    held = RoleGrant.objects.with_permission(Permission.RECOMMEND)
    there = held.at(ScopeKind.DISTRICT, award.company.district_id)
    return list(User.objects.filter(is_active=True, pk__in=there.values("user")))


def to_hear(user: Actor) -> QuerySet[ChangeRequest]:
    """What the districts of this person are asked about, the unanswered first."""
    companies = Company.objects.all().within(user, Permission.RECOMMEND)
    rows = ChangeRequest.objects.open().filter(
        kind__in=HEARD, award__company__in=companies
    )
    found: QuerySet[ChangeRequest] = rows.select_related("award__company").order_by(
        "opined_at", "asked_at", "id"
    )
    return found


LABELS = {
    "account": _("Account number"),
    "bank": _("Bank and branch"),
    "name": _("Name"),
    "uscc": _("Unified social credit code"),
    "ends_on": _("Term ends on"),
    "named": pgettext_lazy("change", "District"),
    "title": _("Target"),
    "value": _("Value"),
}


def compared(change: ChangeRequest) -> list[tuple[str, str, str]]:
    """Each fact: what it is called, as it was, as it is asked for."""
    return [
        (str(label), change.before.get(key, "—"), change.wanted.get(key, "—"))
        for key, label in LABELS.items()
        if key in change.before or key in change.wanted
    ]


def changes_since(agreement: Agreement) -> list[ChangeRequest]:
    """What was approved after a paper was issued: a new version writes it down."""
    rows = ChangeRequest.objects.filter(
        award=agreement.award_id,
        status=ChangeStatus.APPROVED,
        decided_at__gt=agreement.dated_on,
    )
    return list(rows.exclude(kind=ChangeKind.ACCOUNT).order_by("decided_at"))


def unwritten() -> QuerySet[ChangeRequest]:
    """Approved, while the agreement about the award does not say so yet."""
    papers = Agreement.objects.filter(
        award=OuterRef("award"), status__in=[*OPEN, PaperStatus.IN_FORCE]
    )
    later = papers.filter(dated_on__gte=OuterRef("decided_at"))
    rows = ChangeRequest.objects.filter(
        status=ChangeStatus.APPROVED,
        decided_at__isnull=False,
        award__status__in=RUNNING,
    ).exclude(kind=ChangeKind.ACCOUNT)
    found: QuerySet[ChangeRequest] = rows.filter(Exists(papers), ~Exists(later))
    return found


def written_in(change: ChangeRequest) -> Agreement | None:
    """The first paper that says what this change has made so."""
    if change.decided_at is None or change.kind == ChangeKind.ACCOUNT:
        return None
    papers = change.award.agreements.filter(dated_on__gte=change.decided_at)
    standing = papers.exclude(status__in=[PaperStatus.WITHDRAWN, PaperStatus.EXPIRED])
    found: Agreement | None = standing.defer("content").order_by("version").first()
    return found
