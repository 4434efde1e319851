"""Hearing objections: each freezes what it is against, and nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from programs.applications import actions as moves
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.selection.actions.deciding import remove
from programs.selection.models import (
    Objection,
    ObjectionFile,
    ObjectionNote,
    Proposal,
    PublicNotice,
)
from programs.selection.queries.objections import receipt_code, status_path
from programs.selection.rules.objections import lacking, mail_address, names
from programs.selection.states import ObjectionStatus, ProposalStatus, Signature
from startups.companies.queries import administrators

MOST_FILES = 5
File = tuple[str, IO[bytes]]  # its name, and what it contains


@use_case
def register(  # what an objection must bear to be accepted
    notice: PublicNotice,
    *,
    at: datetime,
    proposal: Proposal | None = None,
    signed_with: str = Signature.REAL_NAME,
    files: Iterable[File] = (),
    language: str = settings.LANGUAGE_CODE,
    **told: str,
) -> Objection:
    """Take an objection from the public; the database's clock says whether in time.

    `told` is who objects (`objector`), their `contact`, and the `content` with reasons.
    """
    sent = list(files)
    told = {name: text.replace("\0", "").strip() for name, text in told.items()}
    _refuse_incomplete(lacking(signed_with=signed_with, files=len(sent), **told))
    if len(sent) > MOST_FILES:
        raise Refusal(
            _("At most %(most)s files go with an objection."),
            code="evidence",
            params={"most": MOST_FILES},
        )
    objection = Objection.objects.create(
        notice=notice,
        proposal=proposal,
        number=next_number("YY", city_day(at).year),
        signed_with=signed_with,
        language=language,
        due_on=working_days().after(city_day(at), notice.program.rules.accept_days),
        **told,
    )
    for name, content_of in sent:
        stored = receive(name, content_of, by=SYSTEM, at=at)
        ObjectionFile.objects.create(objection=objection, file=stored)
    record(objection, "register", by=SYSTEM, files=len(sent))
    _tell_objector(objection, at)
    return objection


def _refuse_incomplete(missing: dict[str, str]) -> None:
    if missing:
        raise Refusal(
            _(
                "An objection bears a real name or a seal, a contact, and reasons. "
                "This one lacks: %(missing)s."
            ),
            code=next(iter(missing)),
            params={"missing": "; ".join(missing.values())},
        )


@use_case
def refuse(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Do not accept an objection; it lacks what it must bear."""
    advance(objection, "refuse", by=by, reason=reason, **_ruled(reason, at))
    _tell_objector(objection, at)


@use_case
def take_up(objection: Objection, *, by: Actor, at: datetime) -> None:
    """Begin to investigate; the application that it is against waits."""
    days = objection.notice.program.rules.inquiry_days
    due = working_days().after(city_day(at), days)
    advance(objection, "take_up", by=by, due_on=due)
    application = _challenged(objection)
    if application and application.status == Standing.PUBLIC_NOTICE:
        moves.challenge(application, by=by, at=at)
    _tell_objector(objection, at)
    _tell_subject(objection, application, at)


@use_case
def extend(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Take as long again for the investigation: once, by a person, with the reason."""
    if by.pk is None or not by.may(Permission.HANDLE_OBJECTION, at=objection):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal(_("Please give a reason."), code="reason")
    due = objection.due_on or city_day(at)
    due = working_days().after(due, objection.notice.program.rules.inquiry_days)
    mine = Objection.objects.filter(
        pk=objection.pk, status=ObjectionStatus.INVESTIGATED, extended_at=None
    )
    given = {"extension": reason.strip(), "extended_at": at, "extended_by": by}
    if not mine.update(due_on=due, **given):
        raise Refusal(
            _("An investigation is extended once, while it is under way."), code="once"
        )
    objection.refresh_from_db()
    record(objection, "extend", by=by, reason=reason, due=due.isoformat())
    _tell_objector(objection, at)


@use_case
def write_note(
    objection: Objection, text: str, *, by: Actor, at: datetime
) -> ObjectionNote:
    """Write down what the investigation did and found; only who handles it reads it."""
    if not by.may(Permission.HANDLE_OBJECTION, at=objection):
        raise PermissionDenied
    note = ObjectionNote.objects.create(
        objection=objection,
        text=text.replace("\0", "").strip(),
        written_at=at if by.pk else None,
        written_by_id=by.pk,
    )
    record(objection, "write_note", by=by, note=note.pk)
    return note


@use_case
def dismiss(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Find an objection unfounded; the application goes on when no other waits."""
    _refuse_giving_away(objection, reason)
    application = _challenged(objection)
    advance(objection, "dismiss", by=by, reason=reason, **_ruled(reason, at))
    others = Objection.objects.filter(
        proposal=objection.proposal_id, status=ObjectionStatus.INVESTIGATED
    )
    if application and application.status == Standing.OBJECTION and not others:
        moves.clear(application, by=by, at=at)
    _tell_objector(objection, at)
    _tell_subject(objection, application, at)


@use_case
def uphold(objection: Objection, *, by: Actor, at: datetime, reason: str) -> None:
    """Find an objection founded; what it is against comes off the list."""
    if objection.proposal is None:
        raise Refusal(
            _("Say first which proposal this objection is against."), code="proposal"
        )
    _refuse_giving_away(objection, reason)
    application = _challenged(objection)
    advance(objection, "uphold", by=by, reason=reason, **_ruled(reason, at))
    if objection.proposal.status == ProposalStatus.ANNOUNCED:
        remove(objection.proposal, by=by, at=at, reason=reason)
    _tell_objector(objection, at)
    _tell_subject(objection, application, at)


def _ruled(reason: str, at: datetime) -> dict[str, Any]:
    """The ruling with its reasons, as both sides are told."""
    return {"ruling": reason.strip(), "ruled_on": at}


def _refuse_giving_away(objection: Objection, ruling: str) -> None:
    told = {"objector": objection.objector, "contact": objection.contact}
    if names(ruling, **told):
        raise Refusal(
            _(
                "The company reads the ruling as well: it must not name who objected, "
                "nor how to reach them."
            ),
            code="confidential",
        )


@use_case
def aim(objection: Objection, proposal: Proposal, *, by: Actor) -> None:
    """Say which proposal of the list an objection is against."""
    if not by.may(Permission.HANDLE_OBJECTION, at=objection):
        raise PermissionDenied
    if objection.status != ObjectionStatus.REGISTERED:
        raise Refusal(_("This objection has been taken up already."), code="moved_on")
    objection.proposal = proposal
    objection.save(update_fields=["proposal"])
    record(objection, "aim", by=by, proposal=proposal.pk)


def _challenged(objection: Objection) -> Application | None:
    """The application at stake, locked, so that two objections do not cross."""
    if objection.proposal is None:
        return None
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("call__program", "company")
    return rows.get(pk=objection.proposal.application_id)


def _tell_objector(objection: Objection, at: datetime) -> None:
    """By mail, where the contact has an address; the receipt tells the others."""
    address = mail_address(objection.contact)
    if not address:
        return
    post(
        "objection_told",
        to=address,
        key=f"objection:{objection.pk}:{objection.status}:{objection.due_on}",
        at=at,
        language=objection.language,
        number=objection.number,
        code=receipt_code(objection.number),
        status=str(objection.status),
        title=objection.notice.title,
        due=str(objection.due_on),
        extension=objection.extension,
        ruling=objection.ruling,
        path=status_path(objection.number),
    )


def _tell_subject(
    objection: Objection, application: Application | None, at: datetime
) -> None:
    """The company that it is against hears what came of it, never from whom it came."""
    if application is None:
        return
    for user in administrators(application.company):
        post(
            "objection_subject",
            to=user,
            key=f"objected:{objection.pk}:{objection.status}:{user.pk}",
            at=at,
            number=application.number,
            company=application.company.name,
            objection=objection.number,
            status=str(objection.status),
            ruling=objection.ruling,
            due=str(objection.due_on),
            path=application.get_absolute_url(),
        )
