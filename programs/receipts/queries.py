"""What a receipt says, word for word: made from the submission, in one language."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.outbox.rules import Attached, attaches
from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.applications import queries
from programs.applications.models import Application, Submission
from programs.applications.rules import canonical
from programs.calls.rules import Grid, questions
from programs.printing.agency import AGENCY
from programs.receipts.rendering.pdf import render_pdf
from startups.members.queries import named

LANGUAGES = ("zh-hans", "en")


def submission_of(application: Application, wanted: str = "") -> Submission | None:
    """The submission of that number, or the last one."""
    rows = queries.submissions(application)
    rows = rows.select_related("form_version", "submitted_by")
    if wanted:
        return next((each for each in rows if str(each.sequence) == wanted), None)
    return rows.last()


def filename(receipt: Submission, language: str) -> str:
    """What it is called on somebody's disk."""
    with translation.override(language):
        kind = pgettext("file name", "receipt")
    return f"{kind}-{receipt.snapshot['number']}-{receipt.sequence}.pdf"


def record(receipt: Submission) -> bytes:
    """The bytes that the receipt's SHA-256 is computed from."""
    return canonical(receipt.snapshot)


def page(receipt: Submission, language: str) -> dict[str, Any]:
    """The whole receipt in strings, for the printer."""
    with translation.override(language):
        application = receipt.application
        handed_in = receipt.submitted_at.astimezone(CITY_TIME)
        number = receipt.snapshot["number"]
        return {
            "language": language,
            "timestamp": int(receipt.submitted_at.timestamp()),
            "number": number,
            "submission": _("No. %(sequence)s") % {"sequence": receipt.sequence},
            "sha256": receipt.sha256,
            "statement": _(
                "Application %(number)s was handed in at %(time)s (Guangzhou time)."
            )
            % {"number": number, "time": f"{handed_in:%Y-%m-%d %H:%M:%S}"},
            "facts": _facts(receipt, f"{handed_in:%Y-%m-%d %H:%M:%S} UTC+8"),
            "files": _files(receipt),
            "sections": [
                {
                    "title": section.title,
                    "answers": [_answer(each) for each in section.answers],
                }
                for section in queries.handed_in(application, receipt)
            ],
            "verify": _verify(receipt),
            "words": _words(),
        }


def _facts(receipt: Submission, handed_in: str) -> list[tuple[str, str, bool]]:
    """Term, value, and whether the value is a code."""
    application, company = receipt.application, receipt.snapshot["company"]
    who = named(receipt.submitted_by, application.company, receipt.submitted_at)
    return [
        (_("Number"), receipt.snapshot["number"], False),
        (
            _("Submission"),
            _("No. %(sequence)s") % {"sequence": receipt.sequence},
            False,
        ),
        (_("Program"), pick(application.call.program.name), False),
        (_("Call"), str(application.call), False),
        (_("Applies as"), str(application.type_label), False),
        (_("Company"), company["name"], False),
        (_("Unified social credit code"), company["uscc"], False),
        (_("Handed in"), handed_in, False),
        (_("Handed in by"), who, False),
        ("SHA-256", receipt.sha256, True),
    ]


def _files(receipt: Submission) -> list[dict[str, str]]:
    labels = {
        question["id"]: pick(question["label"])
        for question in questions(receipt.form_version.schema)
    }
    return [
        {
            "name": file["name"],
            "question": labels.get(file["question"], file["question"]),
            "size": filesizeformat(file["size"]),
            "sha256": file["sha256"],
        }
        for file in receipt.snapshot["attachments"]
    ]


def _answer(answered: queries.Answered) -> dict[str, Any]:
    return {
        "label": answered.label,
        "text": "" if answered.grid else str(answered.text),
        "files": [one.file.name for one in answered.files],
        "tables": [_table(answered.grid)] if answered.grid else [],
    }


def _table(grid: Grid) -> dict[str, Any]:
    sums = [cell.text for cell in grid.totals]
    if sums and not sums[0]:
        sums[0] = _("Total")
    return {
        "columns": [cell.head for cell in grid.heads],
        "numeric": [cell.figure for cell in grid.heads],
        "rows": [[cell.text for cell in row] for row in grid.rows],
        "total": sums,
    }


def _verify(receipt: Submission) -> list[str]:
    number = receipt.snapshot["number"]
    address = reverse("receipt-record", args=[number])
    return [
        _(
            "Everything that was handed in is one record: answers, files by their "
            "SHA-256, company, form. Download it: %(url)s"
        )
        % {"url": f"{settings.SITE_URL}{address}?submission={receipt.sequence}"},
        _(
            "Compute its SHA-256, for example with “sha256sum” or “certutil -hashfile "
            "FILE SHA256”. Whoever changes one character gets another number."
        ),
        _(
            "Compare it with the number below, and each of your files with the number "
            "in the list above."
        ),
    ]


def _words() -> dict[str, str]:
    return {
        "agency": pick(AGENCY),
        "title": _("Receipt of an application"),
        "files": _("Files handed in"),
        "no_files": _("No files were handed in."),
        "place": _("No."),
        "file": _("File, question and SHA-256"),
        "size": _("Size"),
        "answers": _("What was handed in"),
        "nothing": _("not answered"),
        "verify": _("How to verify this receipt"),
        "closing": _(
            "This receipt confirms that the application has arrived. It says nothing "
            "about whether it will be selected."
        ),
    }


@attaches("application_submitted")
def attached(told: Mapping[str, Any], language: str) -> list[Attached]:
    """The receipt that goes with the mail, made when the mail is sent."""
    rows = Submission.objects.select_related(
        "application__call__program",
        "application__company",
        "form_version",
        "submitted_by",
    )
    receipt = rows.get(
        application__number=told["number"], sequence=told.get("sequence", 1)
    )
    content = render_pdf(page(receipt, language))
    return [Attached(filename(receipt, language), content, "application/pdf")]
