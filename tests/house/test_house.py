"""The house rules that can be read off the code itself."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.models import BaseConstraint, CheckConstraint
from django.utils import translation

import foundation
import incubators
import programs
import startups
from config import catalog, documents
from config.edges import stated_rights
from foundation.moves import HasLifecycle
from foundation.refusals import Guard

APPS = ("foundation", "startups", "incubators", "programs")  # each on those before it
PACKAGES = (foundation, startups, incubators, programs)
ROOT = Path(settings.BASE_DIR)
MODULES = [
    module.name
    for app in PACKAGES
    for module in walk_packages(app.__path__, f"{app.__name__}.")
]
MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in APPS
    and not model._meta.proxy
    and not hasattr(model, "pgh_tracked_model")
]
LIFECYCLES = [model for model in MODELS if issubclass(model, HasLifecycle)]


def python_files() -> Iterator[Path]:
    for app in (*APPS, "config"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def actions_of(module: str) -> list[tuple[str, object]]:
    loaded = import_module(module)
    return [
        (name, function)
        for name, function in inspect.getmembers(loaded, inspect.isfunction)
        if inspect.unwrap(function).__module__ == module and not name.startswith("_")
    ]


def test_every_constraint_can_explain_itself():
    mute = [
        constraint.name
        for model in MODELS
        for constraint in model._meta.constraints
        if not constraint.violation_error_code
        or constraint.violation_error_message
        == BaseConstraint.default_violation_error_message
    ]
    assert mute == []


def test_every_guard_that_refuses_can_explain_itself():
    mute = [
        trigger.name
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, Guard)
        and f"'{trigger.name}'" in trigger.render_func(model)
        and not (trigger.code and trigger.when_broken)
    ]
    assert mute == []


def test_no_guard_can_be_switched_off_by_a_session():
    open_doors = [
        f"{model._meta.label}.{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, Guard)
        and "should_ignore" in str(trigger.compile(model).install_sql)
    ]
    assert open_doors == []


def test_every_use_case_is_one_unit_of_work():
    loose = [
        f"{module}.{name}"
        for module in MODULES
        if module.split(".")[-1] == "actions" or ".actions." in module
        for name, function in actions_of(module)
        if not hasattr(function, "__wrapped__")
        and not hasattr(function, "several_units")
    ]
    assert loose == []


def test_every_move_has_a_use_case_of_its_name():
    lacking = []
    for model in LIFECYCLES:
        actions = import_module(re.sub(r"\.models\b.*", ".actions", model.__module__))
        lacking += [
            f"{actions.__name__}.{move.verb}"
            for move in model.lifecycle
            if not hasattr(actions, move.verb)
        ]
    assert lacking == []


@pytest.mark.parametrize("model", LIFECYCLES, ids=lambda m: m._meta.label)
def test_every_status_is_reached(model):
    reached = {model.lifecycle.initial} | {str(m.target) for m in model.lifecycle}
    assert reached == {value for value, _ in model._meta.get_field("status").choices}


def test_every_lifecycle_is_guarded_by_the_database():
    unguarded = [
        model._meta.label
        for model in LIFECYCLES
        if sum("status" in trigger.name for trigger in model._meta.triggers) < 2
    ]
    assert unguarded == []


def test_only_moves_write_a_status():
    writers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files()
        if path.name != "moves.py" and "demo" not in path.parts  # which writes history
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    assert writers == []


def test_every_moment_with_a_person_is_both_or_neither():
    """I14: wherever a `_by` stands, there is its `_at` and a check on the pair."""
    unpaired = []
    for model in MODELS:
        names = {field.name for field in model._meta.get_fields()}
        checks = " ".join(
            c.name for c in model._meta.constraints if isinstance(c, CheckConstraint)
        )
        for name in names:
            if name.endswith("_by") and name not in {"absorbed_by", "replaced_by"}:
                field = model._meta.get_field(name)
                stem = name.removesuffix("_by")
                if isinstance(field, models.ForeignKey) and not (
                    f"{stem}_at" in names and f"{stem}_at_with_by" in checks
                ):
                    unpaired.append(f"{model._meta.label}.{name}")
    assert unpaired == []


def test_every_period_starts_before_it_ends():
    """I14: wherever there are two ends of a period, a check keeps their order."""
    pairs = [
        ("starts_on", "ends_on"),
        ("opens_at", "closes_at"),
        ("issued_on", "valid_until"),
        ("period_start", "period_end"),
        ("moved_in_on", "moved_out_on"),
    ]
    loose = []
    for model in MODELS:
        names = {field.name for field in model._meta.get_fields()}
        conditions = " ".join(
            str(c.condition)
            for c in model._meta.constraints
            if isinstance(c, CheckConstraint)
        )
        loose += [
            f"{model._meta.label}: {start}, {end}"
            for start, end in pairs
            if {start, end} <= names and not (start in conditions and end in conditions)
        ]
    assert loose == []


def test_migrations_point_the_same_way_as_imports():
    rank = {app: position for position, app in enumerate(APPS)}
    uphill = [
        (app, needed)
        for (app, _), migration in MigrationLoader(None).disk_migrations.items()
        for needed, _ in migration.dependencies
        if app in rank and needed in rank and rank[needed] > rank[app]
    ]
    assert uphill == []


def test_files_stay_readable():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_every_view_states_its_right():
    silent = [
        address for address, view in documents.views() if stated_rights(view) is None
    ]
    assert silent == []


@pytest.mark.parametrize("path", list(documents.pages()), ids=lambda path: path.name)
def test_generated_pages_are_current(path):
    assert path.read_text() == documents.pages()[path], "run `make docs`"


def test_no_string_is_left_untranslated():
    assert catalog.missing() == [], "run `make messages` and translate these"


def test_every_app_has_a_name_in_the_readers_language():
    with translation.override("zh-hans"):
        named = [str(apps.get_app_config(app).verbose_name) for app in APPS]
    assert [name for name in named if name.isascii()] == []


def test_the_compiled_catalog_is_current():
    def texts(of):
        return {(m.context, m.id): m.string for m in catalog.messages(of)}

    assert texts(catalog.read()) == texts(catalog.merged())


def test_translations_keep_their_placeholders():
    mark = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    lost = [
        message.id
        for message in catalog.messages(catalog.read())
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
        and set(mark.findall(message.id)) != set(mark.findall(message.string))
    ]
    assert lost == []


def test_locks_name_no_address():
    named = [
        path.name
        for path in ROOT.glob("*.lock")
        if re.search(r"https?://|file:", path.read_text())
    ]
    assert named == []
