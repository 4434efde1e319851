from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="EXPORT",
    label=_("exports"),
    unit=Unit.THOUSAND_YUAN,
)
