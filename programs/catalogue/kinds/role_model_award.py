"""The role-model award (标杆企业): types, sheets, amounts (D§1.2, D§1.3, D§2.5)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from programs.catalogue.rules import MILLION, CompanyType, Criterion, Inputs, Kind
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


def amount(company_type: str, inputs: Inputs, ceiling: Decimal) -> Decimal:
    """What the company received as R&D post-subsidy, up to the ceiling; or a flat sum.

    >>> amount("tech", {"subsidy": Decimal("7100000.00")}, Decimal(5_000_000))
    Decimal('5000000')
    >>> amount("platform", {}, Decimal(5_000_000))
    Decimal('1000000')
    """
    if company_type in FLAT:
        return min(MILLION, ceiling)
    return min(Decimal(inputs["subsidy"]), ceiling)


KIND = Kind(
    code="role-model-award",
    label=_("Role-model award"),
    number_prefix="BG",
    amount=amount,
    tranches=(50, 30, 20),
    gates=("notice_clean", "agreement_signed", "account_matches"),
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
