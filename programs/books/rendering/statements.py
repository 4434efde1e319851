"""The statement of an award's account: what it says, printed or as a workbook."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.applications.rules import canonical
from programs.books.queries import Account
from programs.books.rendering.workbook import Sheet, render
from programs.printing.agency import AGENCY

WORDS, BESIDE = 4, 6  # columns of words in the statement, and the one after them


def filename(account: Account, language: str, ending: str) -> str:
    with translation.override(language):
        kind = pgettext("file name", "account")
    return f"{kind}-{account.award.number}-{account.on:%Y%m%d}.{ending}"


def page(account: Account, language: str, at: datetime) -> dict[str, Any]:
    """The whole statement in strings, for the printer."""
    with translation.override(language):
        printed = date_format(at.astimezone(CITY_TIME), "Y-m-d H:i")
        return {
            "language": language,
            "timestamp": int(at.timestamp()),
            "number": account.award.number,
            "sha256": sha256(canonical(content(account))).hexdigest(),
            "words": {"agency": pick(AGENCY), "title": _title(account)},
            "blocks": list(_blocks(account)),
            "signed": [pick(AGENCY), printed],
            "verify": _(
                "This statement is made from the ledger as it was entered by then. "
                "SHA-256 of its figures, alike in every language:"
            ),
        }


def _title(account: Account) -> str:
    return _("Statement of account as of %(day)s") % {"day": _day(account.on)}


def content(account: Account) -> dict[str, Any]:
    """The figures that the hash is computed from."""
    position = account.position
    return {
        "number": account.award.number,
        "on": account.on.isoformat(),
        "sums": {name: str(value) for name, value in _sums(position)},
        "parts": [
            [part.sequence, part.source, str(part.amount), str(part.due_on), part.state]
            for part in account.parts
        ],
        "entries": [
            [str(each.day), each.reference, str(each.out), str(each.back),
             str(each.beside), str(each.balance)]
            for each in account.lines
        ],
    }  # fmt: skip


def _sums(position: Any) -> Iterator[tuple[str, Decimal]]:
    for name in (
        "promised", "paid", "returned", "recovered", "net", "left", "lapsed",
        "under_way", "payable", "gated", "later", "unplanned", "interest",
        "written_off", "remitted",
    ):  # fmt: skip
        yield name, getattr(position, name)


def labels() -> dict[str, str]:
    """What each sum is called."""
    return {
        "promised": _("Promised"),
        "paid": _("Paid"),
        "returned": _("Returned by the bank"),
        "recovered": _("Paid back"),
        "net": _("Stands with the company"),
        "left": _("Left"),
        "lapsed": _("Lapsed"),
        "under_way": _("being paid"),
        "payable": _("due, conditions met"),
        "gated": _("due, conditions open"),
        "later": _("due later"),
        "unplanned": _("not planned"),
        "interest": _("Interest received"),
        "written_off": _("Written off"),
        "remitted": _("Interest given up"),
    }


def _facts(account: Account) -> Iterator[tuple[str, str]]:
    award = account.award
    yield _("Company"), award.company.name
    yield _("Unified social credit code"), award.company.uscc
    yield _("Program"), pick(award.program.name)
    yield _("Document number"), f"{award.document_number} · {_day(award.decided_on)}"
    yield _("Status"), account.status_label


def _blocks(account: Account) -> Iterator[dict[str, Any]]:
    yield {"kind": "facts", "pairs": [list(pair) for pair in _facts(account)]}
    yield _heading(_("Sums (yuan)"))
    told = labels()
    rows = [[told[name], _yuan(value)] for name, value in _sums(account.position)]
    yield _table([_("Sum"), _("Yuan")], rows, numeric=[False, True])
    if account.parts:
        yield _heading(_("In parts"))
        yield _table(
            _part_heads(), _part_rows(account), numeric=[False] * 3 + [True, False]
        )
    yield _heading(_("Every entry"))
    if account.lines:
        heads, rows = _entry_heads(), _entry_rows(account)
        if not account.has_beside:  # a column of dashes takes room from the words
            for row in (heads, *rows):
                del row[BESIDE]
        amounts = [True] * (len(heads) - WORDS)
        yield _table(heads, rows, numeric=[False] * WORDS + amounts)
    else:
        yield {"kind": "paragraph", "text": _("Nothing had been paid by that day.")}
    address = f"{settings.SITE_URL}{account.award.get_absolute_url()}"
    asked = f"{address}?on={account.on.isoformat()}"
    yield {"kind": "note", "text": _("This account in the portal: %s") % asked}


def _part_heads() -> list[str]:
    return [_("No."), _("Source"), _("Due"), _("Amount"), _("Status")]


def _part_rows(account: Account) -> list[list[str]]:
    return [
        [
            str(part.sequence),
            part.get_source_display(),
            _day(part.due_on),
            _yuan(part.amount),
            part.get_state_display(),
        ]
        for part in account.parts
    ]


def _entry_heads() -> list[str]:
    return [
        _("Day"), _("Entry"), _("Source"), _("Reference"), _("To the company"),
        _("Back"), _("Interest and losses"), _("Balance"),
    ]  # fmt: skip


def _entry_rows(account: Account) -> list[list[str]]:
    return [
        [
            _day(line.day),
            " · ".join(filter(None, (line.label, line.why))),
            line.source,
            line.reference,
            *(_yuan(each) if each else "—" for each in (line.out, line.back)),
            _yuan(line.beside) if line.beside else "—",
            _yuan(line.balance),
        ]
        for line in account.lines
    ]


def workbook(account: Account, language: str, at: datetime) -> bytes:
    """The same as typed cells: sums, parts, entries."""
    with translation.override(language):
        title = f"{account.award.number} {account.award.company.name}"
        head = f"{title} · {_title(account)}"
        told = labels()
        sums = [(told[name], value) for name, value in _sums(account.position)]
        parts = [
            (p.sequence, p.get_source_display(), p.due_on, p.amount,
             p.get_state_display())
            for p in account.parts
        ]  # fmt: skip
        lines = [
            (e.day, e.label, e.source, e.reference, e.out or None, e.back or None,
             e.beside or None, e.balance, e.why)
            for e in account.lines
        ]  # fmt: skip
        sheets = [
            Sheet(_("Sums"), head, [_("Sum"), _("Yuan")], sums),
            Sheet(_("Parts"), head, _part_heads(), parts),
            Sheet(_("Entries"), head, [*_entry_heads(), _("Why")], lines),
        ]
        made = date_format(at.astimezone(CITY_TIME), "Y-m-d H:i")
        return render(sheets, title=head, comments=made)


def _heading(text: str) -> dict[str, str]:
    return {"kind": "heading", "text": text}


def _table(
    columns: list[str], rows: list[list[str]], *, numeric: list[bool]
) -> dict[str, Any]:
    narrow = [at != 1 for at in range(len(columns))]
    if len(columns) == 2:  # noqa: PLR2004  # a label and its figure
        narrow = [False, True]
    return {
        "kind": "table",
        "columns": columns,
        "narrow": narrow,
        "numeric": numeric,
        "rows": rows,
    }


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}"


def _day(on: date) -> str:
    return date_format(on, "Y-m-d")
