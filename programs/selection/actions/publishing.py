"""Bringing a list before the public, correcting it by a new version, closing it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.catalogue.models import Program
from programs.selection.actions.proposing import announce
from programs.selection.models import Proposal, PublicNotice
from programs.selection.queries import announced
from programs.selection.rules import windows
from programs.selection.states import UNDECIDED, NoticeStatus, ProposalStatus
from startups.companies.queries import administrators


@use_case
def prepare(
    program: Program,
    *,
    slug: str,
    title: Texts,
    proposals: Collection[Proposal],
    by: Actor,
    text: Texts | None = None,
) -> PublicNotice:
    """Prepare a notice with decided proposals; nobody outside sees it yet."""
    if not by.may(Permission.PUBLISH_NOTICE, at=program):
        raise PermissionDenied
    notice = PublicNotice.objects.create(
        program=program, slug=slug, title=title, text=text or {}
    )
    chosen = program.proposals.filter(
        pk__in=[each.pk for each in proposals],
        status=ProposalStatus.DECIDED,
        notice=None,
    )
    listed = chosen.update(notice=notice)
    if listed != len(proposals):
        raise Refusal(
            _(
                "Of %(asked)s proposals only %(ready)s are decided and in no notice "
                "yet."
            ),
            code="proposals",
            params={"asked": len(proposals), "ready": listed},
        )
    record(notice, "prepare", by=by, proposals=listed)
    return notice


@use_case
def reword(notice: PublicNotice, *, by: Actor, **texts: Texts) -> None:
    """Change title or text of a notice that nobody outside has seen yet."""
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    mine = PublicNotice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT)
    if not mine.update(**texts):
        raise Refusal(
            _("A published notice is corrected by a new version."), code="published"
        )
    for name, value in texts.items():
        setattr(notice, name, value)
    record(notice, "reword", by=by, fields=sorted(texts))


@use_case
def publish(notice: PublicNotice, *, by: Actor, at: datetime) -> None:
    """Open both windows and announce every proposal of the list, or none."""
    listed = list(
        notice.proposals.filter(status=ProposalStatus.DECIDED).select_related(
            "application__call__program", "application__company", "program"
        )
    )
    _fits(notice, len(listed))
    advance(notice, "publish", by=by, **_windows(notice, at))
    for proposal in listed:
        announce(proposal, by=by, at=at)
        _tell(proposal, notice, at)


def _fits(notice: PublicNotice, count: int) -> None:
    """More than there are places is cut before the public sees it, never after."""
    program = Program.objects.select_for_update(no_key=True).get(pk=notice.program_id)
    spoken_for = program.taken + announced(program)
    if not count and notice.replaces_id is None:
        raise Refusal(_("The notice lists no decided proposal."), code="proposals")
    if spoken_for + count > program.quota:
        raise Refusal(
            _(
                "The program has %(quota)s places, %(taken)s are taken or announced; "
                "this notice lists %(count)s."
            ),
            code="quota",
            params={"quota": program.quota, "taken": spoken_for, "count": count},
        )


def _windows(notice: PublicNotice, at: datetime) -> dict[str, Any]:
    rules = notice.program.rules
    closes, until = windows(at, working_days(), rules.notice_days, rules.objection_days)
    return {"published_on": at, "closes_at": closes, "objections_close_at": until}


def _tell(proposal: Proposal, notice: PublicNotice, at: datetime) -> None:
    application = proposal.application
    for user in administrators(application.company):
        post(
            "notice_published",
            to=user,
            key=f"notice-{notice.pk}-{proposal.pk}-{user.pk}",
            at=at,
            number=application.number,
            company=application.company.name,
            title=notice.title,
            path=notice.get_absolute_url(),
            until=f"{localtime(notice.objections_close_at):%Y-%m-%d %H:%M}",
        )


@use_case
def supersede(  # a corrected notice is the old one and what changes
    notice: PublicNotice,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    title: Texts | None = None,
    text: Texts | None = None,
) -> PublicNotice:
    """Correct a notice by a new version with windows of its own (D§1.5).

    The old one stays visible as replaced; the list goes over as it stands now, and with
    it the objections to the whole list that are still undecided.
    """
    advance(notice, "supersede", by=by, reason=reason)
    version = PublicNotice.objects.create(
        program=notice.program,
        slug=_next_slug(notice),
        title=title or notice.title,
        text=text or notice.text,
        replaces=notice,
    )
    advance(version, "publish", by=by, **_windows(version, at))
    moved = notice.proposals.filter(status=ProposalStatus.ANNOUNCED)
    for proposal in moved.select_related("application__company"):
        _tell(proposal, version, at)
    moved.update(notice=version)
    notice.objections.filter(proposal=None, status__in=UNDECIDED).update(notice=version)
    return version


def _next_slug(notice: PublicNotice) -> str:
    stem, count = notice.slug, 2
    before: PublicNotice | None = notice.replaces
    while before is not None:
        stem, count, before = before.slug, count + 1, before.replaces
    return f"{stem}-v{count}"


@use_case
def close(notice: PublicNotice, *, by: Actor, at: datetime) -> None:
    """Close a notice whose windows have ended and whose objections are decided."""
    until = notice.objections_close_at
    if until is not None and at < until:
        raise Refusal(
            _("Objections to the public notice are taken until %(until)s."),
            code="window",
            params={"until": f"{localtime(until):%Y-%m-%d %H:%M}"},
        )
    waiting = notice.objections.filter(status__in=UNDECIDED).first()
    if waiting is not None:
        raise Refusal(
            _("Objection %(number)s is not decided yet."),
            code="objection",
            params={"number": waiting.number},
        )
    advance(notice, "close", by=by)
