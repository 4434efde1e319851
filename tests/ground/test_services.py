"""The embedded services live as long as somebody uses them, however that one ends."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from config.embedded import attach, identity, locks, supervisor
from config.embedded.places import Places
from config.embedded.postgres import Postgres
from tests.ground.conftest import CHECKOUT, eventually, processes_of, query

pytestmark = pytest.mark.slow


def test_two_users_share_the_servers_and_the_last_one_stops_them(places, start_user):
    first, second = start_user(), start_user()
    query(places, "CREATE TABLE kept (word text)")

    first.communicate("done\n")

    assert attach.are_ready(places)
    second.communicate("done\n")
    eventually(lambda: processes_of(places) == [])
    start_user()
    assert query(places, "SELECT count(*) FROM kept") == [(0,)]


def test_a_killed_user_leaves_no_process_and_no_damage(places, start_user):
    user = start_user()
    query(places, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    redis = Redis.from_url(places.environment()["REDIS_URL"])
    redis.set("kept", "word")

    user.kill()

    eventually(lambda: processes_of(places) == [])
    assert "database system is shut down" in places.log("postgres").read_text()
    start_user()
    assert query(places, "SELECT count(*) FROM kept") == [(1000,)]
    assert redis.get("kept") == b"word"
    redis.close()


def test_a_killed_supervisor_takes_the_servers_with_it_and_the_next_user_starts_them(
    places, start_user
):
    start_user()
    query(places, "CREATE TABLE kept (word text)")

    os.kill(supervisor_of(places), signal.SIGKILL)

    eventually(lambda: locks.is_free(places.lock("services")))
    start_user()
    assert query(places, "SELECT count(*) FROM kept") == [(0,)]


def test_a_killed_postgresql_is_started_again_with_all_that_was_committed(
    places, start_user
):
    start_user()
    query(places, "CREATE TABLE kept AS SELECT 1 AS number")
    note = places.var / "pg18" / "postmaster.pid"

    os.kill(int(note.read_text().split()[0]), signal.SIGKILL)

    eventually(lambda: answers(places))
    assert query(places, "SELECT number FROM kept") == [(1,)]
    assert "starting it again" in places.log("embedded").read_text()


def test_the_servers_are_for_their_owner_alone(places, start_user):
    start_user()

    assert places.sockets.stat().st_mode & 0o077 == 0
    assert (places.var / "pg18").stat().st_mode & 0o077 == 0
    assert places.valkey_socket.stat().st_mode & 0o177 == 0
    assert (places.var / "secrets" / "secret_key").stat().st_mode & 0o177 == 0


def test_what_is_committed_is_on_the_disk(places, start_user):
    start_user()

    (settings,) = query(
        places,
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
        " current_setting('data_checksums')",
    )

    assert settings == ("on", "on", "on")


def test_a_note_of_a_server_that_is_gone_keeps_nobody_out(places, start_user):
    """After a power cut its number may belong to anybody, here to ourselves."""
    start_user().kill()
    eventually(lambda: processes_of(places) == [])
    (places.var / "pg18" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (places.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    start_user()

    assert answers(places)


def test_half_a_cluster_of_a_killed_start_is_made_anew(places, start_user):
    (places.var / "pg18" / "base").mkdir(parents=True)
    (places.var / "pg18" / "PG_VERSION").write_text("18\n")

    start_user()

    assert answers(places)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_root_without_namespaces_runs_postgresql_as_nobody(tmp_path):
    """In a folder closed to others, so data and sockets have to move elsewhere."""
    tmp_path.chmod(0o700)
    places = Places(tmp_path / "var")
    service = supervisor.Service(
        Postgres(places, durable=False, identity="nobody"),
        os.open(places.lock("services"), os.O_CREAT),
    )
    try:
        service.start(places)

        assert query(places, "SELECT current_user") == [("kapok",)]
        assert not identity.is_reachable(places.var / "pg18")
        assert service.child
        assert Path(f"/proc/{service.child.pid}").stat().st_uid == 65534
    finally:
        service.stop()
        os.close(service.lock)
        remove_elsewhere(places)


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(places):
    deep = Places(places.var / ("deep" * 25))

    assert deep.sockets == deep.sockets
    assert len(str(deep.sockets)) < 60
    assert deep.sockets.stat().st_mode & 0o077 == 0
    deep.sockets.rmdir()


def test_a_stolen_folder_of_sockets_is_not_used(places):
    deep = Places(places.var / ("deep" * 25))
    mine = deep.sockets
    mine.chmod(0o777)

    assert deep.sockets != mine
    mine.rmdir()
    deep.sockets.rmdir()


def test_nothing_embedded_is_imported_when_the_addresses_are_set(environment):
    program = (
        "import sys, config.settings\n"
        "print([name for name in sys.modules if name.startswith('config.embedded')])"
    )
    addresses = {
        "DATABASE_URL": "postgresql://kapok@database.example/kapok",
        "REDIS_URL": "redis://redis.example",
        "SECRET_KEY": "word",
    }

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env={**environment, **addresses},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"


def supervisor_of(places: Places) -> int:
    (number,) = (
        number
        for number, command in processes_of(places)
        if "config.embedded.supervisor" in command
    )
    return number


def answers(places: Places) -> bool:
    try:
        return query(places, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def remove_elsewhere(places: Places) -> None:
    shutil.rmtree((places.var / "elsewhere").readlink())
