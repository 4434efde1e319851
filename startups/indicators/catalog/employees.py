from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="EMP",
    label=_("employees"),
    unit=Unit.PEOPLE,
    needed=True,
)
