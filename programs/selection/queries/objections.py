"""What stands against a proposal, and how whoever objected asks how it stands."""

import base64
from datetime import datetime

from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal
from programs.selection.models import Objection, Proposal, PublicNotice
from programs.selection.states import NoticeStatus, ProposalStatus


def objections_to(proposal: Proposal) -> "list[Objection]":
    """Undecided ones against it, or against the whole list that it stands in."""
    whole_list = Q(proposal=None, notice=proposal.notice_id)
    rows = Objection.objects.undecided()
    return list(rows.filter(Q(proposal=proposal) | whole_list))


def why_not_yet(proposal: Proposal, now: datetime) -> Refusal | None:
    """Why nothing may follow from this proposal yet (D§1.5), or None."""
    notice = proposal.notice
    if proposal.status != ProposalStatus.ANNOUNCED or notice is None:
        return Refusal(_("This proposal is not in a public notice."), code="notice")
    ends = notice.objections_close_at
    if ends is None or now < ends:
        said = _("Objections to the public notice are taken until %(until)s.")
        until = f"{localtime(ends):%Y-%m-%d %H:%M}" if ends else "—"
        return Refusal(said, code="window", params={"until": until})
    waiting = objections_to(proposal)
    if waiting:
        said = _("Objection %(number)s is not decided yet.")
        return Refusal(said, code="objection", params={"number": waiting[0].number})
    return None


def what_next(notice: PublicNotice, now: datetime) -> str:
    """What a notice waits for, and until when."""
    if notice.status == NoticeStatus.DRAFT:
        return str(
            _("Open the preview: it says what stands against release. Then publish.")
        )
    until = notice.objections_close_at
    if notice.status != NoticeStatus.PUBLISHED or until is None:
        return str(_("Nothing; everybody can still read it."))
    undecided = notice.objections.undecided().count()
    if now < until:
        said = _(
            "It stands until %(closes)s, objections are taken until %(until)s, both "
            "days included. Objections not decided yet: %(undecided)s."
        )
    elif undecided:
        said = _(
            "Both windows are over. Objections still to be decided: %(undecided)s; "
            "what they are against waits."
        )
    else:
        said = _(
            "Both windows are over and nothing is undecided: grant the proposals, "
            "then close the notice."
        )
    return str(said) % {
        "closes": notice.last_day,
        "until": notice.last_day_to_object,
        "undecided": undecided,
    }


# The receipt of an objection: a number and a code, or an address that has both.

SALT = "kapok.objection.receipt"


def receipt_code(number: str) -> str:
    """Eight letters that only whoever holds the receipt knows."""
    digest = salted_hmac(SALT, number, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:8]


def status_path(number: str) -> str:
    """Where the receipt leads; nobody guesses this address."""
    token = signing.dumps(number, salt=SALT)
    return reverse("objection-status", args=[token])


def by_receipt(number: str, code: str) -> Objection | None:
    """The objection of a receipt, whichever way somebody has typed it."""
    number, code = number.strip().upper(), code.strip().upper()
    if not constant_time_compare(code, receipt_code(number)):
        return None
    return _with_notice().filter(number=number).first()


def by_token(token: str) -> Objection | None:
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return _with_notice().filter(number=number).first()


def _with_notice() -> QuerySet[Objection]:
    return Objection.objects.select_related(
        "notice__program", "proposal__application__company"
    )
