from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="NETPROFIT",
    label=_("net profit"),
    unit=Unit.THOUSAND_YUAN,
    negative=True,
)
