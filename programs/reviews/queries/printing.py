"""A packet on paper: the answers in print, and the PDFs that were attached."""

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import storages
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.files.actions import opened
from foundation.files.rules import MEGABYTE
from foundation.moves import Actor
from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.calls.rules import Grid
from programs.printing.agency import AGENCY
from programs.reviews.models import Assignment
from programs.reviews.queries.packets import (
    Entry,
    Packet,
    Paper,
    packet,
    paper_of,
    why_not_there,
)
from programs.reviews.queries.sheets import sheet_of
from programs.reviews.rules.binding import bind

LARGEST = 60 * MEGABYTE  # of attached PDFs in one packet; the others are only listed
LANGUAGES = ("zh-hans", "en")


def printed(
    assignment: Assignment,
    *,
    language: str,
    reader: str,
    at: datetime,
    apart: Collection[str] = (),
) -> dict[str, Any]:
    """The answers of a packet in strings, for the printer; it says whose copy it is.

    `apart` are the names of PDFs that could not be bound behind it.
    """
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    with translation.override(chosen):
        told = packet(assignment)
        blocks = list(_blocks(assignment, told, apart))
        text = json.dumps(blocks, ensure_ascii=False, sort_keys=True, default=str)
        moment = f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
        copy = _("Copy of %(reader)s, made on %(time)s (Guangzhou time).")
        return {
            "language": chosen,
            "timestamp": int(at.timestamp()),
            "number": told.number,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "blocks": blocks,
            "signed": [copy % {"reader": reader, "time": moment}],
            "verify": _("SHA-256 of what is printed above"),
            "words": {
                "agency": pick(AGENCY),
                "title": _("Packet for expert review"),
            },
        }


def _blocks(
    assignment: Assignment, told: Packet, apart: Collection[str]
) -> Iterator[dict[str, Any]]:
    yield {"kind": "facts", "pairs": _facts(assignment, told)}
    if told.is_blind:
        yield _note(_("Names are hidden in this review, and so are those of files."))
    for part in told.parts:
        yield {"kind": "heading", "text": part.title}
        pairs: list[tuple[str, str]] = []
        for entry in part.entries:
            if entry.grid is None:
                pairs.append((entry.label, _said(entry)))
                continue
            if pairs:
                yield {"kind": "facts", "pairs": pairs}
                pairs = []
            yield _note(entry.label)
            yield _table(entry.grid)
        if pairs:
            yield {"kind": "facts", "pairs": pairs}
    yield {"kind": "heading", "text": _("Files")}
    if told.papers:
        yield _files(told.papers, apart)
    else:
        yield _note(_("No files were handed in."))
    yield {"kind": "heading", "text": _("Score sheet")}
    yield {"kind": "facts", "pairs": _criteria(assignment)}


def _facts(assignment: Assignment, told: Packet) -> list[tuple[str, str]]:
    facts = [(_("Application"), told.number)]
    if told.applicant:
        facts.append((_("Company"), told.applicant))
    return [
        *facts,
        (_("Applies as"), str(told.applies_as)),
        (_("Call"), str(assignment.application.call)),
        (_("Due"), assignment.due_on.isoformat()),
    ]


def _said(entry: Entry) -> str:
    lines = [entry.text, *(paper.name for paper in entry.papers), entry.origin]
    return "\n".join(line for line in lines if line) or _("not answered")


def _note(text: str) -> dict[str, Any]:
    return {"kind": "note", "text": text}


def _table(grid: Grid) -> dict[str, Any]:
    rows = [[cell.text for cell in row] for row in grid.rows]
    totals = [cell.text for cell in grid.totals]
    return {
        "kind": "table",
        "columns": [cell.head for cell in grid.heads],
        "numeric": [cell.figure for cell in grid.heads],
        "narrow": [cell.figure for cell in grid.heads],
        "rows": [*rows, totals] if totals else rows,
    }


def _files(papers: list[Paper], apart: Collection[str]) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [_("No."), _("File"), _("In this packet")],
        "numeric": [True, False, False],
        "narrow": [True, False, False],
        "rows": [
            [str(number), paper.name, _where(paper, apart)]
            for number, paper in enumerate(papers, 1)
        ],
    }


def _where(paper: Paper, apart: Collection[str]) -> str:
    if not paper.is_there or paper.held_back:
        return why_not_there(paper)
    inside = paper.kind == "pdf" and paper.name not in apart
    return _("behind this part") if inside else _("as a file of its own")


def _criteria(assignment: Assignment) -> list[tuple[str, str]]:
    lines = [(str(one.label), f"/ {one.points}") for one in sheet_of(assignment)]
    return [*lines, (_("Total"), "/ 100")]


def bound(
    assignment: Assignment, answers: bytes, *, to: Actor
) -> tuple[bytes, list[str]]:
    """The printed answers with the attached PDFs behind them; what is not in it."""
    told = packet(assignment)
    title = f"{told.number} {_('Packet for expert review')}"
    left_out: list[str] = []
    enclosed = _enclosed(assignment, told, to, left_out)
    content, broken = bind((title, answers), enclosed)
    return content, [*left_out, *broken]


def _enclosed(
    assignment: Assignment, told: Packet, to: Actor, left_out: list[str]
) -> Iterator[tuple[str, bytes]]:
    left = LARGEST
    for paper in told.papers:
        if paper.kind != "pdf" or not paper.is_there or paper.held_back:
            continue
        left -= paper.size
        found = paper_of(assignment, paper.pk, to=to) if left >= 0 else None
        if found is None:
            left_out.append(paper.name)
            continue
        attachment, copy = found
        stored = storages["default"].open(copy.path) if copy else None
        with stored or opened(attachment.file) as kept:
            yield paper.name, kept.read()
