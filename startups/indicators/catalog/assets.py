from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="ASSET",
    label=_("total assets"),
    unit=Unit.THOUSAND_YUAN,
)
