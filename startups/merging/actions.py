"""Asking to merge two records of one company, and the commission's answer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import SYSTEM, User
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import advance
from foundation.outbox.actions import post
from foundation.refusals import Refusal, use_case
from startups.companies.actions import merge
from startups.companies.models import Company, Member
from startups.companies.queries import administrators, registered
from startups.companies.rules import tidy_uscc
from startups.members.actions import turn_down as turn_down_joining
from startups.members.models import JoinRequest
from startups.merging.models import MergeRequest


@use_case
def ask(
    company: Company, code: str, note: str, *, by: User, at: datetime
) -> MergeRequest:
    """Say that `company` is the same as the one under another code."""
    if not by.may(Permission.EDIT_COMPANY, at=company):
        raise PermissionDenied
    company.refuse_if_merged()
    into = registered(tidy_uscc(code))
    if into is None:
        raise Refusal(_("No company is registered under this code."), code="uscc")
    if not note.strip():
        raise Refusal(_("Say why these are the same company."), code="note")
    asked = MergeRequest.objects.create(
        company=company, into=into, note=note.strip(), asked_at=at, asked_by=by
    )
    record(company, "ask_to_merge", by=by, into=into.pk, request=asked.pk)
    return asked


@use_case
def confirm(request: MergeRequest, *, by: User, at: datetime, reason: str) -> None:
    """Merge the records; the histories of both are kept."""
    advance(request, "confirm", by=by, reason=reason)
    _send_on(request, at=at)
    people = {request.asked_by, *administrators(request.company)}
    merge(request.company, into=request.into, by=by, at=at, reason=reason)
    for user in sorted(people, key=lambda person: person.pk):
        _tell(request, user, "merge_confirmed", at=at)


@use_case
def turn_down(request: MergeRequest, *, by: User, at: datetime, reason: str) -> None:
    """Leave the records as they are; who asked reads why."""
    advance(request, "turn_down", by=by, reason=reason)
    _tell(request, request.asked_by, "merge_refused", at=at, reason=reason)


def _send_on(request: MergeRequest, *, at: datetime) -> None:
    """Requests to join the record that goes are about the one that stays."""
    into = request.into
    inside = Member.objects.of(into).values_list("user", flat=True)
    asked = JoinRequest.objects.open().filter(company=into)
    known = {*inside, *asked.values_list("asked_by", flat=True)}
    for one in JoinRequest.objects.open().filter(company=request.company):
        if one.asked_by_id in known:
            turn_down_joining(one, by=SYSTEM, at=at, reason=str(_("merged")))
        else:
            JoinRequest.objects.filter(pk=one.pk).update(company=into)


def _tell(
    request: MergeRequest, to: User, template: str, *, at: datetime, reason: str = ""
) -> None:
    kept = request.company if template == "merge_refused" else request.into
    post(
        template,
        to=to,
        key=f"{template}:{request.pk}:{to.pk}",
        at=at,
        company=request.company.name,
        into=request.into.name,
        reason=reason,
        path=kept.get_absolute_url(),
    )
