"""The reward of high-tech enterprises (高新技术企业): one payment (D§1.3).

Rules of 穗科规字〔2021〕4号: a sum for the recognition, more for entering the official
statistics for the first time and for R&D spending. The sheet is the national one.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.money import ZERO, to_cent
from programs.catalogue.rules import (
    Asked,
    CompanyType,
    Criterion,
    Derivation,
    Inputs,
    Kind,
    Step,
    capped,
)
from programs.catalogue.rules.company import EVERYONE

RECOGNITION = {"first": Decimal(200_000), "renewal": Decimal(100_000)}
ENTRY = Decimal(100_000)
RESEARCH = [  # from this spending in yuan on, so much
    (Decimal(100_000_000), Decimal(700_000)),
    (Decimal(50_000_000), Decimal(400_000)),
    (Decimal(10_000_000), Decimal(200_000)),
    (Decimal(0), Decimal(0)),
]
SAID = {
    "first": _("Recognized as a high-tech enterprise for the first time."),
    "renewal": _("Recognized as a high-tech enterprise again."),
}


def of_2021(_company_type: str, inputs: Inputs, ceiling: Decimal) -> Derivation:
    """`recognition` is first or renewal, `entry` says yes, `spending` is in yuan.

    >>> def reward(**inputs):
    ...     return int(of_2021("hte", inputs, Decimal(1_000_000)).amount)
    >>> reward(recognition="first", entry="yes", spending="100000000")
    1000000
    >>> reward(recognition="renewal", spending="9990000")
    100000
    >>> reward(recognition="renewal", spending="10000000")
    300000
    >>> reward(recognition="first", spending="50000000")
    600000
    """
    recognition = str(inputs["recognition"])
    total = RECOGNITION[recognition]
    steps = [Step(SAID[recognition], total)]
    if inputs.get("entry") == "yes":
        total += ENTRY
        said = _("Entered the official statistics for the first time: %(more)s more.")
        steps.append(Step(said, total, {"more": f"{ENTRY:,.2f}"}))
    spending = Decimal(inputs["spending"])
    more = next((bonus for least, bonus in RESEARCH if spending >= least), ZERO)
    said = _("R&D spending of %(spending)s yuan: %(more)s more.")
    facts = {"spending": f"{spending:,.2f}", "more": f"{more:,.2f}"}
    return capped((*steps, Step(said, total + more, facts)), ceiling)


KIND = Kind(
    code="hte-reward",
    label=_("High-tech enterprise reward"),
    number_prefix="GQ",
    formulas={"2021": of_2021},
    needs=_(
        "The formula needs the kind of recognition and the R&D spending of the company."
    ),
    asks=(
        Asked(
            "recognition",
            _("Recognition"),
            choices={"first": _("for the first time"), "renewal": _("again")},
        ),
        Asked(
            "entry",
            _("Entered the official statistics for the first time"),
            choices={"no": _("no"), "yes": _("yes")},
            is_optional=True,
        ),
        Asked("spending", _("R&D spending of the year (yuan)")),
    ),
    estimate=lambda spending: {"spending": to_cent(spending)},
    skips=frozenset({"site_visit", "joint_review"}),
    tranches=(100,),
    gates=("notice_clean", "agreement_signed", "account_matches"),
    paper="commitment",
    duties=(
        _(
            "To hand in the yearly development report of a high-tech enterprise by the "
            "end of May; two that are missed lose the certificate."
        ),
        _("To report a new name or another large change within three months."),
    ),
    conditions=EVERYONE,
    types=(
        CompanyType(
            "hte",
            _("High-tech enterprise"),
            (
                Criterion("ip", _("Intellectual property"), 30),
                Criterion("transfer", _("Results put to use"), 30),
                Criterion("organization", _("Organization of R&D"), 20),
                Criterion("growth", _("Growth"), 20),
            ),
        ),
    ),
)
