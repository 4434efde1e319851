from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="EMP_MASTER",
    label=_("employees with a master's degree"),
    unit=Unit.PEOPLE,
    at_most=("EMP",),
)
