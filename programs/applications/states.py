"""The life of an application (D§2.3); a program's kind may skip some of the steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission as P
from foundation.states import Lifecycle, Move


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted, with the district")
    RECOMMENDED = "recommended", _("recommended by the district")
    NOT_RECOMMENDED = "not_recommended", _("not recommended")
    FORMAL_REVIEW = "formal_review", _("formal review")
    CORRECTION = "correction", _("correction asked for")
    ELIGIBLE = "eligible", _("eligible")
    INELIGIBLE = "ineligible", _("ineligible")
    EXPERT_REVIEW = "expert_review", _("expert review")
    SCORED = "scored", _("scored")
    SITE_VISIT = "site_visit", _("on-site inspection")
    JOINT_REVIEW = "joint_review", _("joint review")
    PROPOSED = "proposed", _("proposed")
    PUBLIC_NOTICE = "public_notice", _("public notice")
    OBJECTION = "objection", _("objection under investigation")
    APPROVED = "approved", _("approved")
    NOT_SELECTED = "not_selected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = Status

FINAL = (
    S.NOT_RECOMMENDED,
    S.INELIGIBLE,
    S.NOT_SELECTED,
    S.WITHDRAWN,
    S.APPROVED,
)

LIFECYCLE = Lifecycle(
    S.DRAFT,
    Move("submit", _("Submit"), (S.DRAFT,), S.SUBMITTED, P.SUBMIT_APPLICATION),
    Move(
        "take_back",
        _("Take back to change it"),
        (S.SUBMITTED,),
        S.DRAFT,
        P.SUBMIT_APPLICATION,
    ),
    Move(
        "withdraw",
        _("Withdraw"),
        (
            S.DRAFT,
            S.SUBMITTED,
            S.RECOMMENDED,
            S.FORMAL_REVIEW,
            S.CORRECTION,
            S.ELIGIBLE,
            S.SCORED,
            S.SITE_VISIT,
            S.JOINT_REVIEW,
        ),
        S.WITHDRAWN,
        P.SUBMIT_APPLICATION,
        reasoned=True,
    ),
    Move("recommend", _("Recommend"), (S.SUBMITTED,), S.RECOMMENDED, P.RECOMMEND),
    Move(
        "send_back",
        _("Return to the company"),
        (S.SUBMITTED,),
        S.DRAFT,
        P.RECOMMEND,
        reasoned=True,
    ),
    Move(
        "refuse",
        _("Do not recommend"),
        (S.SUBMITTED,),
        S.NOT_RECOMMENDED,
        P.RECOMMEND,
        reasoned=True,
    ),
    Move(
        "begin_review",
        _("Begin the formal review"),
        (S.RECOMMENDED,),
        S.FORMAL_REVIEW,
        P.REVIEW_FORMALLY,
    ),
    Move(
        "ask_correction",
        _("Ask for a correction"),
        (S.FORMAL_REVIEW,),
        S.CORRECTION,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
    Move(
        "correct",
        _("Hand in the correction"),
        (S.CORRECTION,),
        S.FORMAL_REVIEW,
        P.SUBMIT_APPLICATION,
    ),
    Move(
        "time_out",
        _("Close: no correction came"),
        (S.CORRECTION,),
        S.INELIGIBLE,
        P.REVIEW_FORMALLY,
        reasoned=True,
    ),
    Move(
        "pass_review",
        _("Eligible"),
        (S.FORMAL_REVIEW,),
        S.ELIGIBLE,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
    Move(
        "fail_review",
        _("Ineligible"),
        (S.FORMAL_REVIEW,),
        S.INELIGIBLE,
        P.REVIEW_FORMALLY,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "assign",
        _("Give to experts"),
        (S.ELIGIBLE,),
        S.EXPERT_REVIEW,
        P.DRAW_EXPERTS,
        quiet=True,
    ),
    Move(
        "void_panel",
        _("Void the panel"),
        (S.EXPERT_REVIEW,),
        S.ELIGIBLE,
        P.DRAW_EXPERTS,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "conclude_scoring",
        _("Close scoring"),
        (S.EXPERT_REVIEW,),
        S.SCORED,
        P.DRAW_EXPERTS,
        quiet=True,
    ),
    Move(
        "reopen_scoring",
        _("Open scoring again"),
        (S.SCORED,),
        S.EXPERT_REVIEW,
        P.DRAW_EXPERTS,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "inspect",
        _("Inspect on site"),
        (S.SCORED,),
        S.SITE_VISIT,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
    Move(
        "consult",
        _("Send to joint review"),
        (S.SCORED, S.SITE_VISIT),
        S.JOINT_REVIEW,
        P.REVIEW_FORMALLY,
        quiet=True,
    ),
    Move(
        "propose",
        _("Propose"),
        (S.SCORED, S.SITE_VISIT, S.JOINT_REVIEW),
        S.PROPOSED,
        P.PROPOSE,
        quiet=True,
    ),
    Move(
        "decline",
        _("Do not select"),
        (S.SCORED, S.SITE_VISIT, S.JOINT_REVIEW, S.PROPOSED),
        S.NOT_SELECTED,
        P.PROPOSE,
        reasoned=True,
    ),
    Move(
        "announce",
        _("Publish in a notice"),
        (S.PROPOSED,),
        S.PUBLIC_NOTICE,
        P.PUBLISH_NOTICE,
        quiet=True,
    ),
    Move(
        "step_back",
        _("Step back"),
        (S.PROPOSED, S.PUBLIC_NOTICE),
        S.WITHDRAWN,
        P.SUBMIT_APPLICATION,
        reasoned=True,
        quiet=True,
    ),
    Move(
        "challenge",
        _("Take up an objection"),
        (S.PUBLIC_NOTICE,),
        S.OBJECTION,
        P.HANDLE_OBJECTION,
        quiet=True,
    ),
    Move(
        "clear",
        _("Objection unfounded"),
        (S.OBJECTION,),
        S.PUBLIC_NOTICE,
        P.HANDLE_OBJECTION,
        quiet=True,
    ),
    Move(
        "remove",
        _("Objection founded"),
        (S.OBJECTION,),
        S.NOT_SELECTED,
        P.HANDLE_OBJECTION,
        quiet=True,
        reasoned=True,
    ),
    Move(
        "approve",
        _("Approve"),
        (S.PUBLIC_NOTICE,),
        S.APPROVED,
        P.GRANT_AWARD,
        quiet=True,
    ),
)


class Trouble(models.TextChoices):
    """What can go wrong for somebody who is writing an application."""

    FAILED_SAVE = "failed_save", _("could not save")
    LATE_SUBMIT = "late_submit", _("tried to hand in after the close")
