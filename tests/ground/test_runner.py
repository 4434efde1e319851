"""What the runner says, in one line, when something is in its way or falls."""

import fcntl
import signal
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.embedded import children, failures, locks, processes, runner
from config.embedded.failures import Unavailable
from config.embedded.places import Places
from config.embedded.processes import Options, Process
from config.health import probe
from tests.ground.conftest import CHECKOUT, eventually


@pytest.fixture
def taken():
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def run(env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "config.embedded"],
        cwd=CHECKOUT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_taken_port_is_said_with_the_way_out(taken, environment):
    done = run({**environment, "PORT": str(taken)})

    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout == (
        f"kapok: Port {taken} is not free (Address already in use). "
        f"Choose another: `make demo PORT={taken + 1}`.\n"
    )


def test_a_second_start_says_where_the_first_one_is(places, environment):
    alone = locks.take(places.lock("demo"), fcntl.LOCK_EX)
    assert alone
    with alone:
        print("see http://localhost:8000/ (process 1).", file=alone, flush=True)

        done = run(environment)

    assert done.returncode == 0
    assert done.stdout == (
        "kapok: It is running already; see http://localhost:8000/ (process 1).\n"
    )


def test_a_full_disk_stops_the_start(tmp_path):
    with pytest.raises(Unavailable, match=r"The disk is almost full: \d+ MiB free"):
        failures.require_disk(tmp_path, least=1 << 60)


def test_a_process_that_fell_is_started_again_and_named(places, capsys):
    running = running_program(places, "sleep", "60")
    first = running.child
    first.kill()
    first.wait()

    running.watch()

    assert running.child.pid != first.pid
    log = places.log("sleeper")
    assert capsys.readouterr().out == (
        f"kapok: sleeper ended (-9), see {log}; starting it again.\n"
    )
    running.stop()


def test_a_process_that_keeps_falling_stops_the_whole(places):
    running = running_program(places, "sh", "-c", "echo no luck; exit 3")

    def fall(times: int) -> None:
        for _ in range(times):
            running.child.wait()
            running.watch()

    fall(times=4)
    with pytest.raises(Unavailable, match=r"sleeper ended \(3\), see .*: no luck"):
        fall(times=1)


def test_a_process_that_does_not_listen_is_killed_after_a_while(places):
    program = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    running = running_program(places, "sh", "-c", program)
    eventually(lambda: "ready" in children.last_words(places.log("sleeper")))

    running.stop()

    assert running.child.returncode == -signal.SIGKILL


def test_a_program_on_a_leash_dies_with_its_holder(places):
    log = places.log("sleeper")
    holder = (
        "import sys; from config.embedded import children; from pathlib import Path\n"
        "child = children.start(children.leashed(['sleep', '60']), Path(sys.argv[1]))\n"
        "print(child.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(log)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        sleeper = Path("/proc") / process.stdout.readline().strip()
        eventually(lambda: "sleep" in (sleeper / "comm").read_text())

        process.kill()

    eventually(lambda: not is_running(sleeper))


def test_a_long_log_keeps_one_old_copy_and_its_writer_goes_on(tmp_path):
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * (children.LONGEST_LOG + 1))

        children.rotate(log)
        writer.write(b"and on\n")

    assert log.read_bytes() == b"and on\n"
    assert log.with_suffix(".log.1").stat().st_size == children.LONGEST_LOG + 1


def test_the_mailbox_keeps_every_mail_as_a_file(places, environment):
    port = free_port()
    (mailbox,) = (
        process
        for process in processes.all_of(
            Options(port=1, mail_port=port, bind="127.0.0.1")
        )
        if process.name == "mailbox"
    )
    env = {**environment, "PYTHONPATH": str(CHECKOUT)}
    running = runner.Running(Process("mailbox", mailbox.command, env), places, [])
    eventually(lambda: is_open(port))
    mail = EmailMessage()
    mail["Subject"], mail["Message-ID"] = "城市报告", "<one@kapok>"
    mail.set_content("你好")

    with smtplib.SMTP("127.0.0.1", port) as client:
        for to in ("ana@example.org", "bo@example.org"):
            client.send_message(mail, "kapok@example.org", to)

    kept = sorted((places.var / "mailbox").glob("*.eml"))
    said = [file.read_text().splitlines()[1] for file in kept]
    assert said == ["X-Envelope-To: ana@example.org", "X-Envelope-To: bo@example.org"]
    assert all("Message-ID: <one@kapok>" in file.read_text() for file in kept)
    running.stop()


def test_no_answer_is_said_in_a_sentence():
    port = free_port()

    assert probe.ask("/readyz", port) == (
        False,
        "the web process does not answer ([Errno 111] Connection refused)",
    )


def running_program(places: Places, *program: str) -> runner.Running:
    return runner.Running(Process("sleeper", [*program], {}, 0.5), places, [])


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def is_running(process: Path) -> bool:
    try:
        return (process / "stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
