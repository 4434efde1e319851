"""Who owns the companies that the city pays: founders, and funds beside some."""

from decimal import Decimal

from config.demo.firms import Firm
from config.demo.scene import Scene
from startups.companies.states import ShareholderKind
from startups.models import Shareholder

FUNDS = [f"羊城科创示例基金{number}号（有限合伙）" for number in range(1, 9)]
ONE_IN = 6  # companies that a fund has bought into


def own(scene: Scene, firms: list[Firm]) -> None:
    """The registry's word on companies that have a bank account with the city."""
    dice = scene.dice("owners")
    for firm in firms:
        if not firm.paid_to:
            continue
        backed = dice.randrange(ONE_IN) == 0
        founder = Decimal(dice.randrange(55, 95)) if backed else Decimal(100)
        scene.add(
            Shareholder,
            company_id=firm.key,
            kind=ShareholderKind.PERSON,
            name=firm.representative,
            share=founder,
            starts_on=firm.founded_on,
        )
        if backed:
            scene.add(
                Shareholder,
                company_id=firm.key,
                kind=ShareholderKind.ORGANIZATION,
                name=dice.choice(FUNDS),
                share=100 - founder,
                starts_on=firm.founded_on,
            )
