"""What a message is about, what goes with it, when to try again, when to gather."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from foundation.outbox.states import Kind
from foundation.periods import CITY_TIME

MORNING = time(8)  # when the digest of the day before goes out

# What each template is about; one that is not named here is sent at once to everyone.
KINDS: Mapping[str, Kind] = {
    "application_extended": Kind.CALL,
    "award_granted": Kind.AWARD,
    "award_paid": Kind.AWARD,
    "award_place": Kind.AWARD,
    "call_amended": Kind.CALL,
    "call_answered": Kind.CALL,
    "call_question_declined": Kind.CALL,
    "case_message": Kind.CASE,
    "digest": Kind.DIGEST,
    "draft_reminder": Kind.REMINDER,
    "form_changed": Kind.CALL,
    "finding_closed": Kind.AWARD,
    "need_raised": Kind.SUPPORT,
    "need_reopened": Kind.SUPPORT,
    "need_resolved": Kind.SUPPORT,
    "notice_published": Kind.AWARD,
    "plan_opened": Kind.SUPPORT,
    "report_confirmed": Kind.AWARD,
    "review_reminder": Kind.REMINDER,
    "service_given": Kind.SUPPORT,
}


def kind_of(template: str) -> Kind:
    return KINDS.get(template, Kind.REQUIRED)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail; made when it is sent, kept nowhere."""

    name: str
    content: bytes
    media: str


Maker = Callable[[Mapping[str, Any], str], list[Attached]]
_MAKERS: dict[str, Maker] = {}


def attaches(template: str) -> Callable[[Maker], Maker]:
    """Say what goes with a template: made from its context, in a language."""

    def register(maker: Maker) -> Maker:
        _MAKERS[template] = maker
        return maker

    return register


def attachments(
    template: str, told: Mapping[str, Any], language: str
) -> list[Attached]:
    maker = _MAKERS.get(template)
    return maker(told, language) if maker else []


def last_morning(now: datetime) -> datetime:
    """When digests were last due.

    >>> from datetime import UTC
    >>> f"{last_morning(datetime(2026, 3, 31, 0, 0, tzinfo=UTC)):%m-%d %H:%M}"
    '03-31 08:00'
    >>> f"{last_morning(datetime(2026, 3, 30, 23, 59, tzinfo=UTC)):%m-%d %H:%M}"
    '03-30 08:00'
    """
    local = now.astimezone(CITY_TIME)
    today = datetime.combine(local.date(), MORNING, CITY_TIME)
    return today if local >= today else today - timedelta(days=1)


def back_off(attempts: int, longest: int = 3_600) -> timedelta:
    """Doubling from ten seconds up to `longest` seconds.

    >>> [int(back_off(n).total_seconds()) for n in (1, 2, 3, 12)]
    [10, 20, 40, 3600]
    """
    return timedelta(seconds=min(10 * 2 ** (attempts - 1), longest))
