"""Awards and money as plain arithmetic has them, without a database."""

from dataclasses import dataclass, field
from decimal import Decimal

from foundation.periods import city_day
from tests.programs.stages import NOW

LIVE = {"approved", "active", "completed"}
OPEN = {"requested", "checked", "approved", "cleared", "instructed", "paid"}
ZERO = Decimal(0)
LARGE = Decimal("100000.00")
CEILING = Decimal("800000.00")
TODAY = city_day(NOW)


@dataclass
class Booked:
    """An entry, as plain arithmetic has it."""

    kind: str
    source: str
    amount: Decimal
    undone: bool = False


@dataclass
class Promise:
    """An award, as plain arithmetic has it."""

    company: int
    amount: Decimal
    shares: dict[str, Decimal]
    status: str = "approved"
    entries: dict[int, Booked] = field(default_factory=dict)

    def of(self, *kinds: str, source: str = "") -> Decimal:
        return sum(
            (
                e.amount
                for e in self.entries.values()
                if e.kind in kinds and not e.undone and source in {"", e.source}
            ),
            ZERO,
        )

    def net(self, source: str = "") -> Decimal:
        back = self.of("return", "recovery", source=source)
        return self.of("payment", source=source) - back

    def held(self, source: str = "") -> Decimal:
        """What it takes of a budget."""
        share = self.shares[source] if source else self.amount
        return share if self.status in LIVE else self.net(source)
