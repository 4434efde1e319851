"""The lives of a yearly report, a milestone, a finding and a final evaluation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class ReportStatus(models.TextChoices):
    NOT_OPEN = "not_open", pgettext_lazy("yearly report", "not open yet")
    OPEN = "open", pgettext_lazy("yearly report", "to be handed in")
    SUBMITTED = "submitted", pgettext_lazy("yearly report", "with the district")
    RETURNED = "returned", pgettext_lazy("yearly report", "returned to the company")
    DISTRICT_OK = "district_ok", pgettext_lazy("yearly report", "with the city")
    CONFIRMED = "confirmed", pgettext_lazy("yearly report", "confirmed")


class MilestoneStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("milestone", "open")
    CLAIMED = "claimed", pgettext_lazy("milestone", "reported as met")
    MET = "met", pgettext_lazy("milestone", "met")


class FindingStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("finding", "open")
    ANSWERED = "answered", pgettext_lazy("finding", "answered, to be looked at")
    CLOSED = "closed", pgettext_lazy("finding", "closed")


class EvaluationStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("evaluation", "being filled in")
    EVALUATED = "evaluated", pgettext_lazy("evaluation", "waits for a second signature")
    SIGNED = "signed", pgettext_lazy("evaluation", "signed")


class Purpose(models.TextChoices):
    """What the money of an award was spent on."""

    EQUIPMENT = "equipment", _("Equipment")
    MATERIALS = "materials", _("Materials, testing and processing")
    STAFF = "staff", _("Staff")
    COOPERATION = "cooperation", _("Work done by others, cooperation")
    PROPERTY = "property", _("Intellectual property and publications")
    MARKET = "market", _("Market and demonstration")
    OTHER = "other", _("Other purposes")


class FileKind(models.TextChoices):
    """What a file of a yearly report shows."""

    SPENDING = "spending", _("Vouchers of the spending")
    AUDIT = "audit", _("Audit report")
    EVIDENCE = "evidence", _("Evidence of results")
    OTHER = "other", _("Something else")


class Section(models.TextChoices):
    """The parts of the form of the final evaluation beside its execution (D§1.7)."""

    OUTPUT = "output", pgettext_lazy("evaluation", "Output")
    EFFECT = "effect", pgettext_lazy("evaluation", "Effect")
    SATISFACTION = "satisfaction", pgettext_lazy("evaluation", "Satisfaction")


class Direction(models.TextChoices):
    POSITIVE = "positive", _("more is better")
    REVERSE = "reverse", _("less is better")


class Grade(models.TextChoices):
    EXCELLENT = "excellent", pgettext_lazy("grade", "excellent")
    GOOD = "good", pgettext_lazy("grade", "good")
    FAIR = "fair", pgettext_lazy("grade", "fair")
    POOR = "poor", pgettext_lazy("grade", "poor")


class Step(models.TextChoices):
    """The reminders of a yearly report, from the first to the last (D§1.7)."""

    MONTH = "t-30", _("30 days before")
    FORTNIGHT = "t-15", _("15 days before")
    WEEK = "t-7", _("7 days before")
    EVE = "t-1", _("the day before")
    MISSED = "t+1", _("1 day late")
    DISTRICT = "t+7", _("7 days late: the district is told")
    YELLOW = "t+15", _("15 days late: yellow")
    RED = "t+30", _("30 days late: red, payments are held")


R, M, F, E = ReportStatus, MilestoneStatus, FindingStatus, EvaluationStatus

EDITABLE = (R.OPEN, R.RETURNED)
NOT_IN = (R.NOT_OPEN, R.OPEN, R.RETURNED)  # not handed in, or handed back

REPORT = Lifecycle(
    R.NOT_OPEN,
    Move(
        "open_report",
        _("Open for the company"),
        (R.NOT_OPEN,),
        R.OPEN,
        P.CONFIRM_REPORT,
        quiet=True,
    ),
    Move(
        "hand_in",
        pgettext_lazy("yearly report", "Hand in"),
        EDITABLE,
        R.SUBMITTED,
        P.FILE_REPORT,
    ),
    Move(
        "endorse",
        pgettext_lazy("yearly report", "Checked, pass on to the city"),
        (R.SUBMITTED,),
        R.DISTRICT_OK,
        P.CHECK_REPORT,
    ),
    Move(
        "send_back",
        pgettext_lazy("yearly report", "Return to the company"),
        (R.SUBMITTED,),
        R.RETURNED,
        P.CHECK_REPORT,
        reasoned=True,
    ),
    Move(
        "object_to",
        pgettext_lazy("yearly report", "Do not confirm, return to the company"),
        (R.DISTRICT_OK,),
        R.RETURNED,
        P.CONFIRM_REPORT,
        reasoned=True,
    ),
    Move(
        "confirm",
        pgettext_lazy("yearly report", "Confirm"),
        (R.DISTRICT_OK,),
        R.CONFIRMED,
        P.CONFIRM_REPORT,
    ),
    Move(
        "reopen",
        pgettext_lazy("yearly report", "Open for a correction"),
        (R.CONFIRMED,),
        R.RETURNED,
        P.CONFIRM_REPORT,
        reasoned=True,
    ),
)

MILESTONE = Lifecycle(
    M.OPEN,
    Move(
        "claim",
        pgettext_lazy("milestone", "Report as met"),
        (M.OPEN,),
        M.CLAIMED,
        P.FILE_REPORT,
        quiet=True,
    ),
    Move(
        "accept",
        pgettext_lazy("milestone", "Confirm as met"),
        (M.CLAIMED,),
        M.MET,
        P.CONFIRM_REPORT,
    ),
    Move(
        "decline",
        pgettext_lazy("milestone", "Not met, ask for better evidence"),
        (M.CLAIMED,),
        M.OPEN,
        P.CONFIRM_REPORT,
        reasoned=True,
    ),
)

FINDING = Lifecycle(
    F.OPEN,
    Move(
        "answer",
        pgettext_lazy("finding", "Answer"),
        (F.OPEN,),
        F.ANSWERED,
        P.FILE_REPORT,
        quiet=True,
    ),
    Move(
        "insist",
        pgettext_lazy("finding", "Not settled, ask again"),
        (F.ANSWERED,),
        F.OPEN,
        P.OPEN_FINDING,
        reasoned=True,
    ),
    Move(
        "close",
        pgettext_lazy("finding", "Close"),
        (F.OPEN, F.ANSWERED),
        F.CLOSED,
        P.OPEN_FINDING,
        reasoned=True,
    ),
)

EVALUATION = Lifecycle(
    E.DRAFT,
    Move(
        "evaluate",
        pgettext_lazy("evaluation", "Sign as evaluator"),
        (E.DRAFT,),
        E.EVALUATED,
        P.EVALUATE,
    ),
    Move(
        "rework",
        pgettext_lazy("evaluation", "Give back to the evaluator"),
        (E.EVALUATED,),
        E.DRAFT,
        P.SIGN_EVALUATION,
        reasoned=True,
    ),
    Move(
        "countersign",
        pgettext_lazy("evaluation", "Sign"),
        (E.EVALUATED,),
        E.SIGNED,
        P.SIGN_EVALUATION,
    ),
)
