from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="RD_EXP",
    label=_("R&D expenditure"),
    unit=Unit.THOUSAND_YUAN,
    needed=True,
)
