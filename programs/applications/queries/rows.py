"""Which applications, drafts and files there are, and who wrote what."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.moves import Actor
from foundation.periods import CITY_TIME
from programs.applications.models import (
    Application,
    ApplicationQuerySet,
    Attachment,
    Draft,
    Incoming,
    Submission,
)
from programs.applications.states import Status
from programs.calls.models import Call
from programs.calls.rules import questions
from programs.calls.states import QuestionKind as Kind
from startups.companies.models import Company

FORM = (  # an application, and the form that its draft is written in
    *("number", "status", "company_type", "call__program", "call__closes_at"),
    *("call__opens_at", "call__upload_grace", "company__uscc", "company__district"),
    *("draft__revision", "draft__news", "draft__application"),
    *("draft__form_version__number", "draft__form_version__call"),
    "draft__form_version__schema",
)
WRITTEN = (
    *("draft__answers", "draft__changed_in", "draft__authors"),
    *("draft__set_aside", "draft__known"),
)
NAMED = (
    *("call__slug", "company__name"),
    *("call__program__slug", "call__program__kind", "call__program__rule_version"),
)


def listed(user: Actor) -> ApplicationQuerySet:
    """What this person may see, with what a list shows of each."""
    rows = Application.objects.all().visible_to(user)
    listed = rows.select_related("call__program", "company__district")
    return listed.defer("call__summary", "call__guideline", "call__program__purpose")


def in_writing(user: Actor) -> ApplicationQuerySet:
    """What this person may see, with what saving needs: the draft, and little else."""
    seen = Application.objects.all().visible_to(user)
    related = seen.select_related("call", "company", "draft__form_version")
    return related.only(*FORM, *WRITTEN)


def in_handing_in(user: Actor) -> ApplicationQuerySet:
    """Without what is written, but with what a record of it names."""
    seen = Application.objects.all().visible_to(user)
    related = seen.select_related("call__program", "company", "draft__form_version")
    return related.only(*FORM, *NAMED)


def of_own_companies(user: Actor) -> ApplicationQuerySet:
    """Those of the companies that this person applies for."""
    companies = Company.objects.all().within(user, Permission.APPLY)
    rows: ApplicationQuerySet = listed(user).filter(company__in=companies).ending()
    return rows


def of_district(user: Actor) -> ApplicationQuerySet:
    """Those that this person's district has to do with."""
    companies = Company.objects.all().within(user, Permission.RECOMMEND)
    return listed(user).filter(company__in=companies).exclude(status=Status.DRAFT)


def awaiting_district(user: Actor) -> ApplicationQuerySet:
    """Handed in and not yet recommended, the most urgent first."""
    waiting = of_district(user).filter(status=Status.SUBMITTED)
    return waiting.order_by("due_on", "id")


def live(call_id: int, company_id: int) -> Application | None:
    """The one application of a company in a call, if it has begun one."""
    of_company = Application.objects.filter(call=call_id, company=company_id)
    return of_company.exclude(status=Status.WITHDRAWN).first()


def behind(call: Call) -> QuerySet[Application]:
    """Drafts of a call whose form is not its newest one."""
    newest = call.form_versions.order_by("-number").values("pk")[:1]
    drafts = Application.objects.filter(call=call, status=Status.DRAFT)
    return drafts.exclude(draft__form_version__in=newest).order_by("pk")


def kept_files(application: Application) -> list[Attachment]:
    kept = application.attachments.filter(removed_at=None)
    return list(kept.select_related("file"))


def files_in(draft: Draft) -> list[Attachment]:
    """The files that a draft answers with: none where its form asks for none."""
    asked = {question["kind"] for question in questions(draft.form_version.schema)}
    return kept_files(draft.application) if Kind.FILE in asked else []


def on_their_way(application: Application, now: datetime) -> QuerySet[Incoming]:
    """Files of which a part has arrived and the rest may still come."""
    unfinished = application.incoming.filter(
        upload__finished_on=None, upload__expires_on__gt=now
    )
    return unfinished.select_related("upload").order_by("pk")


def grace_until(application: Application, now: datetime) -> datetime | None:
    """Until when files may arrive that were on their way when the call closed."""
    if application.status != Status.DRAFT or now < application.call.closes_at:
        return None
    closes_at = application.closes_at()
    until = closes_at + timedelta(minutes=application.call.upload_grace)
    if not closes_at <= now < until:
        return None
    begun = application.incoming.filter(upload__begun_on__lt=closes_at)
    late = Q(upload__finished_on=None, upload__expires_on__gt=now) | Q(
        upload__finished_on__gte=closes_at, attachment__removed_at=None
    )
    return until if begun.filter(late).exists() else None


def begun_by(application: Application, user: User) -> QuerySet[Incoming]:
    """The uploads of one person; nobody else goes on with them."""
    return application.incoming.filter(upload__owner=user).select_related("upload")


def authors(
    draft: Draft, names: Iterable[str], *, to: Actor
) -> dict[str, dict[str, str]]:
    """Who changed these answers last and when, in words for this person."""
    last = {name: draft.authors.get(name, {}) for name in names}
    known = {one.get("by") for one in last.values()} - {None}
    people = User.objects.in_bulk(known) if known else {}
    return {
        name: {"by": _author(one, people, to), "at": _when(one)}
        for name, one in last.items()
    }


def _author(last: Mapping[str, Any], people: Mapping[int, User], to: Actor) -> str:
    by: int | None = last.get("by")
    if by is None or by not in people:
        return _("somebody else")
    return _("you, in another window") if by == to.pk else str(people[by])


def _when(last: Mapping[str, Any]) -> str:
    if "at" not in last:
        return ""
    at = datetime.fromisoformat(last["at"]).astimezone(CITY_TIME)
    return date_format(at, "H:i")


def files_for(application: Application, *, to: Actor) -> QuerySet[Attachment]:
    """Those who write see what the draft holds; the others what was handed in."""
    files = application.attachments.select_related("file")
    if to.may(Permission.APPLY, at=application):
        return files
    named = {
        item["file"]
        for snapshot in application.submissions.values_list("snapshot", flat=True)
        for item in snapshot["attachments"]
    }
    return files.filter(file__in=named)


def by_question(files: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for attachment in files:
        found.setdefault(attachment.question, []).append(attachment)
    return found


def submissions(application: Application) -> QuerySet[Submission]:
    return application.submissions.order_by("sequence")


def latest_submission(application: Application, *also: str) -> Submission | None:
    """The last receipt, with `also` what a page shows beside it."""
    with_it = ("form_version", "submitted_by", *also)
    of_it = application.submissions.select_related(*with_it)
    return of_it.order_by("-sequence").first()


def changed_since(draft: Draft, revision: int) -> Iterator[str]:
    """Questions whose answer somebody has saved after `revision`."""
    return (name for name, when in draft.changed_in.items() if when > revision)
