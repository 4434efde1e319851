"""How a part of an award can stand on a day, and what that is called."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class PartState(StrEnum):
    """How a part of an award stands on a day."""

    PAID = "paid"
    UNDER_WAY = "under_way"
    PAYABLE = "payable"
    GATED = "gated"
    LATER = "later"
    LAPSED = "lapsed"


PART_STATES = {
    PartState.PAID: _("paid"),
    PartState.UNDER_WAY: _("being paid"),
    PartState.PAYABLE: _("due, conditions met"),
    PartState.GATED: _("due, conditions open"),
    PartState.LATER: _("due later"),
    PartState.LAPSED: _("lapsed"),
}
