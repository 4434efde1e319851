from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="TAX_PAID",
    label=_("taxes paid"),
    unit=Unit.THOUSAND_YUAN,
)
