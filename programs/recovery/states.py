"""Why money is asked back; the lives of a recovery, its deferrals and write-offs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Breach(models.TextChoices):
    MOVED_OUT = "moved_out", _("moved out before the term ended")
    FALSE_MATERIAL = "false_material", _("false material")
    FAILED_ACCEPTANCE = "failed_acceptance", _("acceptance failed")
    TARGET_MISSED = "target_missed", _("target missed")
    GIVEN_UP = "given_up", _("given up after payment")
    OVERDUE_REPORT = "overdue_report", _("yearly reports not handed in")
    OTHER = "other", _("another reason")


class Part(models.TextChoices):
    PRINCIPAL = "principal", _("principal")
    INTEREST = "interest", _("interest")


class Status(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("recovery", "proposed")
    DEMANDED = "demanded", _("demanded")
    REFERRED = "referred", _("referred for enforcement")
    SETTLED = "settled", _("settled")
    WRITTEN_OFF = "written_off", _("written off")
    CANCELLED = "cancelled", _("canceled")


class WriteOffStatus(models.TextChoices):
    ASKED = "asked", _("waits for a decision")
    DECIDED = "decided", _("written off")
    REFUSED = "refused", pgettext_lazy("write-off", "refused")


class DeferralStatus(models.TextChoices):
    ASKED = "asked", _("waits for a decision")
    GRANTED = "granted", pgettext_lazy("deferral", "granted")
    DECLINED = "declined", pgettext_lazy("deferral", "declined")
    LAPSED = "lapsed", pgettext_lazy("deferral", "lapsed")


S = Status
DUE = (S.DEMANDED, S.REFERRED)  # the company has been asked and still owes
OPEN = (S.PROPOSED, *DUE)
ENDED = (S.SETTLED, S.WRITTEN_OFF)

LIFECYCLE = Lifecycle(
    S.PROPOSED,
    Move(
        "demand",
        _("Approve and demand"),
        (S.PROPOSED,),
        S.DEMANDED,
        P.APPROVE_RECOVERY,
    ),
    Move(
        "drop",
        _("Drop the proposal"),
        (S.PROPOSED,),
        S.CANCELLED,
        P.PROPOSE_RECOVERY,
        reasoned=True,
    ),
    Move(
        "refer",
        _("Refer for enforcement"),
        (S.DEMANDED,),
        S.REFERRED,
        P.APPROVE_RECOVERY,
        reasoned=True,
    ),
    Move(
        "cancel",
        _("Withdraw the demand"),
        DUE,
        S.CANCELLED,
        P.APPROVE_RECOVERY,
        reasoned=True,
    ),
    Move("settle", _("Settled"), DUE, S.SETTLED, P.BOOK_PAYMENT, quiet=True),
    Move("give_up", _("Write off"), DUE, S.WRITTEN_OFF, P.WRITE_OFF, quiet=True),
    Move(
        "reopen",
        _("Open again"),
        (S.SETTLED,),
        S.DEMANDED,
        P.BOOK_PAYMENT,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "take_up",
        _("Undo the write-off"),
        (S.WRITTEN_OFF,),
        S.DEMANDED,
        P.WRITE_OFF,
        reasoned=True,
    ),
)

W = WriteOffStatus

WRITE_OFF_LIFECYCLE = Lifecycle(
    W.ASKED,
    Move("write_off", _("Write off"), (W.ASKED,), W.DECIDED, P.WRITE_OFF),
    Move(
        "refuse",
        pgettext_lazy("write-off", "Refuse"),
        (W.ASKED,),
        W.REFUSED,
        P.WRITE_OFF,
        reasoned=True,
    ),
)

D = DeferralStatus
ASKS = (P.REQUEST_CHANGE, P.PROPOSE_RECOVERY)  # for a deferral: company or staff
OPEN_DEFERRALS = (D.ASKED, D.GRANTED)

DEFERRAL_LIFECYCLE = Lifecycle(
    D.ASKED,
    Move(
        "grant",
        pgettext_lazy("deferral", "Grant"),
        (D.ASKED,),
        D.GRANTED,
        P.APPROVE_RECOVERY,
    ),
    Move(
        "decline",
        pgettext_lazy("deferral", "Decline"),
        (D.ASKED,),
        D.DECLINED,
        P.APPROVE_RECOVERY,
        reasoned=True,
    ),
    Move(
        "lapse",
        pgettext_lazy("deferral", "Lapse"),
        (D.GRANTED,),
        D.LAPSED,
        P.APPROVE_RECOVERY,
        quiet=True,
    ),
)
