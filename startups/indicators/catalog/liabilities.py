from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="LIAB",
    label=_("total liabilities"),
    unit=Unit.THOUSAND_YUAN,
)
