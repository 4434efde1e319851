"""How amounts, areas, moments and states are written on every page."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.translated import pick as pick_text

register = template.Library()
NOTHING = "—"
Number = Decimal | float | int

# What a state tells, by its name; whatever is not here is under way, and blue.
KINDS: Mapping[str, frozenset[str]] = {
    "grey": frozenset({
        "draft", "withdrawn", "closed", "ended", "exited", "merged", "superseded",
        "cancelled", "skipped", "voided", "waived", "removed", "delisted",
        "not_selected", "replaced", "expired", "discarded", "duplicate", "late",
    }),
    "green": frozenset({
        "approved", "active", "completed", "paid", "granted", "eligible", "published",
        "verified", "confirmed", "graduated", "operating", "running", "available",
        "sent", "built", "resolved", "in_force", "settled", "matched",
    }),
    "red": frozenset({
        "rejected", "refused", "revoked", "ineligible", "not_recommended", "failed",
        "overdue", "referred", "dissolved", "declined", "not_accepted", "unresolved",
        "abnormal", "blocked", "differs", "contradictory", "unknown", "held",
    }),
    "orange": frozenset({
        "correction", "returned", "objection", "unverified", "waiting", "registered",
        "coordination", "recused", "due", "issued", "entered", "asked",
    }),
}  # fmt: skip


@register.filter
def money(value: Number | None, unit: str = "yuan") -> str:
    """`¥1,234,567.00`; with "wan", in ten thousands (`123.46 万元`) or millions."""
    if value is None or value == "":
        return NOTHING
    if unit != "wan":
        amount = Decimal(value)
        return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"
    if _in_chinese():
        return f"{_short(value, 10_000)} 万元"
    return f"¥{_short(value, 1_000_000)} million"


@register.filter
def area(value: Number | None, unit: str = "m2") -> str:
    """`1,234.50 m²`; with "wan", `880 万 m²` or `8.8 million m²`."""
    if value is None or value == "":
        return NOTHING
    if unit != "wan":
        return f"{Decimal(value):,.2f} m²"
    if _in_chinese():
        return f"{_short(value, 10_000)} 万 m²"
    return f"{_short(value, 1_000_000)} million m²"


@register.filter
def count(value: int | None) -> str:
    """`4,739`, in every language."""
    return NOTHING if value is None else f"{value:,}"


@register.filter
def figure(value: Number | None) -> str:
    """`52,000` or `52,000.50`: a figure without needless decimals."""
    if value is None or value == "":
        return NOTHING
    return f"{Decimal(value):,.2f}".removesuffix(".00")


@register.filter
def percent(ratio: Number | None) -> str:
    """A ratio as `72.0%`."""
    return NOTHING if ratio is None else f"{Decimal(ratio) * 100:.1f}%"


@register.simple_tag
def percentage(part: Number | None, whole: Number | None) -> str:
    """`part` of `whole`; of nothing, a dash."""
    if part is None or not whole:
        return NOTHING
    return percent(Decimal(part) / Decimal(whole))


@register.filter
def moment(at: datetime | None) -> str:
    """The exact time, to the minute, for people and for machines."""
    return _time(at, _exactly(at)) if at else NOTHING


@register.filter
def day(on: date | None) -> str:
    if not on:
        return NOTHING
    shown = timezone.localdate(on) if isinstance(on, datetime) else on
    return _time(shown, f"{shown:%Y-%m-%d}")


@register.filter
def since(at: datetime | None) -> str:
    """How long ago, in words; the exact time is beside it for who points at it."""
    if not at:
        return NOTHING
    words = _("%(time)s ago") % {"time": timesince(at, timezone.now(), depth=1)}
    return _time(at, words, title=_exactly(at))


@register.filter
def until(at: datetime | None) -> str:
    """How long still, in words; with our script it counts on by the server's clock."""
    if not at:
        return NOTHING
    if at <= timezone.now():
        return _time(at, _("over"), title=_exactly(at))
    words = timeuntil(at, timezone.now(), depth=2)
    return format_html(
        '<time datetime="{}" title="{}" data-countdown data-over="{}">{}</time>',
        timezone.localtime(at).isoformat(timespec="seconds"),
        _exactly(at),
        _("over"),
        words,
    )


@register.filter
def is_past(at: datetime | None) -> bool:
    return at is not None and at <= timezone.now()


@register.simple_tag
def server_time() -> str:
    """The clock that every deadline goes by."""
    return _time(timezone.now(), _exactly(timezone.now()))


@register.simple_tag
def server_instant() -> str:
    return timezone.now().isoformat(timespec="milliseconds")


@register.filter
def pick(texts: Any) -> str:
    """The active language's text of a `TranslatedText`."""
    return pick_text(texts)


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has under a key, or None."""
    return found.get(key)


@register.filter
def state_kind(state: str) -> str:
    """The color of a state's tag."""
    return next((kind for kind, names in KINDS.items() if state in names), "blue")


@register.inclusion_tag("_status_tag.html")
def status_tag(subject: Any, label: Any = "") -> dict[str, Any]:
    """The tag of a model's `status` (or `state`), or of a bare value with its label."""
    if isinstance(subject, str):
        return {"state": subject, "label": label or getattr(subject, "label", subject)}
    name = "status" if hasattr(subject, "status") else "state"
    told = label or getattr(subject, f"get_{name}_display")()
    return {"state": str(getattr(subject, name)), "label": told}


@register.inclusion_tag("_bar.html")
def bar(part: Number, whole: Number, label: Any = "") -> dict[str, Any]:
    """A share as a bar that needs neither script nor inline style."""
    share = float(part) / float(whole) if whole else 0.0
    return {"width": round(min(max(share, 0.0), 1.0) * 100, 1), "label": label}


@register.inclusion_tag("_moves.html", takes_context=True)
def moves(
    context: RequestContext, subject: Any, action: str, *, only: str = ""
) -> dict[str, Any]:
    """The buttons that this person may press on `subject`, posting to `action`.

    `only` keeps the verbs that the page's own view knows, separated by spaces.
    """
    open_moves = subject.moves_for(context["request"].user)
    wanted = only.split()
    return {
        "moves": [m for m in open_moves if not wanted or m.verb in wanted],
        "action": action,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def idempotency_token() -> SafeString:
    """A key of this very page, so that pressing twice does a thing once."""
    return format_html(
        '<input type="hidden" name="idempotency_key" value="{}">', uuid4()
    )


@register.filter
def choice_block(kind: str) -> str:
    """The block of CSS classes for one choice: radio or checkbox."""
    return "govuk-radios" if kind == "radio" else "govuk-checkboxes"


@register.filter
def page_language(code: str) -> str:
    """The language as screen readers and fonts want it named."""
    return {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}.get(code, code)


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _short(value: Number, unit: int) -> str:
    """In `unit`s, with at most two decimals."""
    return f"{Decimal(value) / unit:,.2f}".rstrip("0").rstrip(".")


def _exactly(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _time(at: date, words: str, title: str = "") -> SafeString:
    told = timezone.localtime(at) if isinstance(at, datetime) else at
    machine = told.isoformat(timespec="seconds") if isinstance(told, datetime) else told
    if title:
        return format_html(
            '<time datetime="{}" title="{}">{}</time>', machine, title, words
        )
    return format_html('<time datetime="{}">{}</time>', machine, words)
