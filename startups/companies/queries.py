"""Reads that several use cases and pages of companies share."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Prefetch

from foundation.accounts.models import User
from foundation.accounts.permissions import MEMBERS, Permission, Role, ScopeKind
from foundation.moves import HasLifecycle
from startups.companies.models import Company, CompanyQuerySet, Member, Qualification

ALIKE = 0.5  # how much of two names' trigrams is the same


def registered(code: str) -> Company | None:
    """The live record behind a code, also when the code's own record was merged."""
    found = Company.objects.filter(uscc=code).select_related("merged_into")
    records = list(found)
    live = [record for record in records if record.merged_into is None]
    if live or not records:
        return live[0] if live else None
    return survivor(records[0])


def survivor(company: Company) -> Company:
    """The record that a merged one lives on in."""
    while company.merged_into is not None:
        company = company.merged_into
    return company


def administrators(company: Company) -> list[User]:
    admins = Member.objects.of(company).filter(role=Role.COMPANY_ADMIN)
    told = ("user__email", "user__name", "user__language", "user__is_active")
    return [member.user for member in admins.only("user", *told)]


def alike(company: Company) -> CompanyQuerySet:
    """Live records whose names look like this one's: perhaps the same company."""
    likeness = TrigramSimilarity("name", company.name)
    near: Any = Company.objects.live().filter(name__trigram_similar=company.name)
    near = near.exclude(pk=company.pk).alias(likeness=likeness)
    found: CompanyQuerySet = near.filter(likeness__gte=ALIKE).order_by("-likeness")[:5]
    return found


def unfinished(company: Company) -> list[HasLifecycle]:
    """What still moves at a company, whichever slice keeps it: one of each kind."""
    found = []
    for relation in Company._meta.related_objects:
        model: Any = relation.related_model
        if model is Company or not issubclass(model, HasLifecycle):
            continue
        moving = {str(source) for move in model.lifecycle for source in move.sources}
        rows = model._base_manager.filter(status__in=moving)
        found += list(rows.filter(**{relation.field.name: company})[:1])
    return found


def with_titles(companies: CompanyQuerySet, *, on: Any) -> CompanyQuerySet:
    """Each company with `titles`: the qualifications it holds on that day."""
    valid = Qualification.objects.valid(on=on).order_by("kind")
    return companies.prefetch_related(
        Prefetch("qualifications", queryset=valid, to_attr="titles")
    )


def companies_of(user: User) -> CompanyQuerySet:
    """Those that `user` acts for as a member."""
    held = [g.scope_id for g in user.held if g.role in MEMBERS]
    return Company.objects.filter(pk__in=held)


def only_company(user: User, chosen: object = None) -> Company | None:
    """The company of somebody who acts for exactly one, or whose page they were on."""
    companies = list(companies_of(user).order_by("pk"))
    if len(companies) == 1:
        return companies[0]
    return next((one for one in companies if str(one.pk) == str(chosen)), None)


def served_by(user: User) -> CompanyQuerySet:
    """Those that were given to a service officer by name."""
    reach = user.reach(Permission.LOG_VISIT)
    return Company.objects.live().filter(pk__in=reach.ids(ScopeKind.COMPANY))
