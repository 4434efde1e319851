"""Conflicts of interest that the data themselves show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from foundation.accounts.permissions import MEMBERS, ScopeKind
from foundation.models import RoleGrant
from programs.applications.models import Application
from programs.experts.models import Avoidance, Conflict, Employment, Expert
from programs.experts.rules import plain_name, still_counts
from programs.experts.states import Avoided, ConflictKind
from startups.companies.models import CompanyName


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict of interest that the data themselves show."""

    expert: Expert
    application: Application
    kind: str


@dataclass(frozen=True, slots=True)
class _Person:
    """What there is to compare of an expert, on the day that counts."""

    name: str
    employers: frozenset[str]  # those that still count
    companies: frozenset[int]  # those they act for


def conflicts(
    experts: Iterable[Expert], applications: Collection[Application], *, on: date
) -> list[Found]:
    """Employers present and past, members of an applicant, whom applicants named."""
    experts = list(experts)
    people = _people(experts, on)
    named = _names(applications)
    rivals = _applying(applications)
    avoided = _avoided(applications)
    return [
        Found(expert, application, kind)
        for expert in experts
        for application in applications
        for kind in _kinds(
            people[expert.pk],
            named[application.company_id],
            rivals,
            avoided.get(application.pk, set()),
        )
    ]


def _kinds(
    person: _Person,
    company: set[str],
    rivals: set[int],
    avoided: set[tuple[str, str]],
) -> list[ConflictKind]:
    by_employer = {(str(Avoided.EMPLOYER), name) for name in person.employers}
    shown = {
        ConflictKind.EMPLOYER: person.employers & company,
        ConflictKind.APPLICANT: person.companies & rivals,
        ConflictKind.NAMED: avoided & {(Avoided.EXPERT, person.name), *by_employer},
    }
    return [kind for kind, why in shown.items() if why]


def _people(experts: Collection[Expert], on: date) -> dict[int, _Person]:
    belongs = _companies(experts)
    employers: dict[int, set[str]] = {expert.pk: set() for expert in experts}
    rows = Employment.objects.filter(expert__in=employers)
    for key, name, ended in rows.values_list("expert", "employer", "ends_on"):
        if still_counts(ended, on):
            employers[key].add(plain_name(name))
    return {
        expert.pk: _Person(
            plain_name(expert.user.name),
            frozenset(employers[expert.pk]),
            frozenset(belongs.get(expert.user_id, ())),
        )
        for expert in experts
    }


def _names(applications: Iterable[Application]) -> dict[int, set[str]]:
    """Every name that a company has or had."""
    named = {a.company_id: {plain_name(a.company.name)} for a in applications}
    former = CompanyName.objects.filter(company__in=named)
    for company, name in former.values_list("company", "name"):
        named[company].add(plain_name(name))
    return named


def _companies(experts: Iterable[Expert]) -> dict[int, set[int]]:
    """The companies that each person acts for."""
    people = [expert.user_id for expert in experts]
    rows = RoleGrant.objects.live().filter(
        user__in=people, role__in=MEMBERS, scope_kind=ScopeKind.COMPANY
    )
    belongs: dict[int, set[int]] = {}
    for user, company in rows.values_list("user", "scope_id"):
        belongs.setdefault(user, set()).add(int(company))
    return belongs


def _applying(applications: Iterable[Application]) -> set[int]:
    """All companies that apply in the same calls: their people judge nobody there."""
    calls = {application.call_id for application in applications}
    rows = Application.objects.filter(call__in=calls)
    return set(rows.values_list("company", flat=True))


def _avoided(applications: Iterable[Application]) -> dict[int, set[tuple[str, str]]]:
    """Whom each applicant asked to avoid."""
    rows = Avoidance.objects.filter(application__in=[a.pk for a in applications])
    avoided: dict[int, set[tuple[str, str]]] = {}
    for key, whom, name in rows.values_list("application", "whom", "name"):
        avoided.setdefault(key, set()).add((whom, plain_name(name)))
    return avoided


def standing_conflicts(
    experts: Iterable[Expert], applications: Iterable[Application]
) -> set[tuple[int, int]]:
    """(expert, application) of every conflict on record, declared ones included."""
    rows = Conflict.objects.filter(expert__in=experts, application__in=applications)
    return set(rows.values_list("expert", "application"))
