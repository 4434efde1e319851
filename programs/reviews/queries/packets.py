"""What an expert reads of an application, with or without the names in it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from foundation.files.states import Check
from foundation.moves import Actor
from programs.applications.models import Application, Attachment, Submission
from programs.applications.queries import (
    Answered,
    files_for,
    handed_in,
    latest_submission,
)
from programs.calls.rules import Cell, Grid, by_id
from programs.reviews.models import Assignment, CleanCopy
from programs.reviews.queries.desk import are_names_hidden
from programs.reviews.rules.redaction import (
    HIDDEN,
    asks_for_people,
    redact,
    spoken,
    words_to_hide,
)
from startups.companies.models import Company, CompanyName, Member

FACTS = ("name", "english_name", "uscc", "legal_representative", "address")
CONTACTS = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the packet, under the name that this expert may read."""

    pk: int
    name: str
    kind: str
    size: int
    is_there: bool
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    text: str
    grid: Grid | None
    origin: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """All that an expert reads; `applicant` is empty where names are hidden."""

    number: str
    applicant: str
    applies_as: StrOrPromise
    is_blind: bool
    parts: tuple[Part, ...]

    @property
    def papers(self) -> list[Paper]:
        entries = (entry for part in self.parts for entry in part.entries)
        return [paper for entry in entries for paper in entry.papers]


def packet(assignment: Assignment) -> Packet:
    """What was last handed in, as this expert may read it."""
    application = assignment.application
    receipt = latest_submission(application)
    blind = are_names_hidden(assignment)
    return Packet(
        application.number,
        "" if blind else application.company.name,
        application.type_label,
        blind,
        tuple(_parts(application, receipt, blind=blind)) if receipt else (),
    )


def _parts(
    application: Application, receipt: Submission, *, blind: bool
) -> Iterator[Part]:
    sections = handed_in(application, receipt)
    if not blind:
        for part in sections:
            yield Part(part.title, tuple(map(_entry, part.answers)))
        return
    questions = by_id(receipt.form_version.schema)
    words = words_of(application, receipt)
    copies = _copies(application)
    for part in sections:
        yield Part(
            part.title,
            tuple(
                _blind_entry(each, questions[each.question], words, copies)
                for each in part.answers
            ),
        )


def _entry(answered: Answered) -> Entry:
    return Entry(
        answered.label,
        str(answered.text),
        answered.grid,
        answered.origin,
        tuple(map(_paper, answered.files)),
    )


def _paper(attachment: Attachment) -> Paper:
    file = attachment.file
    there = file.state == Check.AVAILABLE
    return Paper(attachment.pk, file.name, file.kind, file.size, there)


def _blind_entry(
    answered: Answered,
    question: Mapping[str, Any],
    words: Collection[str],
    copies: Mapping[int, CleanCopy],
) -> Entry:
    if asks_for_people(question) and not answered.files:
        return Entry(answered.label, HIDDEN, None, "", ())
    grid = _blind_grid(answered.grid, question, words) if answered.grid else None
    papers = tuple(
        _blind_paper(answered, number, copies)
        for number in range(1, len(answered.files) + 1)
    )
    text = redact(str(answered.text), words)
    return Entry(answered.label, text, grid, redact(answered.origin, words), papers)


def _blind_grid(
    grid: Grid, question: Mapping[str, Any], words: Collection[str]
) -> Grid:
    personal = [asks_for_people(column) for column in question["columns"]]

    def shown(cell: Cell, *, hide: bool) -> Cell:
        text = HIDDEN if hide and cell.text else redact(cell.text, words)
        return replace(cell, text=text)

    rows = [
        [shown(cell, hide=hide) for cell, hide in zip(row, personal, strict=True)]
        for row in grid.rows
    ]
    return Grid(grid.heads, rows, grid.totals)


def _blind_paper(
    answered: Answered, number: int, copies: Mapping[int, CleanCopy]
) -> Paper:
    attachment = answered.files[number - 1]
    copy = copies.get(attachment.pk)
    return Paper(
        attachment.pk,
        f"{answered.label} {number}.{attachment.file.kind}",
        attachment.file.kind,
        copy.size if copy else attachment.file.size,
        attachment.file.state == Check.AVAILABLE and copy is not None,
        copy is not None and copy.withheld,
    )


def _copies(application: Application) -> dict[int, CleanCopy]:
    rows = CleanCopy.objects.filter(attachment__application=application)
    return {copy.attachment_id: copy for copy in rows}


def words_of(application: Application, receipt: Submission) -> list[str]:
    """All that would tell who applies: registry, members, answers about people."""
    company = application.company
    told = receipt.snapshot.get("company", {})
    known = [str(getattr(company, field) or "") for field in (*FACTS, *CONTACTS)]
    known += [str(told.get(field) or "") for field in (*FACTS, *CONTACTS)]
    names = [company.name, company.english_name, str(told.get("name") or "")]
    former = CompanyName.objects.filter(company=company)
    names += former.values_list("name", flat=True)
    for name in names:
        known += spoken(name)
    known += _people(company)
    known += _answered_people(receipt)
    return words_to_hide(known)


def _people(company: Company) -> list[str]:
    members = Member.objects.of(company)
    return [text for one in members for text in (one.user.name, one.user.email)]


def _answered_people(receipt: Submission) -> list[str]:
    """Names that the applicant wrote where the form asked for people."""
    answers = receipt.snapshot["answers"]
    found: list[str] = []
    for name, question in by_id(receipt.form_version.schema).items():
        answer = answers.get(name)
        if isinstance(answer, str) and asks_for_people(question):
            found += answer.splitlines()
        elif isinstance(answer, list) and question.get("columns"):
            found += _cells(question["columns"], answer)
    return found


def _cells(columns: list[dict[str, Any]], rows: list[Any]) -> list[str]:
    personal = [column["id"] for column in columns if asks_for_people(column)]
    return [
        str(row.get(name) or "")
        for row in rows
        if isinstance(row, Mapping)
        for name in personal
    ]


def paper_of(
    assignment: Assignment, pk: int, *, to: Actor
) -> tuple[Attachment, CleanCopy | None] | None:
    """A file that this expert may have, with the clean copy where names are hidden."""
    files = files_for(assignment.application, to=to).filter(pk=pk)
    attachment = files.select_related("file", "application__company").first()
    if attachment is None:
        return None
    if not are_names_hidden(assignment):
        return attachment, None
    copy = CleanCopy.objects.filter(attachment=attachment).first()
    return None if copy is None or copy.withheld else (attachment, copy)


def to_clean(most: int) -> list[Attachment]:
    """Files of blind reviews that nobody can read yet."""
    rows = Attachment.objects.filter(
        application__call__review_plan__blind=True,
        application__assignments__isnull=False,
        file__state=Check.AVAILABLE,
        clean_copy=None,
        removed_at=None,
    )
    found = rows.select_related("file", "application__company").distinct()
    return list(found.order_by("pk")[:most])


def why_not_there(paper: Paper) -> str:
    if paper.held_back:
        return _("Held back: it names the applicant.")
    return _("It is being prepared.")
