from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="FIN_EQ",
    label=_("equity financing"),
    unit=Unit.THOUSAND_YUAN,
)
