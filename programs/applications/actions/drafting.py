"""What a company does with a draft, until it is handed in.

A draft and its application are locked together, so that what is submitted is what was
saved last.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from io import SEEK_END
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.files.actions import receive
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.numbering import next_number
from foundation.periods import CITY_TIME, city_day
from foundation.refusals import Refusal, use_case
from foundation.translated import pick
from programs.applications import queries
from programs.applications.actions import carrying
from programs.applications.models import NOT_ASKED, Application, Attachment, Draft
from programs.applications.rules import (
    EDITABLE,
    MOST_BYTES,
    MOST_FILES,
    MOST_PER_QUESTION,
)
from programs.calls.models import Call, FormVersion
from programs.calls.queries import known
from programs.calls.rules import (
    Answer,
    Question,
    by_id,
    objection,
    refused_file,
    storable,
    tidy,
)
from programs.calls.states import QuestionKind as Kind
from programs.calls.states import Status as Published
from startups.companies.models import Company

SAVED = [
    "revision", "answers", "changed_in", "authors", "set_aside", "news", "saved_at",
    "saved_by",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hand:
    """Which open page saves, and for the how-manieth time: its own words are no news.

    An answer of the network may be lost and its question sent again with more typed; a
    page that closes sends its last words while others are still on their way.
    """

    page: str = ""
    turn: int = 0

    def wrote(self, last: Mapping[str, Any]) -> bool:
        return bool(self.page) and last.get("page") == self.page

    def is_late(self, last: Mapping[str, Any]) -> bool:
        return self.wrote(last) and last["turn"] >= self.turn


NOBODY = Hand()


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before their eyes when they typed."""

    revision: int
    version: int | None = None
    hand: Hand = NOBODY


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: what others had changed is told, never overwritten."""

    draft: Draft
    conflicts: dict[str, Any]  # question: the answer that somebody else has saved
    objections: dict[str, StrOrPromise]
    changed: frozenset[str] = frozenset()  # by others meanwhile, and not by this save


@use_case
def begin(
    call: Call, company: Company, company_type: str, *, by: Actor, at: datetime
) -> Application:
    """Begin a draft, or return the one that this company has begun already."""
    if not by.may(Permission.APPLY, at=company):
        raise PermissionDenied
    company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if existing := queries.live(call.pk, company.pk):
        return existing
    application = Application(call=call, company=company, company_type=company_type)
    application.refuse_bad_company()
    _refuse_to_begin(application, at)
    kind = call.program.rules
    application.number = next_number(kind.number_prefix, city_day(at).year)
    application.save(force_insert=True)
    _fill_in(application, call.form_versions.latest("number"), on=city_day(at))
    record(application, "begin", by=by, company_type=company_type)
    return application


def _fill_in(application: Application, form: FormVersion, *, on: date) -> None:
    """Begin the draft with what the city knows already."""
    year = application.call.year
    facts = known(form.schema, application.company, year=year, on=on)
    asked = by_id(form.schema)
    values = {name: tidy(asked[name], fact["value"]) for name, fact in facts.items()}
    Draft.objects.create(
        application=application, form_version=form, answers=values, known=facts
    )


def _refuse_to_begin(application: Application, at: datetime) -> None:
    call = application.call
    opened = call.status == Published.PUBLISHED and call.opens_at <= at
    if not (opened and at < application.closes_at()):
        raise Refusal(_("This call is not open."), code="closed")
    if application.company_type not in {t.code for t in call.program.rules.types}:
        raise Refusal(_("Choose what the company applies as."), code="company_type")


def _editable(application: Application, by: Actor) -> Draft:
    if not by.may(Permission.APPLY, at=application):
        raise PermissionDenied
    draft = Draft.objects.locked(application)
    _refuse_handed_in(draft)
    return draft


def _refuse_handed_in(draft: Draft) -> None:
    if draft.application.status not in EDITABLE:
        raise Refusal(
            _("The application has been handed in and cannot be changed now."),
            code="handed_in",
        )


@use_case
def save(
    application: Application,
    answers: Mapping[str, Any],
    *,
    revision: int,
    by: Actor,
    at: datetime,
    version: int | None = None,
    hand: Hand = NOBODY,
) -> Saved:
    """Keep the answers given, however incomplete; the others stay as they are.

    `revision` is what the person had before their eyes. An answer that somebody else
    has changed since is not overwritten but returned as a conflict. `version` is the
    form's that they had; what the present one asks no longer is set aside, not lost.
    """
    seen = Seen(revision, version, hand)
    return _merged(_editable(application, by), answers, seen, by=by, at=at)


@use_case
def save_page(
    number: str, read: Callable[[Draft], Mapping[str, Any]], seen: Seen, *, by: Actor,
    at: datetime,
) -> Saved:  # fmt: skip
    """The same for a page's script, which asks often: one query finds and locks.

    `read` makes answers of what the page sent, once its form is known. An application
    that this person does not see is `Draft.DoesNotExist`.
    """
    draft = Draft.objects.locked_by_number(number)
    if not by.may(Permission.APPLY, at=draft.application):
        visible = Application.objects.all().visible_to(by).filter(number=number)
        raise PermissionDenied if visible.exists() else Draft.DoesNotExist
    _refuse_handed_in(draft)
    return _merged(draft, read(draft), seen, by=by, at=at)


def _merged(
    draft: Draft, answers: Mapping[str, Any], seen: Seen, *, by: Actor, at: datetime
) -> Saved:
    revision, version, hand = seen.revision, seen.version, seen.hand
    asked = by_id(draft.form_version.schema)
    fitting, late = carrying.from_earlier(draft, answers, version)
    given = _given(asked, fitting)
    before = draft.answers
    differ = {name for name, answer in given.items() if answer != before.get(name)}
    differ -= {name for name, last in draft.authors.items() if hand.is_late(last)}
    _refuse_unasked(draft, asked, differ)
    since = _changed_by_others(draft, revision, hand)
    theirs = differ & since
    if mine := differ - theirs:
        _refuse_in_grace(draft, at)
        draft.revision += 1
        draft.answers = {**before, **{name: given[name] for name in mine}}
        draft.changed_in = {
            **draft.changed_in,
            **dict.fromkeys(sorted(mine), draft.revision),
        }
        author = {"by": by.pk, "at": at.isoformat(), **asdict(hand)}
        draft.authors = {**draft.authors, **dict.fromkeys(sorted(mine), author)}
    read = bool(draft.news) and revision >= draft.news["revision"]
    if read:
        draft.news = {}
    if mine or late:
        draft.saved_at, draft.saved_by_id = at, by.pk
    if mine or late or read:
        draft.save(update_fields=SAVED)
    conflicts = {name: before.get(name) for name in sorted(theirs)}
    return Saved(draft, conflicts, _wrong(asked, given), frozenset(since - theirs))


def _changed_by_others(draft: Draft, revision: int, hand: Hand) -> set[str]:
    """Questions answered after `revision`, but not by the very page that asks."""
    own = {name for name, last in draft.authors.items() if hand.wrote(last)}
    return set(queries.changed_since(draft, revision)) - own


def _refuse_in_grace(draft: Draft, at: datetime) -> None:
    """While a file is still arriving after the close, answers stay as they were."""
    if until := queries.grace_until(draft.application, at):
        raise Refusal(
            _(
                "The call has closed. Until %(until)s only files that were on their "
                "way may arrive; the answers stay as they are."
            ),
            code="closed",
            params={"until": f"{until.astimezone(CITY_TIME):%H:%M}"},
        )


def _refuse_unasked(
    draft: Draft, asked: Mapping[str, Question], touched: Collection[str]
) -> None:
    """A correction changes what was asked for, and nothing else."""
    open_to = draft.application.open_questions()
    if open_to is not None and (strange := sorted(set(touched) - open_to)):
        labels = [pick(asked[name]["label"]) for name in strange if name in asked]
        raise Refusal(NOT_ASKED, code="not_asked", params={"names": ", ".join(labels)})


def _given(
    asked: Mapping[str, Question], answers: Mapping[str, Any]
) -> dict[str, Answer]:
    for name, answer in answers.items():
        if name not in asked or asked[name]["kind"] == Kind.FILE:
            raise Refusal(
                _("The form has no such question: %(name)s."),
                code="question",
                params={"name": name},
            )
        if not storable(asked[name], answer):
            raise Refusal(
                _("This answer is too long, or not what the question can take."),
                code="too_long",
            )
    return {name: tidy(asked[name], answer) for name, answer in answers.items()}


def _wrong(
    asked: Mapping[str, Question], given: Mapping[str, Any]
) -> dict[str, StrOrPromise]:
    told = {name: objection(asked[name], answer) for name, answer in given.items()}
    return {name: said for name, said in told.items() if said}


@use_case
def attach(
    application: Application,
    question: str,
    name: str,
    content: IO[bytes],
    *,
    by: User,
    at: datetime,
) -> Attachment:
    """Add a file to an answer; what it contains is checked before it is kept.

    The same file once more, as after a double click, is the one that is there.
    """
    draft = _editable(application, by)
    every = by_id(draft.form_version.schema)
    asked = every.get(question)
    if asked is None or asked["kind"] != Kind.FILE:
        raise Refusal(_("This question takes no files."), code="question")
    _refuse_unasked(draft, every, {question})
    kept = queries.kept_files(application)
    if same := _already_there(kept, question, content):
        return same
    size = _size(content)
    _refuse_too_many([(one.question, one.file.size) for one in kept], question, size)
    _refuse_by_its_rules(asked, name, size, kept)
    stored = receive(name, content, by=by, at=at)
    attached = Attachment.objects.create(
        application=application, question=question, file=stored
    )
    record(application, "attach", by=by, question=question, file=str(stored.pk))
    return attached


def _already_there(
    files: list[Attachment], question: str, content: IO[bytes]
) -> Attachment | None:
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file does
    content.seek(0)
    here = (one for one in files if one.question == question)
    return next((one for one in here if one.file.sha256 == digest), None)


def _size(content: IO[bytes]) -> int:
    size = content.seek(0, SEEK_END)
    content.seek(0)
    return size


def _refuse_too_many(there: list[tuple[str, int]], question: str, size: int) -> None:
    """`there` are the files, and those on their way, as question and size."""
    here = sum(one == question for one, _size in there)
    if here >= MOST_PER_QUESTION or len(there) >= MOST_FILES:
        raise Refusal(
            _("At most %(here)s files here, and %(all)s in the whole application."),
            code="files",
            params={"here": MOST_PER_QUESTION, "all": MOST_FILES},
        )
    if sum(size for _question, size in there) + size > MOST_BYTES:
        raise Refusal(
            _("The files of an application are 300 MB at most."), code="files"
        )


def _refuse_by_its_rules(
    question: Question, name: str, size: int, kept: list[Attachment]
) -> None:
    """What this one question takes: types, most files, most megabytes."""
    here = sum(one.question == question["id"] for one in kept)
    if wrong := refused_file(question, name, size, already=here):
        raise Refusal(wrong, code="file")


@use_case
def detach(attachment: Attachment, *, by: User, at: datetime) -> None:
    """Take a file out of a draft; what was handed in with it keeps it."""
    draft = _editable(attachment.application, by)
    every = by_id(draft.form_version.schema)
    _refuse_unasked(draft, every, {attachment.question})
    mine = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
    if mine.update(removed_at=at, removed_by=by):
        record(draft.application, "detach", by=by, file=str(attachment.file_id))
