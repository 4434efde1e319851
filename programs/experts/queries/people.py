"""Who can be drawn, and for whom they work."""

from collections.abc import Collection, Iterable
from datetime import date

from programs.experts.models import Employment, Expert
from programs.experts.states import Pool, Specialty


def candidates(
    fields: Collection[str] = (),
    *,
    first: date,
    last: date,
    pool: str = Pool.GENERAL,
) -> list[Expert]:
    """Whoever is free on these days and knows one of `fields`, where any are asked for.

    The members for finance and investment are asked for no field.
    """
    free = Expert.objects.available().here(first, last)
    if pool == Pool.MAJOR:
        free = free.filter(pool=Pool.MAJOR)
    if fields:
        knows = free.filter(fields__overlap=list(fields))
        free = knows | free.exclude(specialty=Specialty.TECHNICAL)
    return list(free.select_related("user").order_by("pk"))


def employers_of(experts: Iterable[Expert], on: date) -> dict[int, list[str]]:
    """The present employers of each, by name."""
    found: dict[int, list[str]] = {expert.pk: [] for expert in experts}
    rows = Employment.objects.filter(expert__in=found).on(on).order_by("employer")
    for key, employer in rows.values_list("expert", "employer"):
        found[key].append(employer)
    return found


def credit_of(expert: Expert) -> int:
    return int(Expert.objects.with_credit().get(pk=expert.pk).credit)  # type: ignore[attr-defined]  # annotated
