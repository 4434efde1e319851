"""An application as pages show it: its answers, its gaps, its story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.accounts.permissions import Permission
from foundation.files.states import Check
from foundation.journal.models import Entry
from foundation.moves import Actor
from foundation.translated import pick
from programs.applications.models import Application, Attachment, Draft, Submission
from programs.applications.queries.rows import by_question, kept_files
from programs.applications.states import Status
from programs.calls.rules import (
    Grid,
    Question,
    asked,
    by_id,
    differs,
    empty,
    grid,
    missing,
    objection,
    origin,
    refused_file,
    said,
)
from programs.calls.states import QuestionKind as Kind
from startups.members.models import Delegation
from startups.members.queries import agencies


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps an application from being submitted, and where."""

    question: str
    label: str
    said: StrOrPromise
    answered: bool = True  # wrongly; or not at all


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, ready to read."""

    question: str
    label: str
    text: str
    files: list[Attachment] = field(default_factory=list)
    grid: Grid | None = None
    origin: str = ""  # where the value comes from, or what it differs from


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    answers: list[Answered]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the story that a page tells."""

    at: datetime
    title: str
    state: str
    by: str
    text: str


def gaps(draft: Draft, files: Iterable[Attachment]) -> list[Gap]:
    """Everything that submitting still needs, in the order of the form."""
    schema = draft.form_version.schema
    attached = by_question(files)
    given = {**draft.answers, **dict.fromkeys(attached, True)}
    lacking = {question["id"] for question in missing(schema, given)}
    found = []
    for question in asked(schema, draft.answers):
        name = question["id"]
        if name in lacking:
            found.append(_gap(question, _("This is needed."), answered=False))
        elif question["kind"] == Kind.FILE:
            here = attached.get(name, [])
            found += [_gap(question, wrong) for wrong in _wrong_files(question, here)]
        elif wrong := objection(question, draft.answers.get(name)):
            found.append(_gap(question, wrong))
    return found


def _wrong_files(question: Question, files: list[Attachment]) -> Iterator[str]:
    """What was rejected, and what a later version of the form no longer takes."""
    for number, one in enumerate(files):
        if one.file.state == Check.REJECTED:
            yield _("Replace “%s”: it was rejected.") % one.file.name
        elif wrong := refused_file(
            question, one.file.name, one.file.size, already=number
        ):
            yield f"“{one.file.name}”: {wrong}"


def _gap(question: Question, said: StrOrPromise, *, answered: bool = True) -> Gap:
    return Gap(question["id"], pick(question["label"]), said, answered)


def readable(
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    files: Iterable[Attachment],
    known: Mapping[str, Any] | None = None,
) -> list[Section]:
    """What the form asked, given its answers; `known` is what the city had told."""
    of, facts = by_question(files), known or {}
    shown = {question["id"] for question in asked(schema, answers)}
    return [
        Section(
            pick(part.get("title")),
            [
                answered(
                    question,
                    answers.get(question["id"]),
                    of.get(question["id"], []),
                    facts.get(question["id"]),
                )
                for question in part["questions"]
                if question["id"] in shown
            ],
        )
        for part in schema.get("sections", [])
        if any(question["id"] in shown for question in part["questions"])
    ]


def answered(
    question: Question,
    answer: Any,
    files: list[Attachment],
    known: Mapping[str, Any] | None = None,
) -> Answered:
    """One question with its answer in words, and how that agrees with what is known."""
    is_table = question["kind"] == Kind.TABLE and not empty(answer)
    return Answered(
        question["id"],
        pick(question["label"]),
        said(question, answer),
        files,
        grid(question, answer) if is_table else None,
        _origin(question, answer, known) if known else "",
    )


def _origin(question: Question, answer: Any, known: Mapping[str, Any]) -> str:
    if not differs(question, known, answer):
        return origin(known)
    words = _("differs from “%(value)s” (%(origin)s)")
    theirs = said(question, known["value"])
    return words % {"value": theirs, "origin": origin(known)}


NEWS: Mapping[str, StrOrPromise] = {
    "added": gettext_lazy("New questions"),
    "required": gettext_lazy("Now needed"),
    "changed": gettext_lazy("Asked in another way; what you wrote is kept"),
    "altered": gettext_lazy("Changed in wording, options or limits"),
    "removed": gettext_lazy("No longer asked; your answer is kept below"),
}


def news(draft: Draft) -> list[tuple[StrOrPromise, list[str]]]:
    """What changed of the form since somebody last saved: heading and questions."""
    return [
        (heading, [pick(one["label"]) for one in draft.news[name]])
        for name, heading in NEWS.items()
        if draft.news.get(name)
    ]


def no_longer_asked(draft: Draft, files: Iterable[Attachment]) -> list[Answered]:
    """What was answered to questions that the form has changed or dropped since."""
    present, of = by_id(draft.form_version.schema), by_question(files)
    return [
        answered(
            kept["question"],
            kept["answer"],
            []
            if kept["question"]["id"] in present
            else of.get(kept["question"]["id"], []),
        )
        for kept in draft.set_aside
    ]


def shown(
    application: Application, receipt: Submission | None, *, to: Actor
) -> list[Section]:
    """The draft to those who write it, to everyone else what was last handed in."""
    writes = to.may(Permission.APPLY, at=application)
    if writes and (receipt is None or application.status == Status.DRAFT):
        draft = Draft.objects.select_related("form_version").get(
            application=application
        )
        files = kept_files(application)
        return readable(draft.form_version.schema, draft.answers, files, draft.known)
    return handed_in(application, receipt) if receipt else []


def handed_in(application: Application, receipt: Submission) -> list[Section]:
    """What a receipt stands for; files that were taken out since are shown as well."""
    named = [item["file"] for item in receipt.snapshot["attachments"]]
    files = application.attachments.filter(file__in=named).select_related("file")
    handed = receipt.snapshot
    return readable(
        receipt.form_version.schema, handed["answers"], files, handed.get("sources")
    )


def story(application: Application) -> QuerySet[Entry]:
    """What happened to an application, latest first."""
    label = Application._meta.label_lower
    entries = Entry.objects.filter(subject_type=label, subject_id=str(application.pk))
    return entries.select_related("actor")


def last_word(application: Application) -> str:
    """The reason that was given for the move into the present status."""
    entered = story(application).filter(target=application.status).first()
    return entered.reason if entered else ""


def timeline(application: Application, *, official: bool) -> list[Step]:
    """The moves of an application; a company reads what concerns it, and no names.

    Whoever acted for an agency is named with it.
    """
    entries = list(story(application).exclude(target=""))
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    agents = agencies(application.company, actors)
    return [_step(entry, agents, official=official) for entry in entries]


TOLD = {"fail_review"}  # quiet, and yet the company reads why


def _step(
    entry: Entry, agents: Mapping[int, Delegation], *, official: bool
) -> Step:  # fmt: skip
    move = Application.lifecycle[entry.verb]
    own = move.permission in (Permission.SUBMIT_APPLICATION, Permission.APPLY)
    return Step(
        at=entry.at,
        title=capfirst(str(Status(entry.target).label)),
        state=entry.target,
        by=_actor(entry, agents) if official or own else "",
        text=entry.reason if official or not move.quiet or entry.verb in TOLD else "",
    )


def _actor(entry: Entry, agents: Mapping[int, Delegation]) -> str:
    agency = agents.get(entry.actor_id or 0)
    name = str(entry.actor or "")
    acted = agency is not None and agency.held_at(entry.at)
    return f"{name} ({agency.agency_name})" if agency and acted else name
