from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="REV_MAIN",
    label=_("main-business revenue"),
    unit=Unit.THOUSAND_YUAN,
    at_most=("REV",),
)
