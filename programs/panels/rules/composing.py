"""What a panel must be made of, and who can step in without breaking that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

LEAST, LEAST_OF_MAJOR = 5, 7
DAYS_BEFORE = 3  # names are drawn so shortly before the review that nobody can call

Person = Mapping[str, Any]  # an expert as the snapshot of a pool tells it


@dataclass(frozen=True, slots=True)
class Composition:
    """How many are drawn, and which seats have to be among them."""

    size: int
    reserves: int
    finance: int = 0
    investment: int = 0
    outside: int = 0  # members from other provinces
    fields: tuple[str, ...] = ()  # of the technical members; none: any

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "fields": list(self.fields)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Composition":
        return cls(**{**data, "fields": tuple(data.get("fields", ()))})

    def seats(self) -> list[str]:
        """The seats in the order in which they are filled: the special ones first."""
        special = (
            ["finance"] * self.finance
            + ["investment"] * self.investment
            + ["outside"] * self.outside
        )
        return special + ["any"] * (self.size - len(special))

    def fits(self, person: Person, seat: str) -> bool:
        """Whether somebody can take a seat."""
        if seat in ("finance", "investment"):
            return bool(person["specialty"] == seat)
        knows = not self.fields or not set(self.fields).isdisjoint(person["fields"])
        return knows and (seat == "any" or person["region"] == "outside")

    def holds(self, people: Sequence[Person]) -> bool:
        """Whether these people have every special seat, and no employer twice."""
        employers = [name for person in people for name in set(person["employers"])]
        counts = {
            "finance": self.finance,
            "investment": self.investment,
            "outside": self.outside,
        }
        return len(employers) == len(set(employers)) and all(
            sum(_has(person, seat) for person in people) >= least
            for seat, least in counts.items()
        )


def _has(person: Person, seat: str) -> bool:
    return bool(
        person["region"] == "outside"
        if seat == "outside"
        else person["specialty"] == seat
    )


def successor(
    staying: Sequence[Person], reserves: Sequence[Person], wanted: Composition
) -> Person | None:
    """The first reserve, in the order drawn, with whom the panel is whole again."""
    return next((each for each in reserves if wanted.holds([*staying, each])), None)


def departures(
    wanted: Composition, *, each: int, is_major: bool, pays: bool
) -> Iterator[str]:
    """Where a panel departs from the rules: somebody has to say why.

    `each` is how many judge one application: all of the panel, unless the applications
    are shared out among its members.
    """
    least = LEAST_OF_MAJOR if is_major else LEAST
    if each < least:
        yield _("Fewer than %(least)s experts judge an application.") % {"least": least}
    if each % 2 == 0:
        yield _("An even number of experts judges an application.")
    if wanted.reserves < wanted.size:
        yield _("There are fewer reserves than members.")
    if pays and not wanted.finance:
        yield _("No member for finance is asked for.")
    if pays and not wanted.investment:
        yield _("No member for investment is asked for.")
