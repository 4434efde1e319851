"""Handing in: what was said becomes a record that nobody changes any more."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.periods import CITY_TIME, city_day
from foundation.refusals import Refusal, use_case
from programs.applications import queries
from programs.applications.actions.drafting import locked, refuse_company
from programs.applications.actions.moves import take, tell
from programs.applications.models import Application, Draft, Submission
from programs.applications.rules import EDITABLE, fingerprint
from programs.applications.states import Status


@use_case
def submit(application: Application, *, by: User, at: datetime) -> Submission:
    """Hand in; whoever asks again gets the same receipt.

    The database stamps the time and refuses a submission after the close.
    """
    if not by.may(Permission.SUBMIT_APPLICATION, at=application):
        raise PermissionDenied
    draft = locked(application)
    receipt = queries.latest_submission(draft.application)
    if receipt and draft.application.status not in EDITABLE:
        return receipt
    receipt = _hand_in(draft, receipt, by=by, at=at)
    stamp = {"submitted_at": receipt.submitted_at, "submitted_by": by}
    take(application, "submit", by=by, at=receipt.submitted_at, **stamp)
    _confirm(application, receipt, at=at)
    return receipt


def _hand_in(
    draft: Draft, before: Submission | None, *, by: User, at: datetime
) -> Submission:
    """Freeze what the draft says now, if it is complete."""
    application = draft.application
    refuse_company(application.company)
    files = queries.kept_files(application)
    if found := queries.gaps(draft, files):
        lines = "; ".join(f"{gap.label}: {gap.said}" for gap in found)
        raise Refusal(
            _("The application is not complete. %(gaps)s"),
            code="incomplete",
            params={"gaps": lines},
        )
    sequence = before.sequence + 1 if before else 1
    content = queries.snapshot(draft, files, sequence=sequence)
    receipt = Submission.objects.create(
        application=application,
        sequence=sequence,
        form_version=draft.form_version,
        snapshot=content,
        sha256=fingerprint(content),
        submitted_at=at,
        submitted_by=by,
    )
    receipt.refresh_from_db(fields=["submitted_at"])
    return receipt


def _confirm(application: Application, receipt: Submission, *, at: datetime) -> None:
    handed_in = receipt.submitted_at.astimezone(CITY_TIME)
    tell(
        application,
        "application_submitted",
        at=at,
        sequence=receipt.sequence,
        sha256=receipt.sha256,
        submitted=f"{handed_in:%Y-%m-%d %H:%M:%S}",
    )


@use_case
def correct(application: Application, *, by: User, at: datetime) -> Submission:
    """Hand in the correction that the formal review asked for, in time."""
    if not by.may(Permission.SUBMIT_APPLICATION, at=application):
        raise PermissionDenied
    draft = locked(application)
    current = draft.application
    receipt = queries.latest_submission(current)
    if receipt and current.status == Status.FORMAL_REVIEW:
        return receipt
    if current.due_on and city_day(at) > current.due_on:
        raise Refusal(_("The time for the correction has passed."), code="closed")
    if current.status == Status.CORRECTION:
        receipt = _hand_in(draft, receipt, by=by, at=at)
    take(application, "correct", by=by, at=at)
    if receipt is None:
        raise Refusal(_("Nothing was submitted that could be corrected."), code="none")
    _confirm(application, receipt, at=at)
    return receipt
