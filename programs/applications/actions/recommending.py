"""What the district does with an application: recommend, give back, not recommend."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.refusals import Refusal, several_units, use_case
from programs.applications.actions.moves import _refuse_after_close, _take, _tell
from programs.applications.models import Application, Endorsement
from programs.applications.rules import LIABILITY


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one application of several."""

    application: Application
    is_done: bool
    said: StrOrPromise


@use_case
def recommend(
    application: Application, *, by: Actor, at: datetime, opinion: str = ""
) -> None:
    """Recommend, and answer for it: the statement is kept as it read then."""
    _refuse_own(application, by)
    _take(application, "recommend", by=by, at=at)
    Endorsement.objects.create(
        application=application,
        opinion=opinion.strip(),
        statement=_in_every_language(LIABILITY),
        given_at=at if by.pk else None,
        given_by_id=by.pk,
    )


def _refuse_own(application: Application, by: Actor) -> None:
    """Nobody recommends a company that they act for themselves (D§2.2)."""
    if by.pk is not None and by.may(Permission.APPLY, at=application):
        raise Refusal(
            _("You act for this company yourself; somebody else has to decide."),
            code="own",
        )


def _in_every_language(text: StrOrPromise) -> dict[str, str]:
    said = {}
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(text)
    return said


@several_units
def recommend_many(
    applications: Iterable[Application], *, by: Actor, at: datetime, opinion: str = ""
) -> list[Result]:
    """Each by itself: one that cannot be recommended keeps none of the others back."""
    return [_recommended(each, by=by, at=at, opinion=opinion) for each in applications]


def _recommended(
    application: Application, *, by: Actor, at: datetime, opinion: str
) -> Result:
    try:
        recommend(application, by=by, at=at, opinion=opinion)
    except Refusal as refusal:
        return Result(application, is_done=False, said=refusal.sentence)
    except PermissionDenied:
        return Result(application, is_done=False, said=_("Not yours to do."))
    return Result(application, is_done=True, said=_("Recommended."))


@use_case
def send_back(
    application: Application, *, by: Actor, at: datetime, reason: str
) -> None:
    """Return it to the company, which can then still submit it again in time."""
    _refuse_own(application, by)
    _refuse_after_close(application, at)
    nobody = {"submitted_at": None, "submitted_by": None}
    _take(application, "send_back", by=by, at=at, reason=reason, **nobody)
    _tell(application, "application_returned", at=at, reason=reason)


@use_case
def refuse(application: Application, *, by: Actor, at: datetime, reason: str) -> None:
    _refuse_own(application, by)
    _take(application, "refuse", by=by, at=at, reason=reason)
