"""What was published, as it was frozen, and the letters that applicants have got.

To be asked when all rows are written: both are worded from them as the real ones are.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from config.demo.scene import Scene
from foundation.models import Entry
from foundation.numbering import formatted
from foundation.periods import city_day
from programs.applications.rules import fingerprint
from programs.letters.queries import frozen
from programs.letters.states import ENDS, REFUSING, Outcome
from programs.models import Application, Letter, Proposal, PublicNotice, Score
from programs.reviews.queries import feedback_of
from programs.selection.queries.notices import SHOWN, content_of
from programs.selection.states import NoticeStatus


def freeze_notices() -> None:
    """Freeze what the public read of each notice, under its hash."""
    rows = PublicNotice.objects.exclude(status=NoticeStatus.DRAFT)
    notices = list(rows.select_related("program", "replaces", "replaced_by"))
    for notice in notices:
        stands_in = getattr(notice, "replaced_by", None) or notice
        listed = Proposal.objects.filter(notice=stands_in, status__in=SHOWN)
        listed = listed.select_related(
            "application__company__district", "application__call__program"
        ).order_by("rank", "id")
        at: Any = notice.published_on
        notice.content = content_of(notice, at, listed=listed)
        if stands_in is not notice:
            _misspell(notice.content["list"])
        notice.sha256 = fingerprint(notice.content)
    PublicNotice.objects.bulk_update(notices, ["content", "sha256"])


def _misspell(rows: list[dict[str, Any]]) -> None:
    """What the corrected notice put right."""
    if rows:
        rows[0]["company"] = str(rows[0]["company"]).replace("有限公司", "有限责任公司")


def write_letters(scene: Scene) -> None:
    """A letter to everyone whose application has ended, or stood on a list."""
    heard = set(
        Score.objects.exclude(feedback="").values_list(
            "assignment__application", flat=True
        )
    )
    for application, outcome, reason, at in _due():
        feedback = feedback_of(application) if application.pk in heard else []
        year = city_day(at).year
        number = formatted("GZ", year, scene.next(f"GZ {year}"))
        reasons = [reason] if reason else []
        about = (application, outcome, reasons, feedback)
        content = frozen(*about, number=number, at=at)
        scene.add(
            Letter,
            application_id=application.pk,
            number=number,
            outcome=outcome,
            reasons=reasons,
            feedback=feedback,
            content=content,
            sha256=fingerprint(content),
            dated_on=at,
        )


def _due() -> Iterator[tuple[Application, str, str, datetime]]:
    """Whom there was something to tell: what, why and when."""
    moves = Entry.objects.filter(
        subject_type=Application._meta.label_lower,
        target__in=[*ENDS, "public_notice"],
    )
    told = moves.exclude(verb="clear").order_by("at", "id")
    by_key = Application.objects.select_related("call__program", "company").in_bulk(
        {int(entry.subject_id) for entry in told}
    )
    for entry in told:
        application = by_key[int(entry.subject_id)]
        outcome = _outcome(entry)
        if outcome != Outcome.SELECTED and entry.target != application.status:
            continue
        reason = entry.reason if outcome in REFUSING else ""
        yield application, outcome, reason, entry.at


def _outcome(entry: Entry) -> Outcome:
    if entry.target == "public_notice":
        return Outcome.SELECTED
    return Outcome.REMOVED if entry.verb == "remove" else ENDS[entry.target]
