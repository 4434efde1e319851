"""The board as a workbook: what the filters show, typed, without one formula."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.journal.actions import record
from foundation.sheets import PLAIN, XLSX, sheet_name
from programs.calls.models import Call
from programs.ranking import queries
from programs.ranking.forms import FilterForm
from programs.ranking.queries import Row
from programs.ranking.states import FIELDS
from programs.ranking.views.boards import find


@requires(Permission.READ_SCORES)
def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """What the board shows, to compute with."""
    call = find(request, slug)
    rows = queries.board(call)
    shown = FilterForm(request.GET, call=call, rows=rows).shown(rows)
    who, now = member(request), timezone.localtime()
    source = _("%(who)s, %(when)s, %(count)s of %(all)s rows") % {
        "who": who, "when": f"{now:%Y-%m-%d %H:%M}", "count": len(shown),
        "all": len(rows),
    }  # fmt: skip
    record(call, "export_ranking", by=who, rows=len(shown))
    headers = {"Cache-Control": "private, no-store"}
    name = f"{call.slug}-ranking.xlsx"
    if shown_as := content_disposition_header(as_attachment=True, filename=name):
        headers["Content-Disposition"] = shown_as
    return HttpResponse(
        written(call, shown, source), content_type=XLSX, headers=headers
    )


def written(call: Call, rows: Sequence[Row], source: str) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {**PLAIN, "in_memory": True}) as book:
        book.set_properties({"title": str(call), "comments": source})
        sheet = book.add_worksheet(sheet_name(_("Ranking")))
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        share = book.add_format({"num_format": "0.0%"})
        looks = {"money": money, "share": share, "": None}
        sheet.freeze_panes(2, 3)
        sheet.set_column(0, 1, 8)
        sheet.set_column(2, 2, 32)
        sheet.set_column(3, 20, 14)
        sheet.write_string(0, 0, f"{call} · {source}")
        for place, (title, _look) in enumerate(_columns()):
            sheet.write_string(1, place, title, bold)
        for line, row in enumerate(rows, start=2):
            for place, (value, (_t, look)) in enumerate(
                zip(_cells(row), _columns(), strict=True)
            ):
                _write(sheet, line, place, value, looks[look])
    return file.getvalue()


def _write(sheet: Any, line: int, place: int, value: Any, look: Any) -> None:
    if isinstance(value, Decimal | int):
        sheet.write_number(line, place, float(value), look)
    elif value is not None:
        sheet.write_string(line, place, str(value))


def _columns() -> list[tuple[str, str]]:
    return [
        (_("Place"), ""), (_("Number"), ""), (_("Company"), ""),
        (_("Unified social credit code"), ""), (_("Type"), ""), (_("District"), ""),
        (_("Field"), ""), (_("Status"), ""), (_("Score"), ""), (_("Plain mean"), ""),
        (_("Equally strict"), ""), (_("Criterion 1"), ""),
        (_("R&D intensity"), "share"), (_("Panel vote"), ""), (_("Spread"), ""),
        (_("Outliers to confirm"), ""),
        (_("Amount (yuan)"), "money"), (_("Estimated"), ""),
        (_("Cannot be proposed because"), ""),
    ]  # fmt: skip


def _cells(row: Row) -> list[Any]:
    application, result = row.application, row.result
    company = application.company
    return [
        row.place,
        application.number,
        company.name,
        company.uscc,
        application.type_label,
        str(company.district),
        FIELDS[row.field],
        application.get_status_display(),
        row.score,
        result.raw if result else None,
        result.normalized if result else None,
        result.first_criterion if result else None,
        row.standing.intensity,
        row.standing.vote,
        result.spread if result else None,
        row.outliers,
        row.amount.yuan,
        _("yes") if row.amount.estimated else "",
        row.barred.sentence if row.barred else "",
    ]
