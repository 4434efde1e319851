from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="REV",
    label=_("operating revenue"),
    unit=Unit.THOUSAND_YUAN,
    needed=True,
)
