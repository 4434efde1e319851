"""A final evaluation as a printed paper, from what was frozen alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.money import to_cent
from foundation.periods import city_day
from foundation.translated import pick
from programs.monitoring.models import Evaluation
from programs.monitoring.rules.evaluating import EXECUTION, POINTS
from programs.monitoring.rules.figures import plain
from programs.monitoring.states import Direction, Grade, Section
from programs.printing.agency import AGENCY


def languages() -> list[str]:
    return [code for code, __ in settings.LANGUAGES]


def filename(evaluation: Evaluation, language: str) -> str:
    with translation.override(language):
        return f"{pgettext('file name', 'evaluation')}-{evaluation.award}.pdf"


def page(evaluation: Evaluation, language: str) -> dict[str, Any]:
    """The whole form in strings, for the printer."""
    told: Mapping[str, Any] = evaluation.content or {}
    at = evaluation.evaluated_at
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(at.timestamp()) if at else 0,
            "number": told["award"],
            "sha256": evaluation.sha256,
            "words": {
                "agency": pick(AGENCY),
                "title": _("Performance self-evaluation of an award"),
            },
            "blocks": list(_blocks(told, language)),
            "signed": list(_signed(evaluation)),
            "verify": _(
                "Whoever changes one character of this evaluation gets another SHA-256:"
            ),
        }


def _signed(evaluation: Evaluation) -> Iterable[str]:
    stages = (
        (_("Evaluated by %(name)s, %(day)s"), "evaluated"),
        (_("Signed by %(name)s, %(day)s"), "countersigned"),
    )
    for words, stem in stages:
        by, at = getattr(evaluation, f"{stem}_by"), getattr(evaluation, f"{stem}_at")
        if by is not None:
            yield words % {"name": by.name, "day": date_format(city_day(at), "Y-m-d")}
    if evaluation.countersigned_by is None:
        yield _("Not valid without the second signature")


def _blocks(told: Mapping[str, Any], language: str) -> Iterable[dict[str, Any]]:
    yield {"kind": "facts", "pairs": list(_facts(told, language))}
    execution = f"{pgettext('evaluation', 'Execution')} ({EXECUTION})"
    yield {"kind": "heading", "text": execution}
    yield {"kind": "facts", "pairs": list(_execution(told))}
    for section, points in POINTS.items():
        label = f"{Section(section).label} ({points})"
        yield {"kind": "heading", "text": label}
        yield _table([line for line in told["lines"] if line["section"] == section])
    notes = [(each["title"], each["note"]) for each in told["lines"] if each["note"]]
    if notes:
        yield {"kind": "heading", "text": _("Why it deviates")}
        yield {"kind": "facts", "pairs": notes}
    texts = (("summary", _("Summary")), ("advice", _("Deviations and what to improve")))
    for name, title in texts:
        if told[name]:
            yield {"kind": "heading", "text": title}
            yield {"kind": "paragraph", "text": told[name]}
    yield {
        "kind": "note",
        "text": _(
            "More is better: reached / target of the points; less is better: target / "
            "reached; never more than the points. The exact points are added up, and "
            "only the score is rounded. 90 and more is excellent, 80 good, 60 fair, "
            "less is poor."
        ),
    }


def _facts(told: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    yield _("Company"), f"{told['company']} ({told['uscc']})"
    yield _("Program"), pick(told["program"], language)
    yield _("Award"), f"{told['award']}, ¥{Decimal(told['amount']):,.2f}"
    yield _("Decided on"), told["decided"]
    yield _("Score"), f"{told['score']} / 100"
    yield pgettext("evaluation", "Grade"), str(Grade(told["grade"]).label)


def _execution(told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield _("Money to be spent (yuan)"), f"{Decimal(told['budget']):,.2f}"
    yield _("Spent (yuan)"), f"{Decimal(told['spent']):,.2f}"
    yield _("Rate"), f"{Decimal(told['rate']) * 100:.2f}%"
    earned = to_cent(Decimal(told["execution"]))
    yield _("Points earned"), f"{earned} / {EXECUTION}"


def _table(lines: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [
            _("Indicator"), _("Direction"), _("Target"), _("Reached"), _("Points"),
            _("Points earned"),
        ],
        "narrow": [False, True, True, True, True, True],
        "numeric": [False, False, True, True, True, True],
        "rows": [
            [
                f"{line['title']} ({line['unit']})" if line["unit"] else line["title"],
                str(Direction(line["direction"]).label),
                plain(Decimal(line["target"])),
                plain(Decimal(line["actual"])),
                plain(Decimal(line["points"])),
                f"{to_cent(Decimal(line['earned']))}",
            ]
            for line in lines
        ],
    }  # fmt: skip
