"""The life of a tenancy (D§4.3), and how a company leaves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    APPLIED = "applied", _("applied")
    ADMITTED = "admitted", _("admitted")
    INCUBATING = "incubating", _("incubating")
    EXTENDED = "extended", _("extended")
    GRADUATED = "graduated", _("graduated")
    EXITED = "exited", _("left")
    REFUSED = "refused", _("refused")


class TenantClass(models.TextChoices):
    TENANT = "tenant", _("incubated company")
    RESIDENT = "resident", _("resident company")


class Criterion(models.TextChoices):
    """Any one of these makes a graduate (国科发区〔2018〕300号)."""

    HTE = "hte", _("recognized as a high-tech enterprise")
    FINANCING = "financing", _("over 5 million yuan of angel or venture capital")
    REVENUE = "revenue", _("over 10 million yuan of revenue in two years")
    ACQUIRED = "acquired", _("merged, acquired or listed")


S = Status
ACTIVE = (S.ADMITTED, S.INCUBATING, S.EXTENDED)

LIFECYCLE = Lifecycle(
    S.APPLIED,
    Move("admit", _("Admit"), (S.APPLIED,), S.ADMITTED, P.MANAGE_TENANCIES),
    Move(
        "refuse",
        _("Refuse"),
        (S.APPLIED,),
        S.REFUSED,
        P.MANAGE_TENANCIES,
        reasoned=True,
    ),
    Move(
        "move_in",
        pgettext_lazy("move", "Moved in"),
        (S.ADMITTED,),
        S.INCUBATING,
        P.MANAGE_TENANCIES,
    ),
    Move(
        "extend",
        _("Extend the term"),
        (S.INCUBATING,),
        S.EXTENDED,
        P.MANAGE_TENANCIES,
        reasoned=True,
    ),
    Move(
        "graduate",
        _("Graduate"),
        (S.INCUBATING, S.EXTENDED),
        S.GRADUATED,
        P.MANAGE_TENANCIES,
    ),
    Move(
        "move_out",
        pgettext_lazy("move", "Moved out"),
        (S.ADMITTED, S.INCUBATING, S.EXTENDED),
        S.EXITED,
        P.MANAGE_TENANCIES,
        reasoned=True,
    ),
)
