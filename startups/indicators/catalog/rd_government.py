from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="RD_GOV",
    label=_("R&D paid from public money"),
    unit=Unit.THOUSAND_YUAN,
    at_most=("RD_EXP",),
)
