"""What was decided and why, and who has not been told."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.journal.models import Entry
from foundation.translated import Texts
from programs.applications.models import Application
from programs.calls.models import Call
from programs.ranking.queries import OPEN
from programs.selection.models import AgendaItem, Meeting, Proposal, Recusal
from programs.selection.states import ProposalStatus

TOLD_AFTERWARDS = (ProposalStatus.REJECTED, ProposalStatus.RESERVE)


def reason_of(proposal: Proposal) -> str:
    """Why it was decided against, as the meeting or whoever decided wrote it."""
    entries = Entry.objects.filter(
        subject_type=Proposal._meta.label_lower,
        subject_id=str(proposal.pk),
        verb__in=["reject", "pass_over"],
    )
    last = entries.order_by("-id").first()
    return last.reason if last else ""


def place_in_reserve(position: int) -> Texts:
    """The place on the reserve list, in every language."""
    told = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said = _("Your place on the reserve list: %(place)s.")
            told[code] = said % {"place": position}
    return told


def untold(meeting: Meeting) -> QuerySet[Proposal]:
    """Those whom a meeting did not choose and who have not heard of it."""
    rows = Proposal.objects.filter(
        meeting=meeting, status__in=TOLD_AFTERWARDS, told_on=None
    )
    return rows.select_related(
        "program", "application__company", "application__call__program"
    ).order_by("rank", "id")


def below(call: Call) -> list[Application]:
    """Scored applications of a call that nobody has proposed."""
    rows = Application.objects.filter(call=call, status__in=OPEN, score__isnull=False)
    return list(
        rows.select_related("company__district", "call__program").order_by(
            "-score", "id"
        )
    )


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in its order, with all that a page or a paper shows of it."""
    return meeting.items.select_related(
        "meeting__program",
        "proposal__program",
        "proposal__proposed_by",
        "proposal__decided_by",
        "proposal__application__company__district",
        "proposal__application__call__program",
        "applied_by",
    ).order_by("position", "id")


def to_apply(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Verdicts that are not decisions yet; for first, then reserve, then against."""
    return items_of(meeting).filter(applied_at=None).exclude(verdict="")


def recusals_of(meeting: Meeting) -> list[Recusal]:
    """Who stepped aside for what."""
    rows = Recusal.objects.filter(attendee__meeting=meeting)
    return list(
        rows.select_related("attendee__meeting", "proposal__application__company")
    )
