from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="IP_VALID_INV",
    label=_("valid invention patents"),
    unit=Unit.PIECES,
)
