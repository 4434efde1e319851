"""The cover sheet of a batch, for the hands that sign it."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.payments.models import PaymentBatch
from programs.printing.agency import AGENCY

SHOWN = 4  # digits of an account


def languages() -> list[tuple[str, str]]:
    """Code and name of each language that a paper is printed in."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def cover(batch: PaymentBatch, language: str) -> dict[str, Any]:
    """The sheet as strings, from the frozen file alone."""
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(batch.drawn_at.timestamp()) if batch.drawn_at else 0,
            "number": batch.number,
            "sha256": batch.sha256,
            "words": {"agency": pick(AGENCY), "title": _("Payment batch: cover sheet")},
            "blocks": list(_blocks(batch)),
            "signed": [],
            "verify": _(
                "SHA-256 of the file for the bank. Whoever changes one character of "
                "the file gets another:"
            ),
        }


def _blocks(batch: PaymentBatch) -> Iterator[dict[str, Any]]:
    yield {"kind": "facts", "pairs": _facts(batch)}
    yield {"kind": "heading", "text": _("Payments")}
    yield {
        "kind": "table",
        "columns": [
            _("No."),
            _("Payment"),
            _("Account holder"),
            _("Bank"),
            _("Account"),
            _("Amount (yuan)"),
        ],
        "numeric": [True, False, False, False, False, True],
        "narrow": [True, True, False, False, True, True],
        "rows": [*_rows(batch), ["", "", _("Total"), "", "", f"{batch.total:,}"]],
    }
    yield {"kind": "heading", "text": _("Signatures")}
    yield {
        "kind": "table",
        "columns": [_("Signed as"), _("Name"), _("Signature"), _("Day")],
        "numeric": [False] * 4,
        "narrow": [True, False, False, False],
        "rows": _signatures(batch),
    }
    yield {
        "kind": "note",
        "text": _(
            "Compare number of payments, total and SHA-256 with the file before "
            "signing. Account numbers are shown by their last four digits."
        ),
    }


def _facts(batch: PaymentBatch) -> list[list[str]]:
    drawn = batch.drawn_at
    day = date_format(drawn.astimezone(CITY_TIME), "Y-m-d H:i") if drawn else "—"
    return [
        [_("Batch"), batch.number],
        [_("Source of the money"), batch.get_source_display()],
        [_("Payments"), f"{batch.count:,}"],
        [_("Total (yuan)"), f"{batch.total:,}"],
        [_("Drawn up"), f"{day} · {batch.drawn_by or '—'}"],
    ]


def _rows(batch: PaymentBatch) -> list[list[str]]:
    """As the file says: what was sent is what is printed."""
    lines = list(csv.reader(StringIO(batch.content)))[2:]
    return [
        [line, payment, holder, bank, f"···· {account[-SHOWN:]}", _grouped(amount)]
        for line, payment, holder, bank, __, account, amount, ___ in lines
    ]


def _grouped(amount: str) -> str:
    whole, __, cents = amount.partition(".")
    return f"{int(whole):,}.{cents}"


def _signatures(batch: PaymentBatch) -> list[list[str]]:
    released = str(batch.released_by or "")
    return [
        [_("Drawn up by"), str(batch.drawn_by or ""), "", ""],
        [_("Released by"), released, "", ""],
        [_("Sent to the bank by"), "", "", ""],
    ]
