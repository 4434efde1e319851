"""The demand as it was sent: in each language, printed from what was frozen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from foundation.outbox.rules import Attached, attaches
from foundation.translated import pick
from programs.applications.rules import canonical
from programs.printing.agency import AGENCY
from programs.printing.pdf import print_pdf
from programs.recovery.models import Recovery
from programs.recovery.queries.facts import figures_of
from programs.recovery.rules.letters import LABELS, About, Demand, compose


def languages() -> list[str]:
    return [code for code, __ in settings.LANGUAGES]


def printed_in() -> list[tuple[str, str]]:
    """Code and name of each language that a demand is printed in."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def draft(recovery: Recovery, due_on: date, language: str = "") -> Demand:
    """The demand as it would be sent now."""
    with translation.override(language or get_language() or settings.LANGUAGE_CODE):
        return compose(_about(recovery, due_on), figures_of(recovery))


def frozen(recovery: Recovery, *, due_on: date, at: datetime) -> dict[str, Any]:
    """The demand in every language, as it is kept and hashed."""
    claims = [
        [claim.source, claim.part, str(claim.demanded)]
        for claim in recovery.claims.order_by("id")
    ]
    return {
        "number": recovery.number,
        "award": recovery.award.number,
        "uscc": recovery.award.company.uscc,
        "breach": recovery.breach,
        "inputs": recovery.inputs,
        "claims": claims,
        "dated": at.isoformat(timespec="seconds"),
        "due": str(due_on),
        "letter": {code: draft(recovery, due_on, code).kept() for code in languages()},
    }


def _about(recovery: Recovery, due_on: date) -> About:
    award = recovery.award
    return About(
        number=recovery.number,
        award=award.number,
        program=pick(award.program.name),
        company=award.company.name,
        document=award.document_number,
        reason=recovery.get_breach_display(),
        breached_on=recovery.breached_on,
        explanation=recovery.explanation,
        basis=recovery.basis,
        due_on=due_on,
        account=settings.TREASURY_ACCOUNT,
    )


def said(recovery: Recovery, language: str = "") -> Demand:
    """The demand as it was sent, in that language or whichever there is."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    kept: Mapping[str, Any] = (recovery.content or {})["letter"]
    told = kept.get(wanted) or next(iter(kept.values()))
    return Demand(**told)


def record_of(recovery: Recovery) -> bytes:
    """The bytes that the demand's SHA-256 is computed from."""
    return canonical(recovery.content or {})


def filename(recovery: Recovery, language: str) -> str:
    with translation.override(language):
        return f"{pgettext('file name', 'demand')}-{recovery.number}.pdf"


def page(recovery: Recovery, language: str) -> dict[str, Any]:
    """The whole demand in strings, for the printer."""
    told = said(recovery, language)
    dated = datetime.fromisoformat((recovery.content or {})["dated"])
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(dated.timestamp()),
            "number": recovery.number,
            "sha256": recovery.sha256,
            "words": {"agency": pick(AGENCY), "title": told.title},
            "blocks": _blocks(recovery, told),
            "signed": [pick(AGENCY), str(recovery.demanded_on)],
            "verify": _(
                "Both languages of this letter are one record. Whoever changes one "
                "character of it gets another SHA-256:"
            ),
        }


def _blocks(recovery: Recovery, told: Demand) -> list[dict[str, Any]]:
    claims = ("source", "principal", "interest", "together")
    address = f"{settings.SITE_URL}{recovery.get_absolute_url()}"
    return [
        _paragraph(told.to),
        *map(_paragraph, told.opening),
        _heading("facts"),
        {"kind": "facts", "pairs": told.facts},
        _heading("steps"),
        _table(("step", "yuan"), told.steps),
        _heading("claims"),
        _table(claims, told.claims),
        _heading("paying"),
        {"kind": "list", "items": told.paying},
        _heading("after"),
        *map(_paragraph, told.after),
        {"kind": "note", "text": _("This demand in the portal: %s") % address},
    ]


def _paragraph(text: str) -> dict[str, str]:
    return {"kind": "paragraph", "text": text}


def _heading(name: str) -> dict[str, str]:
    return {"kind": "heading", "text": str(LABELS[name])}


def _table(columns: tuple[str, ...], rows: list[list[str]]) -> dict[str, Any]:
    """The first column in words, the others as amounts."""
    numeric = [place > 0 for place, __ in enumerate(columns)]
    return {
        "kind": "table",
        "columns": [str(LABELS[name]) for name in columns],
        "numeric": numeric,
        "narrow": numeric,
        "rows": rows,
    }


@attaches("recovery_demanded")
def attached(told: Mapping[str, Any], language: str) -> list[Attached]:
    """The demand that goes with the mail, made when the mail is sent."""
    rows = Recovery.objects.select_related("award")
    recovery = rows.get(number=told["number"])
    content = print_pdf(page(recovery, language))
    return [Attached(filename(recovery, language), content, "application/pdf")]
