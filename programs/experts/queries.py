"""Who may be drawn for a group of applications, and who must not, from the data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from foundation.accounts.permissions import MEMBERS, ScopeKind
from foundation.models import RoleGrant
from programs.applications.models import Application
from programs.experts.models import Expert
from programs.experts.states import ConflictKind
from startups.companies.models import CompanyName


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict of interest that the data themselves show."""

    expert: Expert
    application: Application
    kind: str


def candidates(fields: Collection[str] = ()) -> list[Expert]:
    """Available experts, of one of `fields` where any are asked for."""
    free = Expert.objects.available().select_related("user").order_by("pk")
    return list(free.filter(fields__overlap=list(fields)) if fields else free)


def conflicts(
    experts: Iterable[Expert], applications: Collection[Application]
) -> list[Found]:
    """Employers past and present, and members of a company that applies in the call."""
    named = _names(applications)
    belongs = _companies(experts)
    rivals = _applying(applications)
    found = []
    for expert in experts:
        employers = {expert.employer, *expert.former_employers}
        own = belongs.get(expert.user_id, set())
        for application in applications:
            if employers & named[application.company_id]:
                found.append(Found(expert, application, ConflictKind.EMPLOYER))
            if own & rivals:
                found.append(Found(expert, application, ConflictKind.APPLICANT))
    return found


def _names(applications: Iterable[Application]) -> dict[int, set[str]]:
    """Every name that a company has or had."""
    named = {a.company_id: {a.company.name} for a in applications}
    former = CompanyName.objects.filter(company__in=named)
    for company, name in former.values_list("company", "name"):
        named[company].add(name)
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


def fields_known() -> list[str]:
    """The fields that experts of the pool have named."""
    rows = Expert.objects.values_list("fields", flat=True)
    return sorted({name for fields in rows for name in fields})
