from django.utils.translation import gettext_lazy as _

from startups.indicators.rules import Indicator, Unit

INDICATOR = Indicator(
    code="GOV_SUP",
    label=_("government support received"),
    unit=Unit.THOUSAND_YUAN,
)
