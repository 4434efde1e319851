"""Writing letters: with the decision, or by the clock when a decision left none.

A letter follows the move that it tells of, in the same unit of work. Whoever decides
asks for it: the formal review, a meeting, a notice, a ruling.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import SYSTEM
from foundation.journal.actions import record
from foundation.journal.models import Entry
from foundation.moves import Actor, stamp
from foundation.numbering import next_number
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from foundation.translated import Texts, pick
from programs.applications.models import Application
from programs.applications.queries import last_word
from programs.applications.rules import fingerprint
from programs.letters.models import Letter
from programs.letters.queries import frozen, languages
from programs.letters.rules import TITLES, Reason
from programs.letters.states import ENDS, FINAL
from programs.reviews.queries import feedback_of
from startups.companies.queries import administrators

SERIES = "GZ"  # 告知书
LOOK_BACK = timedelta(days=30)  # no letters about what ended before there were letters
MOST_AT_ONCE = 200


@use_case
def issue(
    application: Application,
    outcome: str,
    *,
    reasons: Iterable[Reason] = (),
    notes: Iterable[Reason] = (),
    by: Actor,
    at: datetime,
) -> Letter:
    """Send the letter about this outcome, once: who asks again gets the same letter.

    What experts meant for the applicant goes with it. Whoever is refused is told why:
    without `reasons`, the constraint of the letter refuses.
    """
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    rows.only("pk").get(pk=application.pk)  # of two who write, one writes
    before = application.letters.filter(outcome=outcome).first()
    if before is not None:
        return before
    letter = _written(application, outcome, list(reasons), list(notes), by=by, at=at)
    record(application, "letter", by=by, letter=letter.number, outcome=str(outcome))
    _tell(application, letter, at)
    return letter


def _written(  # the facts of one row
    application: Application,
    outcome: str,
    reasons: list[Reason],
    notes: list[Reason],
    *,
    by: Actor,
    at: datetime,
) -> Letter:
    feedback = feedback_of(application)
    reasons = [_clean(each) for each in reasons if pick(each).strip()]
    number = next_number(SERIES, city_day(at).year)
    about = (application, outcome, reasons, feedback)
    content = frozen(*about, notes=notes, number=number, at=at)
    return Letter.objects.create(
        application=application,
        number=number,
        outcome=outcome,
        reasons=reasons,
        feedback=feedback,
        content=content,
        sha256=fingerprint(content),
        dated_on=at,
        **stamp("issued", by=by, at=at),
    )


def _clean(reason: Reason) -> Reason:
    """As the database takes it."""
    if isinstance(reason, str):
        return reason.replace("\0", "").strip()
    return {code: text.replace("\0", "").strip() for code, text in reason.items()}


def _tell(application: Application, letter: Letter, at: datetime) -> None:
    title = _in_words(TITLES[letter.outcome])
    for user in administrators(application.company):
        post(
            "letter_issued",
            to=user,
            key=f"letter:{letter.pk}:{user.pk}",
            at=at,
            number=application.number,
            company=application.company.name,
            letter=letter.number,
            title=title,
            path=letter.get_absolute_url(),
            messages=reverse("application-messages", args=[application.number]),
        )


def _in_words(said: StrOrPromise) -> Texts:
    """The same in every language, for a reader who is not known yet."""
    told = {}
    for code in languages():
        with translation.override(code):
            told[code] = str(said)
    return told


@several_units
def issue_missing(now: datetime) -> int:
    """Write to everyone whose application has ended and who has no letter yet.

    Each by itself: one that cannot be written does not keep back the others.
    """
    done = 0
    for application in _untold(now)[:MOST_AT_ONCE]:
        outcome = ENDS[application.status]
        try:
            issue(application, outcome, reasons=[_why(application)], by=SYSTEM, at=now)
        except Refusal:  # somebody moved it in the meantime
            continue
        done += 1
    return done


def _untold(now: datetime) -> QuerySet[Application]:
    ended = Entry.objects.filter(
        subject_type=Application._meta.label_lower,
        target__in=list(ENDS),
        at__gte=now - LOOK_BACK,
    )
    keys = {int(key) for key in ended.values_list("subject_id", flat=True)}
    rows = Application.objects.filter(pk__in=keys, status__in=list(ENDS))
    told = Letter.objects.filter(application=OuterRef("pk"))
    return (
        rows.filter(~Exists(told.filter(outcome__in=FINAL)))
        .select_related("call__program", "company")
        .order_by("pk")
    )


def _why(application: Application) -> Reason:
    """The reason of the move; of one that gave none, that it gave none."""
    return last_word(application) or _in_words(_("No reason was written down."))
