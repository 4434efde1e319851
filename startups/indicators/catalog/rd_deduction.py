from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="RD_DEDUCT",
    label=_("R&D super-deduction"),
    unit=Unit.THOUSAND_YUAN,
)
