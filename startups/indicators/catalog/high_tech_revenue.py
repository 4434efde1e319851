from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="REV_HT",
    label=_("high-tech product revenue"),
    unit=Unit.THOUSAND_YUAN,
    at_most=("REV",),
)
