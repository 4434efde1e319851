from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="IP_VALID_SW",
    label=_("software copyrights"),
    unit=Unit.PIECES,
)
