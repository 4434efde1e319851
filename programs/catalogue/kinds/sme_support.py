"""Support of small and medium companies: places with services instead of money."""

from django.utils.translation import gettext_lazy as _

from programs.catalogue.rules import CompanyType, Criterion, Kind
from programs.catalogue.rules.company import EVERYONE
from programs.catalogue.rules.figures import HAS_TITLE, IS_SMALL

KIND = Kind(
    code="sme-support",
    label=_("SME support"),
    number_prefix="FC",
    skips=frozenset({"site_visit", "joint_review"}),
    conditions=(*EVERYONE, IS_SMALL, HAS_TITLE),
    types=(
        CompanyType(
            "sme",
            _("Small or medium company"),
            (
                Criterion("potential", _("Growth potential"), 35),
                Criterion("innovation", _("Innovation"), 30),
                Criterion("need", _("Need for support"), 20),
                Criterion("team", _("Team and management"), 15),
            ),
        ),
    ),
)
