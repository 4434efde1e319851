from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="ST_STAFF",
    label=_("S&T personnel"),
    unit=Unit.PEOPLE,
    at_most=("EMP",),
)
