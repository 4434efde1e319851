"""Agreements as they are frozen, read again, and printed in both languages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from foundation.money import ZERO, split
from foundation.outbox.rules import Attached, attaches
from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.agreements.models import Agreement
from programs.agreements.queries.changing import changes_since, compared
from programs.agreements.rules import Facts, compose, in_capitals
from programs.applications.rules import canonical
from programs.awards.models import Award
from programs.awards.queries import derivation
from programs.printing.agency import AGENCY
from programs.printing.pdf import print_pdf


def frozen(
    award: Award,
    *,
    number: str,
    at: datetime,
    expires_on: date,
    before: Agreement | None = None,
    change: str = "",
) -> dict[str, Any]:
    """The paper in every language, as it is kept and hashed."""
    return {
        "number": number,
        "award": award.number,
        "uscc": award.company.uscc,
        "amount": f"{award.amount:.2f}",
        "amends": before.number if before else "",
        "dated": at.isoformat(timespec="seconds"),
        "sign_by": expires_on.isoformat(),
        "paper": {
            code: _worded(award, expires_on, before, change, code)
            for code, __ in settings.LANGUAGES
        },
    }


def _worded(
    award: Award, expires_on: date, before: Agreement | None, change: str, language: str
) -> dict[str, Any]:
    with translation.override(language):
        return compose(
            Facts(
                paper=award.program.rules.paper,
                agency=pick(AGENCY),
                company=award.company.name,
                pairs=_pairs(award),
                steps=[
                    (step.sentence, f"{step.figure:,.2f}")
                    for step in derivation(award).steps
                ],
                parts=_parts(award),
                duties=[str(each) for each in award.program.rules.duties],
                until=_day(expires_on),
                amends=before.number if before else "",
                changes=_changes(before, change),
            )
        )


def _changes(before: Agreement | None, change: str) -> list[str]:
    """What was approved since the version before, and what the officer writes."""
    approved = changes_since(before) if before else []
    told = [
        f"{row.get_kind_display()}: {was} → {wanted} ({row.number})"
        for row in approved
        for __, was, wanted in compared(row)[-1:]
    ]
    return [*told, change] if change else told


def _pairs(award: Award) -> list[tuple[str, str]]:
    amount = f"{award.amount:,.2f}"
    if (get_language() or "").startswith("zh"):
        amount = f"{amount}\n{in_capitals(award.amount)}"
    return [
        (_("Company"), award.company.name),
        (_("Unified social credit code"), award.company.uscc),
        (_("Program"), str(award.program)),
        (_("Award"), award.number),
        (_("Approval document"), award.document_number),
        (_("Decided on"), _day(award.decided_on)),
        (_("Amount (yuan)"), amount),
        (_("Term"), _("until %(day)s") % {"day": _day(award.term_ends_on)}),
    ]


def _parts(award: Award) -> list[tuple[str, str, str]]:
    """Each part of the plan of its kind, of both sources together."""
    kind = award.program.rules
    shares = zip(
        split(award.city_amount, kind.tranches),
        split(award.district_amount, kind.tranches),
        strict=True,
    )
    return [
        (
            _("Part %(number)s (%(percent)s%%)") % {"number": at, "percent": percent},
            f"{sum(amounts, ZERO):,.2f}",
            _condition(award, at),
        )
        for at, (percent, amounts) in enumerate(
            zip(kind.tranches, shares, strict=True), start=1
        )
    ]


def _condition(award: Award, part: int) -> str:
    gates = award.program.rules.gates_of(part)
    told = [
        _("This paper is in force, the public notice has ended without an objection.")
    ]
    if "report_confirmed" in gates:
        told = [_("The report of the year before is confirmed.")]
    if "milestone_met" in gates:
        told = [_("The project is accepted.")]
    return " ".join(told)


def _day(on: date) -> str:
    return date_format(on, "Y-m-d")


def said(agreement: Agreement, language: str = "") -> dict[str, Any]:
    """The paper as it was issued, in that language or whichever there is."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    kept: Mapping[str, Any] = agreement.content["paper"]
    found: dict[str, Any] = kept.get(wanted) or next(iter(kept.values()))
    return found


def record_of(agreement: Agreement) -> bytes:
    """The bytes that the agreement's SHA-256 is computed from."""
    return canonical(agreement.content)


def filename(agreement: Agreement, language: str) -> str:
    with translation.override(language):
        return f"{pgettext('file name', 'agreement')}-{agreement.number}.pdf"


def page(agreement: Agreement, language: str) -> dict[str, Any]:
    """The whole paper in strings, for the printer."""
    told = said(agreement, language)
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(agreement.dated_on.timestamp()),
            "number": agreement.number,
            "sha256": agreement.sha256,
            "words": {"agency": pick(AGENCY), "title": told["title"]},
            "blocks": [*told["blocks"], _signatures(agreement), _note(agreement)],
            "signed": [],
            "verify": _(
                "Both languages of this paper are one record. Whoever changes one "
                "character of it gets another SHA-256:"
            ),
        }


def _signatures(agreement: Agreement) -> dict[str, Any]:
    """Where both sides sign and seal; the company as it was called then."""
    fields = [_("Signature:"), _("Seal:"), _("Date:")]
    parties = [
        {"head": _("For the company"), "name": _company(agreement), "fields": fields},
        {"head": _("For the city"), "name": pick(AGENCY), "fields": fields},
    ]
    return {"kind": "signatures", "parties": parties}


def _company(agreement: Agreement) -> str:
    for block in said(agreement)["blocks"]:
        if block["kind"] == "facts":
            return str(block["pairs"][0][1])
    return agreement.award.company.name


def _note(agreement: Agreement) -> dict[str, str]:
    address = f"{settings.SITE_URL}{agreement.get_absolute_url()}"
    dated = _day(agreement.dated_on.astimezone(CITY_TIME).date())
    told = _("Issued on %(day)s. This paper in the portal: %(address)s")
    return {"kind": "note", "text": told % {"day": dated, "address": address}}


@attaches("agreement_issued")
def attached(told: Mapping[str, Any], language: str) -> list[Attached]:
    """The paper that goes with the mail, made when the mail is sent."""
    agreement = Agreement.objects.select_related("award").get(number=told["number"])
    content = print_pdf(page(agreement, language))
    return [Attached(filename(agreement, language), content, "application/pdf")]
