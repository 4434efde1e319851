"""Seven years of figures for one company: growth, a bad year, and sums that add up."""

from random import Random

from config.demo.firms import Firm

Year = dict[str, int]  # figure by the code of its indicator; thousand yuan, or a count
KNOWN = 7  # years before this one
DIP, REBOUND = 4, 3  # how many years ago business broke down, and came back
SHOCKS = {DIP: -0.19, REBOUND: 0.09}


def history(seed: int, firm: Firm, this_year: int) -> dict[int, Year]:
    """The figures of each past year, the same whoever asks; nothing before founding."""
    dice = Random(f"{seed}/{firm.uscc}/figures")  # noqa: S311  # repeatable, not secret
    revenue = _revenues(dice, firm)
    nature = _nature(dice, firm)
    found: dict[int, Year] = {}
    patents = max(0, round(firm.research / 9_000 * dice.uniform(0.3, 1.4)))
    works = dice.randrange(2, 30)
    for ago in range(KNOWN, 0, -1):
        year = this_year - ago
        figures = _figures(dice, firm, revenue[ago], nature)
        granted = _granted(dice, figures["RD_EXP"])
        patents += granted - (dice.random() < 0.15 and patents > 0)  # noqa: PLR2004  # some lapse
        works += dice.randrange(4)
        figures |= {
            "IP_GRANT_INV": granted, "IP_VALID_INV": patents, "IP_VALID_SW": works,
        }  # fmt: skip
        found[year] = (
            figures if year >= firm.founded_on.year else dict.fromkeys(figures, 0)
        )
    return found


def _revenues(dice: Random, firm: Firm) -> dict[int, int]:
    """Backwards from last year's, by the growth of each year."""
    revenue = {1: firm.revenue}
    for ago in range(1, KNOWN):
        growth = firm.growth + dice.gauss(0, 0.10) + SHOCKS.get(ago, 0.0)
        before = revenue[ago] / (1 + min(1.2, max(-0.5, growth)))
        revenue[ago + 1] = max(80, round(before))
    return revenue


def _nature(dice: Random, firm: Firm) -> dict[str, float]:
    """What is typical of this company in every year."""
    return {
        "export": dice.uniform(0.05, 0.5) if dice.random() < 0.35 else 0.0,  # noqa: PLR2004  # of them export
        "margin": dice.gauss(0.08, 0.06),
        "assets": dice.uniform(0.7, 1.8),
        "debt": dice.uniform(0.2, 0.7),
        "ht": dice.uniform(0.62, 0.93) if firm.certified else dice.uniform(0.2, 0.6),
        "st": dice.uniform(0.25, 0.6),
        "master": dice.uniform(0.02, 0.18),
        "contracts": dice.uniform(0.0, 0.12),
    }


def _figures(dice: Random, firm: Firm, revenue: int, nature: dict[str, float]) -> Year:
    def about(share: float, spread: float = 0.08) -> int:
        return round(revenue * share * dice.uniform(1 - spread, 1 + spread))

    profit = about(nature["margin"] + dice.gauss(0, 0.02))
    assets = about(nature["assets"])
    debts = round(assets * nature["debt"] * dice.uniform(0.95, 1.05))
    research = min(revenue, max(1, about(firm.intensity)))
    staff = _staff(firm, revenue)
    technical = min(staff, max(1, round(staff * nature["st"])))
    return {
        "REV": revenue,
        "REV_MAIN": min(revenue, about(0.94, 0.05)),
        "REV_HT": min(revenue, about(nature["ht"], 0.05)),
        "EXPORT": min(revenue, about(nature["export"])),
        "PROFIT": profit,
        "NETPROFIT": round(profit * 0.87) if profit > 0 else profit,
        "TAX_PAID": about(0.045),
        "ASSET": assets,
        "LIAB": debts,
        "EQUITY": assets - debts,
        "RD_EXP": research,
        "RD_DEDUCT": round(research * dice.uniform(0.75, 0.98)),
        "RD_GOV": round(research * dice.uniform(0.0, 0.07)),
        "EMP": staff,
        "EMP_MASTER": round(staff * nature["master"]),
        "ST_STAFF": technical,
        "RD_STAFF": max(0, round(technical * dice.uniform(0.5, 0.9))),
        "FIN_EQ": _financing(dice, revenue),
        "GOV_SUP": round(research * dice.uniform(0.02, 0.12)),
        "TECH_CONTRACT": about(nature["contracts"], 0.4),
    }


def _staff(firm: Firm, revenue: int) -> int:
    """People follow revenue, but slower."""
    grown: float = (revenue / firm.revenue) ** 0.7
    return max(2, round(firm.staff * grown))


def _financing(dice: Random, revenue: int) -> int:
    raised = dice.random() < 0.06  # noqa: PLR2004  # of the companies, in any year
    return round(revenue * dice.uniform(0.2, 1.5)) if raised else 0


def _granted(dice: Random, research: int) -> int:
    return round(research / 12_000 * dice.uniform(0.2, 1.8))
