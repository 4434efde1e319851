"""Bringing a list before the public, correcting it by a new version, closing it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.refusals import Refusal, use_case
from foundation.translated import Texts
from programs.applications.rules import fingerprint
from programs.catalogue.models import Program
from programs.letters.actions import issue
from programs.letters.states import Outcome
from programs.selection.actions.deciding import announce
from programs.selection.actions.scanning import refuse_unchecked_files, scan
from programs.selection.actions.telling import tell_with
from programs.selection.models import NoticeFile, Proposal, PublicNotice
from programs.selection.queries import announced
from programs.selection.queries.notices import content_of, day, languages, windows_of
from programs.selection.states import UNDECIDED, NoticeStatus, ProposalStatus
from startups.companies.queries import administrators

# What staff enter of a notice besides its address and its list.
ENTERED = (
    "title", "text", "basis", "issuer", "contact", "phone", "email", "address",
    "correction",
)  # fmt: skip


@use_case
def prepare(  # a notice is a program, an address, words and a list
    program: Program,
    *,
    slug: str,
    proposals: Collection[Proposal],
    by: Actor,
    at: datetime,
    **entered: Any,
) -> PublicNotice:
    """Prepare a notice with decided proposals; nobody outside sees it yet.

    `entered` is title, text and where one objects; the basis is the program's unless
    it says otherwise. The scan looks at it at once.
    """
    if not by.may(Permission.PUBLISH_NOTICE, at=program):
        raise PermissionDenied
    entered["basis"] = entered.get("basis") or program.basis
    notice = PublicNotice.objects.create(program=program, slug=slug, **entered)
    _put_in(notice, proposals)
    record(notice, "prepare", by=by, proposals=len(proposals))
    scan(notice, by=by, at=at)
    return notice


def _put_in(notice: PublicNotice, proposals: Collection[Proposal]) -> None:
    chosen = notice.program.proposals.filter(
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


@use_case
def reword(notice: PublicNotice, *, by: Actor, at: datetime, **entered: Any) -> None:
    """Change what a notice says that nobody outside has seen yet; scan it again."""
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    mine = PublicNotice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT)
    if not mine.update(**entered):
        raise Refusal(
            _("A published notice is corrected by a new version."), code="published"
        )
    for name, value in entered.items():
        setattr(notice, name, value)
    record(notice, "reword", by=by, fields=sorted(entered))
    scan(notice, by=by, at=at)


@use_case
def discard(notice: PublicNotice, *, by: Actor) -> None:
    """Give up a notice that nobody outside has seen; its proposals wait for another."""
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    record(notice.program, "discard_notice", by=by, slug=notice.slug)
    notice.proposals.filter(status=ProposalStatus.DECIDED).update(notice=None)
    mine = PublicNotice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT)
    if not mine.delete()[0]:
        raise Refusal(
            _("A published notice is corrected by a new version."), code="published"
        )


@use_case
def publish(notice: PublicNotice, *, by: Actor, at: datetime) -> None:
    """Open both windows and announce every proposal of the list, or none.

    What it says is frozen and hashed; the one that it corrects gives up its list. Who
    stands on it gets a letter, and so do the others of the meetings that decided.
    """
    _hold(notice)
    listed = list(
        notice.proposals.filter(status=ProposalStatus.DECIDED).select_related(
            "application__call__program", "application__company", "program"
        )
    )
    _fits(notice, len(listed))
    refuse_unchecked_files(notice)
    scan(notice, by=by, at=at)
    content = content_of(notice, at)
    if notice.replaces is not None:
        advance(notice.replaces, "supersede", by=by, reason=notice.correction)
    advance(notice, "publish", by=by, **_frozen(notice, content, at))
    for proposal in listed:
        announce(proposal, by=by, at=at)
        _write(proposal, notice, by=by, at=at)
    _take_over(notice, at)
    tell_with(notice, at=at)


def _hold(notice: PublicNotice) -> None:
    """Nobody changes a word or a file of it between the scan and its release."""
    PublicNotice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    notice.refresh_from_db()


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


def _frozen(
    notice: PublicNotice, content: dict[str, Any], at: datetime
) -> dict[str, Any]:
    closes, until = windows_of(notice, at)
    return {
        "published_on": at,
        "closes_at": closes,
        "objections_close_at": until,
        "content": content,
        "sha256": fingerprint(content),
    }


def _write(
    proposal: Proposal, notice: PublicNotice, *, by: Actor, at: datetime
) -> None:
    notes = [_where_it_stands(notice)]
    issue(proposal.application, Outcome.SELECTED, notes=notes, by=by, at=at)


def _where_it_stands(notice: PublicNotice) -> Texts:
    said = {}
    for code in languages():
        with translation.override(code):
            said[code] = str(
                _(
                    "The list stands in the public notice “%(title)s” until the end of "
                    "%(closes)s; objections are taken until the end of %(until)s."
                )
            ) % {
                "title": notice,
                "closes": day(notice.content["closes"]),
                "until": day(notice.content["objections_close"]),
            }
    return said


def _take_over(version: PublicNotice, at: datetime) -> None:
    """Take over the list of what it corrects, and objections to all of it."""
    before = version.replaces
    if before is None:
        return
    moved = before.proposals.filter(status=ProposalStatus.ANNOUNCED)
    for proposal in moved.select_related("application__company"):
        _tell(proposal, version, at)
    moved.update(notice=version)
    before.objections.filter(proposal=None, status__in=UNDECIDED).update(notice=version)


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
            until=str(notice.last_day_to_object),
        )


@use_case
def correct(
    notice: PublicNotice,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    proposals: Collection[Proposal] = (),
    **entered: Any,
) -> PublicNotice:
    """Prepare a new version of a published notice; the old one stands until it is out.

    It takes over words and attachments, and on publication the list as it stands then;
    `proposals` come onto the list, as one that moves up from the reserve list.
    """
    if not by.may(Permission.PUBLISH_NOTICE, at=notice):
        raise PermissionDenied
    if notice.status != NoticeStatus.PUBLISHED:
        raise Refusal(_("Only a published notice is corrected."), code="published")
    if PublicNotice.objects.filter(replaces=notice).exists():
        raise Refusal(
            _("A correction of this notice is being prepared already."), code="prepared"
        )
    words = {name: getattr(notice, name) for name in ENTERED} | entered
    version = PublicNotice.objects.create(
        program=notice.program,
        slug=_next_slug(notice),
        replaces=notice,
        **words | {"correction": reason.strip()},
    )
    _put_in(version, proposals)
    for each in notice.files.all():
        NoticeFile.objects.create(
            notice=version,
            file_id=each.file_id,
            attached_at=each.attached_at,
            attached_by_id=each.attached_by_id,
        )
    record(notice, "correct", by=by, reason=reason, version=version.slug)
    scan(version, by=by, at=at)
    return version


@use_case
def supersede(
    notice: PublicNotice, *, by: Actor, at: datetime, reason: str, **entered: Any
) -> PublicNotice:
    """Correct a notice by a new version with windows of its own, at once (D§1.5).

    The old one stays visible as replaced; the list goes over as it stands now, and with
    it the objections to the whole list that are still undecided.
    """
    version = correct(notice, by=by, at=at, reason=reason, **entered)
    publish(version, by=by, at=at)
    notice.refresh_from_db()
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
