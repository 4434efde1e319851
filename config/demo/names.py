"""Names of companies, carriers and people, put together by chance."""

from random import Random

from config.demo.words import BRAND, DISTRICT_NAMES, GIVEN, STREETS, SURNAMES

ENGLISH_SHARE = 0.35  # of companies also have an English name
SHORT_NAME = 0.2  # of people have a given name of one character


def person(dice: Random) -> str:
    given = dice.choice(GIVEN)
    if dice.random() > SHORT_NAME:
        given += dice.choice(GIVEN)
    return f"{dice.choice(SURNAMES)}{given}"


def brand(dice: Random) -> tuple[str, str]:
    """Two characters and their reading.

    >>> brand(Random(1))
    ('弘林', 'Honglin')
    """
    (first, one), (second, two) = dice.sample(BRAND, 2)
    return first + second, f"{one}{two}".capitalize()


def company(dice: Random, kind: tuple[str, str]) -> tuple[str, str]:
    """Chinese and, for some, English name of a company that does `kind`."""
    called, read = brand(dice)
    form = dice.random()
    if form < 0.78:  # noqa: PLR2004  # how common each form of name is
        name = f"广州{called}{kind[0]}有限公司"
    elif form < 0.9:  # noqa: PLR2004  # as above
        name = f"广州市{called}{kind[0]}有限公司"
    elif form < 0.96:  # noqa: PLR2004  # as above
        name = f"{called}{kind[0]}（广州）有限公司"
    else:
        name = f"广州{called}{kind[0]}股份有限公司"
    english = f"Guangzhou {read} {kind[1]} Co., Ltd."
    return name, english if dice.random() < ENGLISH_SHARE else ""


def address(dice: Random, district: str) -> str:
    """A street that the city does not have, in a district that it has."""
    return (
        f"广州市{DISTRICT_NAMES[district][0]}区{dice.choice(STREETS)}"
        f"{dice.randrange(1, 400)}号{dice.randrange(2, 30)}楼"
    )


def phone(dice: Random) -> str:
    """No exchange of the city begins with 0000."""
    return f"020-0000-{dice.randrange(10_000):04d}"
