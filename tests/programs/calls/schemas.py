"""Forms to test with: one question of each kind, and strategies for the rest."""

from typing import Any

from hypothesis import strategies as st


def asks(name: str, kind: str, **more: Any) -> dict[str, Any]:
    label = {"en": name.title(), "zh-hans": f"问题 {name}"}
    return {"id": name, "kind": kind, "label": label, **more}


def option(value: str) -> dict[str, Any]:
    return {"value": value, "label": {"en": value.upper(), "zh-hans": f"选项 {value}"}}


def form(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"sections": [{"title": {"en": "About"}, "questions": list(questions)}]}


def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": {"en": name.title()}, **more}


TABLE = asks(
    "budget",
    "table",
    columns=[
        column("item", "text", required=True),
        column("amount", "money", total=True, min=0),
        column("staff", "number", total=True, whole=True, unit={"en": "people"}),
        column("until", "date"),
    ],
    min_rows=1,
    max_rows=5,
)
EVERY_KIND = form(
    asks("name", "text", max=50, source={"of": "company.name"}),
    asks("pitch", "long_text", min=5, max=100, required=True),
    asks("staff", "number", min=1, whole=True, unit={"en": "people"}),
    asks("revenue", "money", source={"of": "return.REV", "year": -1}),
    asks("founded", "date", min="2000-01-01", max="2030-12-31"),
    asks("field", "choice", options=[option("it"), option("bio")]),
    asks("needs", "choices", options=[option("a"), option("b"), option("c")], max=2),
    asks("clinic", "text", when={"question": "field", "is": ["bio"]}, required=True),
    TABLE,
    asks("plan", "file", types=["pdf"], most=2, most_mb=5),
    asks("truth", "commitment", required=True),
    asks("why", "text", when={"question": "truth", "is": [True]}),
)

words = st.text(max_size=30)
rows = st.lists(st.dictionaries(st.sampled_from(["item", "amount", "x"]), words))
anything = st.one_of(
    st.none(), st.booleans(), words, st.integers(), st.floats(),
    st.lists(words), rows, st.dictionaries(words, words),
)  # fmt: skip
