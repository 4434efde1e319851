"""How amounts, moments and states are written, in both languages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from foundation.states import Move
from tests.config.markup import Markup


def show(source: str, /, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        return Template("{% load kapok %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("{{ v|money }}", "¥318,400,000.50", "¥318,400,000.50"),
        ("{{ below|money }}", "-¥279,480.00", "-¥279,480.00"),
        ('{{ v|money:"wan" }}', "31,840 万元", "¥318.4 million"),
        ("{{ v|area }}", "318,400,000.50 m²", "318,400,000.50 m²"),
        ('{{ v|area:"wan" }}', "31,840 万 m²", "318.4 million m²"),
        ("{{ nothing|money }}", "—", "—"),
        ("{{ nothing|area }}", "—", "—"),
        ("{{ nothing|since }}{{ nothing|moment }}", "——", "——"),
        ("{% percentage 72 100 %}", "72.0%", "72.0%"),
        ("{% percentage 1 0 %}", "—", "—"),
        ("{{ names|pick }}", "木棉", "Kapok"),
    ],
)
def test_amounts_are_written_as_each_language_does(source, zh, en):
    context = {
        "v": Decimal("318400000.50"),
        "below": Decimal("-279480.00"),
        "nothing": None,
        "names": {"zh-hans": "木棉", "en": "Kapok"},
    }

    assert show(source, "zh-hans", **context) == zh
    assert show(source, "en", **context) == en


def test_a_moment_is_exact_for_machines_and_in_the_citys_time_for_people():
    at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    assert show("{{ at|moment }}", at=at) == (
        '<time datetime="2026-11-24T00:30:00+08:00">2026-11-24 00:30</time>'
    )
    assert (
        show("{{ at|day }}", at=at) == '<time datetime="2026-11-24">2026-11-24</time>'
    )


def test_what_is_left_counts_down_and_what_is_over_does_not():
    soon = timezone.now() + timedelta(days=3, hours=2)

    left = Markup(show("{{ at|until }}", at=soon)).all("time")[0]
    over = Markup(show("{{ at|until }}", at=soon - timedelta(days=9))).all("time")[0]

    assert "data-countdown" in left
    assert datetime.fromisoformat(left["datetime"]) == soon.replace(microsecond=0)
    assert "data-countdown" not in over


@pytest.mark.parametrize(
    ("status", "color"),
    [
        ("draft", "grey"),
        ("submitted", "blue"),
        ("correction", "orange"),
        ("approved", "green"),
        ("ineligible", "red"),
        ("something_new", "blue"),
    ],
)
def test_a_status_has_the_color_of_its_kind(status, color):
    class Subject:
        def __init__(self) -> None:
            self.status = status

        def get_status_display(self) -> str:
            return "<As it stands>"

    text = show("{% status_tag subject %}", subject=Subject())

    assert f"kp-tag--{color}" in text
    assert "&lt;As it stands&gt;" in text


def test_a_bar_needs_no_style_and_never_leaves_its_frame():
    bars = Markup(show("{% bar 150 100 'x' %}{% bar 1 0 'x' %}")).all("rect")

    assert [bar["width"] for bar in bars if bar["fill"] == "#b5281e"] == [
        "100.0",
        "0.0",
    ]


def test_each_move_is_a_form_of_its_own_and_asks_for_a_reason_where_one_is_needed():
    moves = [
        Move("approve", "Approve", ["submitted"], "approved", "decide"),
        Move("reject", "Reject", ["submitted"], "refused", "decide", reasoned=True),
    ]
    subject = SimpleNamespace(moves_for=lambda _user: moves)
    request = RequestFactory().get("/")
    request.user = SimpleNamespace()  # type: ignore[assignment]  # whoever it is

    page = Markup(
        show(
            '{% moves subject "/press/" %}',
            subject=subject,
            request=request,
            csrf_token="token",
        )
    )

    assert [f["action"] for f in page.all("form", method="post")] == ["/press/"] * 2
    assert [v["value"] for v in page.all("input", name="verb")] == ["approve", "reject"]
    assert len(page.all("input", name="csrfmiddlewaretoken")) == 2
    keys = [key["value"] for key in page.all("input", name="idempotency_key")]
    assert len(set(keys)) == 2
    assert [t["name"] for t in page.all("textarea")] == ["reason"]
    assert page.dangling() == set()


def test_only_the_moves_that_the_page_knows_are_offered():
    moves = [Move(verb, verb, [], "x", "p") for verb in ("approve", "withdraw")]
    request = RequestFactory().get("/")
    request.user = SimpleNamespace()  # type: ignore[assignment]  # whoever it is

    text = show(
        '{% moves subject "/press/" only="withdraw" %}',
        subject=SimpleNamespace(moves_for=lambda _user: moves),
        request=request,
    )

    assert [v["value"] for v in Markup(text).all("input", name="verb")] == ["withdraw"]
