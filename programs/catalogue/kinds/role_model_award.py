"""The role-model award (标杆企业): types, sheets, amounts (D§1.2, D§1.3, D§2.5).

Rules of 穗办规〔2016〕10号: what the company received as R&D post-subsidy up to the
ceiling, or a flat sum, in parts of 50/30/20 against a letter of commitment.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.money import to_cent
from programs.catalogue.rules import (
    MILLION,
    Asked,
    CompanyType,
    Criterion,
    Derivation,
    Inputs,
    Kind,
    Step,
    brackets,
    capped,
    post_subsidy,
)
from programs.catalogue.rules.company import EVERYONE
from programs.catalogue.rules.figures import (
    HAS_INSTITUTION,
    MATCHES_TAXES,
    OLD_ENOUGH,
    RESEARCHES,
    RISES,
    RUNS_PLATFORMS,
    growth,
)

FLAT = {"model", "platform"}  # these types receive a flat amount


def of_2016(company_type: str, inputs: Inputs, ceiling: Decimal) -> Derivation:
    """What the company received as R&D post-subsidy, up to the ceiling; or a flat sum.

    >>> of_2016("tech", {"subsidy": Decimal("7100000.00")}, Decimal(5_000_000)).amount
    Decimal('5000000.00')
    >>> of_2016("platform", {}, Decimal(5_000_000)).amount
    Decimal('1000000.00')
    """
    if company_type in FLAT:
        said = _("Companies of this type receive a flat sum.")
        return capped((Step(said, MILLION),), ceiling)
    return capped(_subsidy(inputs), ceiling)


def _subsidy(inputs: Inputs) -> tuple[Step, ...]:
    """What was received; where only the spending is recorded, what it would give.

    >>> [str(each.figure) for each in _subsidy({"spending": "300000000"})]
    ['5000000.00', '5000000.00', '10000000.00']
    """
    if "subsidy" in inputs:
        said = _("The company has received so much as R&D post-subsidy.")
        return (Step(said, to_cent(Decimal(inputs["subsidy"]))),)
    spending = Decimal(inputs["spending"])
    parts = [
        Step(
            _("Of its R&D spending, %(within)s yuan count with %(rate)s."),
            to_cent(part),
            {"within": f"{within:,.2f}", "rate": f"{(rate * 100).normalize():f}%"},
        )
        for within, rate, part in brackets(spending)
    ]
    whole = Step(_("Together this is the R&D post-subsidy."), post_subsidy(spending))
    return (*parts, whole)


KIND = Kind(
    code="role-model-award",
    label=_("Role-model award"),
    number_prefix="BG",
    formulas={"2016": of_2016},
    needs=_("The formula needs the R&D post-subsidy that the company has received."),
    asks=(
        Asked(
            "subsidy",
            _("R&D post-subsidy received (yuan)"),
            types=frozenset({"high_growth", "tech"}),
        ),
    ),
    estimate=lambda spending: {"subsidy": post_subsidy(spending)},
    tranches=(50, 30, 20),
    gates=("notice_clean", "agreement_signed", "account_matches"),
    later_gates=("report_confirmed",),
    paper="commitment",
    duties=(
        _(
            "To report the figures of each of five years by 31 March of the next, and "
            "to let the district and the city check them. The second and the third "
            "part are paid after the report of the year before is confirmed."
        ),
        _(
            "To use the award for research, development and innovation of the company, "
            "and to account for it separately."
        ),
    ),
    conditions=EVERYONE,
    waiver=_(
        "A company on a listed, authoritative ranking of a third party chooses its "
        "type freely: the conditions of the type do not apply to it. Attach the "
        "ranking."
    ),
    types=(
        CompanyType(
            "high_growth",
            _("High growth"),
            (
                Criterion("growth", _("Growth"), 35),
                Criterion("finance", _("Finance"), 20),
                Criterion("innovation", _("Innovation"), 20),
                Criterion("team", _("Team and management"), 15),
                Criterion("demonstration", _("Demonstration effect"), 10),
            ),
            conditions=(OLD_ENOUGH, growth(), RISES),
            judged=_("Vitality, management, and leading its niche in the country."),
        ),
        CompanyType(
            "tech",
            _("Technology"),
            (
                Criterion("core", _("Core technology and IP"), 30),
                Criterion("rd", _("R&D input and institution"), 25),
                Criterion("results", _("Results and standards"), 15),
                Criterion("market", _("Market and finance"), 20),
                Criterion("demonstration", _("Demonstration effect"), 10),
            ),
            conditions=(RESEARCHES, HAS_INSTITUTION, MATCHES_TAXES),
            judged=_(
                "Core intellectual property of its own, pioneering technology, mainly "
                "invention patents, or leading or joining standards."
            ),
        ),
        CompanyType(
            "model",
            _("Business model"),
            (
                Criterion("originality", _("Originality"), 30),
                Criterion("leverage", _("Use of technology"), 15),
                Criterion("growth", _("Growth"), 25),
                Criterion("profit", _("Profit"), 15),
                Criterion("replicability", _("Replicability"), 15),
            ),
            judged=_(
                "An original business, organization, management or service model that "
                "others in the country can follow."
            ),
        ),
        CompanyType(
            "platform",
            _("Platform"),
            (
                Criterion("scale", _("Scale and occupancy"), 20),
                Criterion("services", _("Service capacity"), 25),
                Criterion("incubation", _("Incubation results"), 30),
                Criterion("investment", _("Investment"), 15),
                Criterion("demonstration", _("Demonstration effect"), 10),
            ),
            conditions=(RUNS_PLATFORMS,),
            judged=_(
                "Leading in investment into the platform, tenants, results of "
                "incubation, and financed projects."
            ),
        ),
    ),
)
