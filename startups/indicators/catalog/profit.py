from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="PROFIT",
    label=_("total profit"),
    unit=Unit.THOUSAND_YUAN,
    negative=True,
)
