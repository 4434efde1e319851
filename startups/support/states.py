"""The life of a support plan and of a need, and the services there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class PlanStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("plan", "active")
    ENDED = "ended", _("ended")


class NeedStatus(models.TextChoices):
    NEW = "new", _("new")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in_progress", _("in progress")
    COORDINATION = "coordination", _("waiting for others")
    RESOLVED = "resolved", _("resolved")
    CONFIRMED = "confirmed", _("confirmed by the company")
    UNRESOLVED = "unresolved", _("closed unresolved")


class ServiceKind(models.TextChoices):
    """The service catalog of D§4.7."""

    SPACE = "SP", _("space and premises")
    MENTORING = "MT", _("mentoring")
    FINANCE = "FN", _("investment and finance")
    PROPERTY = "IP", _("intellectual property")
    LEGAL = "LG", _("law, accounting and tax")
    MARKET = "MK", _("market access")
    TALENT = "HR", _("talent")
    TRAINING = "TR", _("training and events")
    POLICY = "PL", _("applying to programs")
    TECHNOLOGY = "TE", _("technology matching")
    INTERNATIONAL = "IN", _("international cooperation")
    GOVERNMENT = "GR", _("coordination with authorities")


PLAN_LIFECYCLE = Lifecycle(
    PlanStatus.ACTIVE,
    Move(
        "end_plan",
        _("End the plan"),
        (PlanStatus.ACTIVE,),
        PlanStatus.ENDED,
        P.PLAN_SUPPORT,
        reasoned=True,
    ),
)

N = NeedStatus

NEED_LIFECYCLE = Lifecycle(
    N.NEW,
    Move("accept", _("Accept"), (N.NEW,), N.ACCEPTED, P.HANDLE_NEED),
    Move("work", _("Start work"), (N.ACCEPTED,), N.IN_PROGRESS, P.HANDLE_NEED),
    Move(
        "coordinate",
        _("Wait for others"),
        (N.IN_PROGRESS,),
        N.COORDINATION,
        P.HANDLE_NEED,
        reasoned=True,
    ),
    Move("resume", _("Resume"), (N.COORDINATION,), N.IN_PROGRESS, P.HANDLE_NEED),
    Move(
        "resolve",
        _("Resolve"),
        (N.IN_PROGRESS, N.COORDINATION),
        N.RESOLVED,
        P.HANDLE_NEED,
        reasoned=True,
    ),
    Move(
        "give_up",
        _("Close unresolved"),
        (N.ACCEPTED, N.IN_PROGRESS, N.COORDINATION),
        N.UNRESOLVED,
        P.HANDLE_NEED,
        reasoned=True,
    ),
    Move("confirm", _("Confirm"), (N.RESOLVED,), N.CONFIRMED, P.CONFIRM_SUPPORT),
    Move(
        "reopen",
        _("Reopen"),
        (N.RESOLVED,),
        N.IN_PROGRESS,
        P.CONFIRM_SUPPORT,
        reasoned=True,
    ),
)
