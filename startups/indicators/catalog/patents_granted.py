from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="IP_GRANT_INV",
    label=_("invention patents granted"),
    unit=Unit.PIECES,
)
