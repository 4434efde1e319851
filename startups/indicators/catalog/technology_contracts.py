from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="TECH_CONTRACT",
    label=_("technology contract value"),
    unit=Unit.THOUSAND_YUAN,
)
