from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="RD_STAFF",
    label=_("R&D personnel"),
    unit=Unit.PEOPLE,
    at_most=("EMP", "ST_STAFF"),
)
