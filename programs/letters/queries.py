"""Letters as they would be, as they were sent, and as a printed page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from foundation.moves import Actor
from foundation.outbox.rules import Attached, attaches
from foundation.periods import CITY_TIME
from foundation.translated import pick
from programs.applications.models import Application
from programs.applications.rules import canonical
from programs.letters.models import Letter
from programs.letters.rules import LABELS, About, DraftLetter, Reason, compose
from programs.printing.agency import AGENCY
from programs.printing.pdf import print_pdf
from programs.reviews.queries import feedback_of


def draft(
    application: Application,
    outcome: str,
    *,
    reasons: Iterable[Reason] = (),
    notes: Iterable[Reason] = (),
    language: str | None = None,
) -> DraftLetter:
    """The letter that `issue` would send now: `title`, and all of it as `paragraphs`.

    `reasons` and `notes` (what comes next) are texts, or texts by language.
    """
    heard = feedback_of(application)
    told = (list(reasons), heard, list(notes))
    return _worded(application, outcome, *told, language=language)


def frozen(
    application: Application,
    outcome: str,
    reasons: Sequence[Reason],
    feedback: Sequence[str],
    *,
    number: str,
    at: datetime,
    notes: Sequence[Reason] = (),
) -> dict[str, Any]:
    """The letter in every language, as it is kept and hashed."""
    told = (reasons, feedback, notes)
    return {
        "number": number,
        "application": application.number,
        "uscc": application.company.uscc,
        "outcome": str(outcome),
        "dated": at.isoformat(timespec="seconds"),
        "letter": {
            code: _worded(application, outcome, *told, language=code).kept()
            for code in languages()
        },
    }


def _worded(
    application: Application,
    outcome: str,
    reasons: Sequence[Reason],
    feedback: Sequence[str],
    notes: Sequence[Reason],
    *,
    language: str | None,
) -> DraftLetter:
    language = language or get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        return compose(
            outcome,
            _about(application),
            reasons=[pick(each, language) for each in reasons],
            feedback=feedback,
            notes=[pick(each, language) for each in notes],
        )


def _about(application: Application) -> About:
    handed_in = application.submitted_at
    return About(
        number=application.number,
        company=application.company.name,
        call=str(application.call),
        program=str(application.call.program),
        handed_in=_day(handed_in) if handed_in else "",
    )


def _day(at: datetime) -> str:
    return date_format(at.astimezone(CITY_TIME).date(), "Y-m-d")


def languages() -> list[str]:
    return [code for code, __ in settings.LANGUAGES]


def printed_in() -> list[tuple[str, str]]:
    """Code and name of each language that a letter is printed in."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def letters_of(application: Application, user: Actor) -> list[Letter]:
    """What this person may read of it, the latest first."""
    rows = Letter.objects.all().visible_to(user).filter(application=application)
    return list(rows.select_related("application"))


def said(letter: Letter, language: str = "") -> DraftLetter:
    """The letter as it was sent, in that language or whichever there is."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    kept: Mapping[str, Any] = letter.content["letter"]
    told = kept.get(wanted) or next(iter(kept.values()))
    return DraftLetter(**told)


def record_of(letter: Letter) -> bytes:
    """The bytes that the letter's SHA-256 is computed from."""
    return canonical(letter.content)


def filename(letter: Letter, language: str) -> str:
    with translation.override(language):
        return f"{pgettext('file name', 'letter')}-{letter.number}.pdf"


def page(letter: Letter, language: str) -> dict[str, Any]:
    """The whole letter in strings, for the printer."""
    told = said(letter, language)
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(letter.dated_on.timestamp()),
            "number": letter.number,
            "sha256": letter.sha256,
            "words": {"agency": pick(AGENCY), "title": told.title},
            "blocks": list(_blocks(letter, told)),
            "signed": [pick(AGENCY), _day(letter.dated_on)],
            "verify": _(
                "Both languages of this letter are one record. Whoever changes one "
                "character of it gets another SHA-256:"
            ),
        }


def _blocks(letter: Letter, told: DraftLetter) -> Iterable[dict[str, Any]]:
    yield _paragraph(told.to)
    yield from map(_paragraph, told.opening)
    for name, items in (("reasons", told.reasons), ("feedback", told.feedback)):
        if items:
            yield {"kind": "heading", "text": str(LABELS[name])}
            yield {"kind": "list", "items": items}
    yield {"kind": "heading", "text": str(LABELS["next"])}
    yield from map(_paragraph, told.closing)
    address = f"{settings.SITE_URL}{letter.get_absolute_url()}"
    yield {"kind": "note", "text": _("This letter in the portal: %s") % address}


def _paragraph(text: str) -> dict[str, str]:
    return {"kind": "paragraph", "text": text}


@attaches("letter_issued")
def attached(told: Mapping[str, Any], language: str) -> list[Attached]:
    """The letter that goes with the mail, made when the mail is sent."""
    rows = Letter.objects.select_related("application")
    letter = rows.get(number=told["letter"])
    content = print_pdf(page(letter, language))
    return [Attached(filename(letter, language), content, "application/pdf")]
