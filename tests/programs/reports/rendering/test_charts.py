"""Charts are allowed by a strict policy, readable, and never break on odd data."""

import re
from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from programs.reports.dataset import ChartKind, ChartSpec, Series
from programs.reports.measures import PERCENT, WAN_YUAN, Number, Words, text
from programs.reports.rendering.charts import (
    LIGHT,
    NARROW,
    Theme,
    describe,
    render_png,
    render_svg,
)
from programs.reports.rendering.charts.lettering import width
from tests.programs.reports.rendering.samples import incubator_report, program_report

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "text", "line", "rect", "circle", "polygon", "polyline"}
LONG = [f"Manufacture of special equipment, group {place}" for place in range(30)]
CHINESE = [f"广州市第{place}专用设备制造与检验检测服务业" for place in range(30)]
SPECS = [
    section.chart
    for report in (program_report(), incubator_report())
    for section in report.sections
    if section.chart
]


def a_chart(
    kind: ChartKind, categories: Sequence[Words], *lists: list[Number | None]
) -> ChartSpec:
    names = [text(f"Series {place}", f"系列{place}") for place in range(len(lists))]
    series = (Series(name, tuple(row)) for name, row in zip(names, lists, strict=True))
    title = text("Money by class", "分行业金额")
    return ChartSpec(kind, title, WAN_YUAN, tuple(categories), tuple(series))


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Where each text stands: left, top, right, bottom, words."""
    found = []
    for each in fromstring(svg).iter(f"{SVG}text"):
        words, size = each.text or "", float(each.attrib["font-size"])
        wide = width(words, size) * 0.85
        shift = {"start": 0, "middle": wide / 2, "end": wide}[
            each.attrib["text-anchor"]
        ]
        x, y = float(each.attrib["x"]) - shift, float(each.attrib["y"])
        found.append((x, y - size * 0.75, x + wide, y, words))
    return found


def collisions(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that run into each other."""
    placed = boxes(svg)
    return [
        (a[4], b[4])
        for index, a in enumerate(placed)
        for b in placed[index + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def check(svg: str, theme: Theme) -> Element:
    """Hold what every chart promises."""
    root: Element = fromstring(svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    names = {name for each in root.iter() for name in each.attrib}
    assert tags <= TAGS
    assert not [name for name in names if name in {"style", "class", "href"}]
    assert not [name for name in names if name.startswith("on")]
    assert not re.search(r"\b(nan|inf)\b", svg)
    assert collisions(svg) == []
    for left, _top, right, _bottom, words in boxes(svg):
        assert left >= -1, words
        assert right <= theme.width + 1, words
    return root


@pytest.mark.parametrize("theme", [LIGHT, NARROW])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec.kind))
def test_the_charts_of_the_reports_are_sound(spec, language, theme) -> None:
    root = check(render_svg(spec, language, theme, name="r3"), theme)

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "r3-title r3-desc"
    assert root[0].text == spec.title[language]
    assert root[1].text == describe(spec, language)


@pytest.mark.parametrize("theme", [LIGHT, NARROW])
@pytest.mark.parametrize("names", [LONG, CHINESE], ids=["long", "chinese"])
@pytest.mark.parametrize("kind", ChartKind)
def test_thirty_long_names_do_not_collide(kind, names, theme) -> None:
    rising: list[Number | None] = [Decimal(place**3) * 1000 for place in range(30)]
    spec = a_chart(kind, names, rising, rising[::-1])

    check(render_svg(spec, "en", theme), theme)


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize(
    "values",
    [
        [],
        [None, None],
        [Decimal(0), Decimal(0)],
        [Decimal(55_000)],
        [Decimal(-120_000), Decimal(50_000), None, Decimal(0)],
        [Decimal("0.01"), Decimal("99999999999999.99")],
    ],
    ids=["empty", "unknown", "zeros", "one", "negative", "extremes"],
)
def test_odd_data_are_drawn(kind, values) -> None:
    names = list("abcdef")[: len(values)]

    check(render_svg(a_chart(kind, names, values, values), "zh-hans"), LIGHT)


def test_no_data_says_so() -> None:
    assert describe(a_chart(ChartKind.BAR, [], []), "en") == "No data"


def test_bars_lie_down_when_their_labels_do_not_fit() -> None:
    few: list[Number | None] = [Decimal(10_000)] * 3
    standing = check(
        render_svg(a_chart(ChartKind.BAR, ["a", "b", "c"], few), "en"), LIGHT
    )
    lying = check(
        render_svg(a_chart(ChartKind.BAR, LONG[:3], few), "en", NARROW), NARROW
    )

    assert len({bar.attrib["x"] for bar in standing.iter(f"{SVG}rect")}) == 3
    assert len({bar.attrib["x"] for bar in lying.iter(f"{SVG}rect")}) == 1


@given(st.text())
def test_hostile_words_stay_words(words: str) -> None:
    spec = a_chart(ChartKind.BAR, [words, "</text><script>"], [Decimal(1), Decimal(2)])

    root = fromstring(render_svg(spec, "en"))

    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= TAGS


def test_a_long_chart_is_described_by_its_extremes() -> None:
    spec = a_chart(ChartKind.BAR, CHINESE, [Decimal(n) * 10_000 for n in range(30)])

    told = describe(spec, "en")

    assert "0.00" in told
    assert "29.00" in told
    assert "15.00" not in told


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_color_stands_out_from_the_paper_and_the_track() -> None:
    for color in (*LIGHT.palette, LIGHT.ink, LIGHT.muted):
        assert (1.05) / (luminance(color) + 0.05) >= 3
    track, first = luminance(LIGHT.track), luminance(LIGHT.color(0))
    assert (track + 0.05) / (first + 0.05) >= 3


def test_the_picture_for_mail_is_a_png_with_its_letters_in_it() -> None:
    spec = a_chart(ChartKind.BAR, ["晟䶮"], [Decimal(10_000)])
    bare = a_chart(ChartKind.BAR, [" "], [Decimal(10_000)])

    png = render_png(spec, "zh-hans")

    assert png.startswith(b"\x89PNG")
    assert png == render_png(spec, "zh-hans")
    assert png != render_png(bare, "zh-hans")


def test_percentages_carry_their_sign_on_the_axis() -> None:
    spec = ChartSpec(
        ChartKind.LINE,
        text("Share", "占比"),
        PERCENT,
        ("2025", "2026"),
        (Series(text("Share", "占比"), (Decimal("0.1"), Decimal("0.9"))),),
    )

    told = [box[4] for box in boxes(render_svg(spec, "en"))]

    assert "100%" in told
    assert "90.0%" in told
