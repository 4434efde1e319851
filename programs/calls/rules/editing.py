"""Changing a form that is being written: each function gives back a new form."""

import re
from copy import deepcopy
from typing import Any

from programs.calls.rules.schema import Question, Schema, by_id, questions

Form = dict[str, Any]


def section_of(schema: Schema, name: str) -> int:
    """The section that a question stands in; a LookupError when there is none."""
    for number, part in enumerate(schema.get("sections", [])):
        if any(question["id"] == name for question in part["questions"]):
            return number
    raise LookupError(name)


def _copied(schema: Schema) -> tuple[Form, list[dict[str, Any]]]:
    form = {**deepcopy(dict(schema))}
    sections: list[dict[str, Any]] = form.setdefault("sections", [])
    return form, sections


def put(
    schema: Schema, section: int, question: Question, *, instead_of: str = ""
) -> Form:
    """Add a question at the end of a section, or put it in the place of another."""
    form, sections = _copied(schema)
    if not instead_of:
        sections[section]["questions"].append(dict(question))
        return form
    part = sections[section_of(schema, instead_of)]["questions"]
    place = next(n for n, q in enumerate(part) if q["id"] == instead_of)
    part[place] = dict(question)
    if instead_of != question["id"]:
        _follow(form, instead_of, question["id"])
    return form


def _follow(form: Form, old: str, new: str) -> None:
    """Conditions keep asking about a question that has got another id."""
    for question in questions(form):
        if question.get("when", {}).get("question") == old:
            question["when"]["question"] = new


def remove(schema: Schema, name: str) -> Form:
    form, sections = _copied(schema)
    part = sections[section_of(schema, name)]
    part["questions"] = [q for q in part["questions"] if q["id"] != name]
    return form


def move(schema: Schema, name: str, step: int) -> Form:
    """One place up (-1) or down (1); beyond its section, into the next one."""
    form, sections = _copied(schema)
    number = section_of(schema, name)
    part = sections[number]["questions"]
    place = next(n for n, q in enumerate(part) if q["id"] == name)
    if 0 <= place + step < len(part):
        part.insert(place + step, part.pop(place))
    elif 0 <= number + step < len(sections):
        neighbor = sections[number + step]["questions"]
        neighbor.insert(len(neighbor) if step < 0 else 0, part.pop(place))
    return form


def duplicate(schema: Schema, name: str) -> Form:
    """The same question once more, right behind it, under an id of its own."""
    form, sections = _copied(schema)
    part = sections[section_of(schema, name)]["questions"]
    place = next(n for n, q in enumerate(part) if q["id"] == name)
    part.insert(place + 1, {**deepcopy(part[place]), "id": fresh(schema, name)})
    return form


def fresh(schema: Schema, wanted: str) -> str:
    """An id that no question has yet, as close to `wanted` as it can be.

    >>> form = {"sections": [{"questions": [{"id": "staff"}, {"id": "staff_2"}]}]}
    >>> fresh(form, "staff"), fresh(form, "R&D staff"), fresh(form, "人员")
    ('staff_3', 'r_d_staff', 'q_3')
    """
    taken = set(by_id(schema))
    plain = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_")[:34].strip("_")
    stem = plain if plain[:1].isalpha() else "q"
    if plain and stem == plain and plain not in taken:
        return plain
    stem = re.sub(r"_\d+$", "", stem)
    number = len(taken) + 1 if stem == "q" else 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def add_section(schema: Schema, title: dict[str, str]) -> Form:
    form, sections = _copied(schema)
    sections.append({"title": title, "questions": []})
    return form


def retitle(schema: Schema, section: int, title: dict[str, str]) -> Form:
    form, sections = _copied(schema)
    sections[section]["title"] = title
    return form


def move_section(schema: Schema, section: int, step: int) -> Form:
    form, sections = _copied(schema)
    if 0 <= section + step < len(sections):
        sections.insert(section + step, sections.pop(section))
    return form


def remove_section(schema: Schema, section: int) -> Form:
    """Take an empty section out; one with questions stays."""
    form, sections = _copied(schema)
    if not sections[section]["questions"]:
        sections.pop(section)
    return form
