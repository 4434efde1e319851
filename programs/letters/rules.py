"""How a letter is worded: what was decided, why, what experts add, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.translated import Texts
from programs.letters.states import Outcome

Reason = str | Texts  # as somebody wrote it, or worded in several languages


@dataclass(frozen=True, slots=True)
class DraftLetter:
    """A letter in one language, as it would be sent now."""

    title: str
    to: str
    opening: list[str]
    reasons: list[str]
    feedback: list[str]
    closing: list[str]

    @property
    def paragraphs(self) -> list[str]:
        """All of it in the order of reading, with what introduces the lists."""
        return [
            *self.opening,
            *_listed(_("The reasons:"), self.reasons),
            *_listed(_("What the experts want to tell you:"), self.feedback),
            *self.closing,
        ]

    def kept(self) -> dict[str, Any]:
        """The letter as data, to be frozen."""
        return asdict(self)


def _listed(head: str, items: Sequence[str]) -> list[str]:
    lines = [f"{place}. {item}" for place, item in enumerate(items, start=1)]
    return [head, *lines] if items else []


TITLES: Mapping[str, StrOrPromise] = {
    Outcome.NOT_RECOMMENDED: gettext_lazy("Your application is not recommended"),
    Outcome.INELIGIBLE: gettext_lazy("Your application is not eligible"),
    Outcome.NOT_SELECTED: gettext_lazy("Your application was not selected"),
    Outcome.SELECTED: gettext_lazy("Your application is proposed for selection"),
    Outcome.RESERVE: gettext_lazy("Your application is on the reserve list"),
    Outcome.REMOVED: gettext_lazy("Your application was taken off the list"),
}

VERDICTS: Mapping[str, StrOrPromise] = {
    Outcome.NOT_RECOMMENDED: gettext_lazy(
        "The district has decided not to recommend it to the city. The procedure has "
        "ended for this application."
    ),
    Outcome.INELIGIBLE: gettext_lazy(
        "The formal review has found that it does not meet the conditions of the call. "
        "It is not given to experts; the procedure has ended for this application."
    ),
    Outcome.NOT_SELECTED: gettext_lazy(
        "The commission has decided not to select it. The procedure has ended for this "
        "application."
    ),
    Outcome.SELECTED: gettext_lazy(
        "The commission has decided to propose it for selection."
    ),
    Outcome.RESERVE: gettext_lazy(
        "The commission has put it on the reserve list: it meets the conditions, but "
        "there are not enough places for all that do."
    ),
    Outcome.REMOVED: gettext_lazy(
        "An objection to the public notice was found to be founded. The application "
        "has therefore been taken off the proposed list."
    ),
}

AGAIN = gettext_lazy("You may apply again in a later call.")
ASK = gettext_lazy(
    "If you think that a reason is wrong, or want to know more, write to us in the "
    "messages of this application and say which facts you rely on."
)

NEXT: Mapping[str, Sequence[StrOrPromise]] = {
    Outcome.NOT_RECOMMENDED: (AGAIN, ASK),
    Outcome.INELIGIBLE: (AGAIN, ASK),
    Outcome.NOT_SELECTED: (AGAIN, ASK),
    Outcome.SELECTED: (
        gettext_lazy(
            "The list is published, and anyone may object to it. The selection becomes "
            "final when the time for objections has passed and none is undecided; "
            "until then it gives no claim."
        ),
    ),
    Outcome.RESERVE: (
        gettext_lazy(
            "If a place becomes free, the applications of the reserve list move up in "
            "their order, and you are told at once. Being on it gives no claim."
        ),
        ASK,
    ),
    Outcome.REMOVED: (
        gettext_lazy(
            "Who objected stays confidential; what was found is stated in the reasons."
        ),
        ASK,
    ),
}


@dataclass(frozen=True, slots=True)
class About:
    """The facts that every letter opens with, in the language of the letter."""

    number: str
    company: str
    call: str
    program: str
    handed_in: str


def compose(
    outcome: str,
    about: About,
    *,
    reasons: Iterable[str] = (),
    feedback: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> DraftLetter:
    """The letter in the language that is active; `notes` add to what comes next."""
    opening = (
        _(
            "On %(day)s you handed in application %(number)s for the call “%(call)s” "
            "of the program “%(program)s”."
        )
        if about.handed_in
        else _(
            "This is about application %(number)s for the call “%(call)s” of the "
            "program “%(program)s”."
        )
    )
    facts = {
        "day": about.handed_in,
        "number": about.number,
        "call": about.call,
        "program": about.program,
    }
    return DraftLetter(
        title=str(TITLES[outcome]),
        to=_("To: %(company)s") % {"company": about.company},
        opening=[opening % facts, str(VERDICTS[outcome])],
        reasons=told(reasons),
        feedback=told(feedback),
        closing=[*map(str, NEXT[outcome]), *told(notes)],
    )


def told(texts: Iterable[str]) -> list[str]:
    """What says something, each once, in the order it was said.

    >>> told([" late ", "", "late", "no stamp"])
    ['late', 'no stamp']
    """
    said = (text.replace("\0", "").strip() for text in texts)
    return list(dict.fromkeys(text for text in said if text))


LABELS: Mapping[str, StrOrPromise] = {
    "reasons": pgettext_lazy("letter", "The reasons"),
    "feedback": gettext_lazy("What the experts want to tell you"),
    "next": gettext_lazy("What happens next"),
}
