"""The life of an award and of a place; what counts against the limits is told here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    APPROVED = "approved", _("approved")
    ACTIVE = "active", _("agreement signed")
    COMPLETED = "completed", _("completed")
    WAIVED = "waived", _("given up by the company")
    REVOKED = "revoked", _("revoked")
    CLOSED = "closed", pgettext_lazy("award", "closed")


class PlaceStatus(models.TextChoices):
    ACTIVE = "active", _("supported")
    ENDED = "ended", _("support completed")
    REVOKED = "revoked", _("revoked")


S = Status
LIVE = (S.APPROVED, S.ACTIVE, S.COMPLETED)
RUNNING = (S.APPROVED, S.ACTIVE)  # something is still to be agreed and reported
UNCHANGEABLE = (S.WAIVED, S.CLOSED)
LIVE_PLACES = (PlaceStatus.ACTIVE, PlaceStatus.ENDED)

LIFECYCLE = Lifecycle(
    S.APPROVED,
    Move(
        "sign",
        _("Agreement signed"),
        (S.APPROVED,),
        S.ACTIVE,
        P.COUNTERSIGN_AGREEMENT,
        quiet=True,  # with the counter-signature
    ),
    Move("complete", _("Complete"), (S.ACTIVE,), S.COMPLETED, P.GRANT_AWARD),
    Move(
        "waive",
        _("Given up by the company"),
        (S.APPROVED,),
        S.WAIVED,
        P.GRANT_AWARD,
        reasoned=True,
    ),
    Move(
        "revoke",
        _("Revoke"),
        (S.APPROVED, S.ACTIVE, S.COMPLETED),
        S.REVOKED,
        P.REVOKE_AWARD,
        reasoned=True,
    ),
    Move(
        "close",
        pgettext_lazy("award", "Close"),
        (S.REVOKED,),
        S.CLOSED,
        P.GRANT_AWARD,
    ),
)

PLACE_LIFECYCLE = Lifecycle(
    PlaceStatus.ACTIVE,
    Move(
        "conclude",
        _("Support completed"),
        (PlaceStatus.ACTIVE,),
        PlaceStatus.ENDED,
        P.GRANT_AWARD,
    ),
    Move(
        "withdraw_place",
        _("Revoke"),
        (PlaceStatus.ACTIVE,),
        PlaceStatus.REVOKED,
        P.REVOKE_AWARD,
        reasoned=True,
    ),
)
