"""The sign-off pack as a paper: the list, what spoke about it, and what was decided.

It is printed from what was frozen alone, so that the same meeting gives the same bytes.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.money import ZERO
from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.experts.states import ConflictKind
from programs.joint.states import Department
from programs.joint.states import Status as JointStatus
from programs.printing.agency import AGENCY
from programs.selection.models import Meeting
from programs.selection.queries.papers import Paper, frozen
from programs.selection.states import ObjectionStatus, Verdict
from programs.visits.states import Result

PRINTED_IN = [code for code, _name in settings.LANGUAGES]
NONE = "—"
Block = dict[str, Any]


def pack(meeting: Meeting, language: str) -> dict[str, Any]:
    """All of it in strings, for the printer; after the minutes, with what they say."""
    kept: Paper = json.loads(bytes(meeting.record)) if meeting.record_sha256 else {}
    agenda: Paper = kept.get("agenda") or frozen(meeting)
    dated = meeting.minuted_at or meeting.frozen_at
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(dated.timestamp()) if dated else 0,
            "number": meeting.number or f"{meeting.held_on}",
            "sha256": meeting.record_sha256 or meeting.agenda_sha256,
            "words": {
                "agency": pick(AGENCY),
                "title": _("Sign-off pack: %(program)s")
                % {"program": pick(agenda.get("program_name"))},
            },
            "blocks": [*_blocks(meeting, agenda, kept)],
            "signed": _signed(agenda, kept),
            "verify": _(
                "SHA-256 of the record that this paper is printed from; both languages "
                "are one record:"
            ),
        }


def _signed(agenda: Paper, kept: Paper) -> list[str]:
    told = [pick(AGENCY), _("Agenda fixed: %s") % _signature(agenda["fixed"])]
    if kept:
        told.append(_("Minutes closed: %s") % _signature(kept["closed"]))
    return told


def _signature(signed: Paper) -> str:
    if not signed["at"]:
        return str(signed["by"])
    at = datetime.fromisoformat(signed["at"]).astimezone(CITY_TIME)
    return f"{signed['by']}, {at:%Y-%m-%d %H:%M}"


def _blocks(meeting: Meeting, agenda: Paper, kept: Paper) -> Iterator[Block]:
    yield {"kind": "facts", "pairs": _facts(meeting, agenda, kept)}
    yield from _headed(_("The list"), _list(agenda, kept))
    if kept:
        yield {"kind": "heading", "text": _("Minutes")}
        yield {"kind": "paragraph", "text": kept["minutes"] or NONE}
        yield from _headed(_("Who took part"), _people(kept))
        yield from _headed(_("Who stepped aside"), _recusals(kept))
        yield from _headed(_("Votes and verdicts"), _decisions(kept))
    yield from _headed(_("How experts scored"), _scores(agenda))
    yield from _headed(_("Conflicts of interest"), _conflicts(agenda))
    yield from _headed(_("Draws of experts"), _draws(agenda))
    yield from _headed(_("Visits and other departments"), _checks(agenda))
    yield from _headed(_("Objections"), _objections(agenda))
    yield {"kind": "note", "text": _("SHA-256 of the list as it was fixed: %s")
           % meeting.agenda_sha256}  # fmt: skip


def _headed(title: str, table: Block) -> Iterator[Block]:
    yield {"kind": "heading", "text": title}
    empty = {"kind": "note", "text": _("None.")}
    yield table if table["rows"] else empty


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> Block:
    """Columns are titles with a look: n for numbers, s for short words, or nothing."""
    return {
        "kind": "table",
        "columns": [title for title, _look in columns],
        "numeric": [look == "n" for _title, look in columns],
        "narrow": [look in ("n", "s") for _title, look in columns],
        "rows": [[NONE if c in (None, "") else str(c) for c in row] for row in rows],
    }


def _facts(meeting: Meeting, agenda: Paper, kept: Paper) -> list[tuple[str, str]]:
    scenario = agenda.get("scenario")
    held_on = date_format(meeting.held_on, "Y-m-d")
    return [
        (_("Program"), pick(agenda.get("program_name")) or NONE),
        (_("Document number"), kept.get("number") or NONE),
        (_("Held on"), held_on),
        (
            _("Calls"),
            ", ".join(_call(agenda, c) for c in agenda.get("calls", [])) or NONE,
        ),
        (_("Places"), _("%(quota)s, %(taken)s of them granted before") % agenda),
        (
            _("Budget (yuan)"),
            _("%(budget)s, %(committed)s of it promised before")
            % {name: _yuan(agenda[name]) for name in ("budget", "committed")},
        ),
        (_("Total of those chosen (yuan)"), _total(agenda, kept)),
        (_("Scenario"), scenario["name"] if scenario else NONE),
        (_("On-site visits"), _coverage(agenda)),
        (_("Why it went on with fewer visits"), agenda.get("deviation") or NONE),
    ]


def _coverage(agenda: Paper) -> str:
    """How many of the proposed companies were visited when the list was fixed."""
    said = _("%(call)s: %(visited)s of %(pool)s visited, %(least)s needed")
    rows = [
        each | {"call": _call(agenda, each["call"])}
        for each in agenda.get("visits", [])
    ]
    return "; ".join(said % each for each in rows) or NONE


def _call(agenda: Paper, slug: str) -> str:
    """As it was called when the list was fixed; older lists kept its address only."""
    return pick(agenda.get("call_titles", {}).get(slug)) or slug


def _yuan(amount: str) -> str:
    return f"{Decimal(amount):,.2f}"


def _total(agenda: Paper, kept: Paper) -> str:
    """What the verdicts come to; before the minutes, the whole list."""
    verdicts = {n: row["verdict"] for n, row in _verdicts(kept).items()}
    amounts = (
        Decimal(row["amount"])
        for row in agenda.get("items", [])
        if verdicts.get(row["number"], Verdict.FOR) == Verdict.FOR
    )
    return f"{sum(amounts, ZERO):,.2f}"


def _verdicts(kept: Paper) -> dict[str, Paper]:
    return {row["number"]: row for row in kept.get("decisions", [])}


def _list(agenda: Paper, kept: Paper) -> Block:
    decided = _verdicts(kept)
    columns = [
        (_("Place"), "n"), (_("Company and application"), ""), (_("District"), "s"),
        (_("Score"), "n"), (_("Amount (yuan)"), "n"), (_("Verdict"), "s"),
    ]  # fmt: skip
    rows = [
        (
            row["place"],
            f"{row['company']} {row['number']}",
            pick(row["district_name"]),
            row["score"],
            _yuan(row["amount"]),
            _verdict(decided.get(row["number"])),
        )
        for row in agenda.get("items", [])
    ]
    return _table(columns, rows)


def _verdict(decision: Paper | None) -> str:
    if not decision or not decision["verdict"]:
        return NONE
    label = str(Verdict(decision["verdict"]).label)
    place = decision["reserve_position"]
    return f"{label} {place}" if place else label


def _people(kept: Paper) -> Block:
    rows = [
        (each["name"], each["office"], _("presides") if each["presides"] else "")
        for each in kept["attendees"]
    ]
    return _table([(_("Name"), ""), (_("Office"), ""), ("", "s")], rows)


def _recusals(kept: Paper) -> Block:
    rows = [(r["name"], r["number"], r["reason"]) for r in kept["recusals"]]
    columns = [(_("Name"), "s"), (_("Application"), "s"), (_("Why"), "")]
    return _table(columns, rows)


def _decisions(kept: Paper) -> Block:
    columns = [
        (_("Application"), "s"), (_("Verdict"), "s"), (_("for"), "n"),
        (pgettext("vote", "against"), "n"), (_("abstained"), "n"), (_("Reason"), ""),
    ]  # fmt: skip
    rows = [
        (r["number"], _verdict(r), r["for"], r["against"], r["abstained"], r["reason"])
        for r in kept["decisions"]
    ]
    return _table(columns, rows)


def _scores(agenda: Paper) -> Block:
    columns = [
        (_("Application"), "s"), (_("Totals of the experts"), ""),
        (_("Plain mean"), "n"), (_("Equally strict"), "n"), (_("Criterion 1"), "n"),
    ]  # fmt: skip
    rows = [
        (
            row["number"],
            "; ".join(f"{s['expert']} {s['total']}" for s in row["scores"]),
            row["raw"],
            row["normalized"],
            row["first_criterion"],
        )
        for row in agenda.get("items", [])
    ]
    return _table(columns, rows)


def _conflicts(agenda: Paper) -> Block:
    columns = [
        (_("Application"), "s"), (_("Expert"), ""), (_("Kind"), ""),
        (_("How it is known"), ""),
    ]  # fmt: skip
    kinds = dict(ConflictKind.choices)
    rows = [
        (
            row["number"],
            each["expert"],
            kinds.get(each["kind"], each["kind"]),
            _("declared by the expert") if each["declared"] else _("found in the data"),
        )
        for row in agenda.get("items", [])
        for each in row["conflicts"]
    ]
    return _table(columns, rows)


def _draws(agenda: Paper) -> Block:
    columns = [
        (_("No."), "n"), (_("Drawn"), "s"), (_("Seed"), ""),
        (_("Announced source"), ""), (_("SHA-256 of the pool"), ""),
        (_("Witness"), "s"),
    ]  # fmt: skip
    rows = [
        (
            each["number"],
            each["drawn_at"][:16].replace("T", " "),
            each["seed"],
            each.get("seed_source", ""),
            each["pool_sha256"],
            each["witness"],
        )
        for each in agenda.get("draws", [])
    ]
    return _table(columns, rows)


def _checks(agenda: Paper) -> Block:
    departments, answers = dict(Department.choices), dict(JointStatus.choices)
    results = dict(Result.choices)
    columns = [
        (_("Application"), "s"), (_("On-site visit"), "s"),
        (_("Other departments"), ""),
    ]  # fmt: skip
    rows = [
        (
            row["number"],
            results.get((row["visit"] or {}).get("result", ""), NONE),
            "; ".join(
                f"{departments.get(c['department'], c['department'])}: "
                f"{answers.get(c['status'], c['status'])} {c['document']}".strip()
                for c in row["joint"]
            ),
        )
        for row in agenda.get("items", [])
        if row["visit"] or row["joint"]
    ]
    return _table(columns, rows)


def _objections(agenda: Paper) -> Block:
    states = dict(ObjectionStatus.choices)
    columns = [(_("Application"), "s"), (_("Objection"), "s"), (_("Status"), "")]
    rows = [
        (row["number"], each["number"], states.get(each["status"], each["status"]))
        for row in agenda.get("items", [])
        for each in row["objections"]
    ]
    return _table(columns, rows)
