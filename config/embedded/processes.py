"""The processes that make a running Kapok, and what each of them is told."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

QUEUES = "reports,mail,files,default"
HEARTBEAT = "5"  # seconds between the worker's signs of life


@dataclass(frozen=True)
class Options:
    """What the person who starts Kapok may choose, from the environment."""

    port: int
    mail_port: int
    bind: str

    @classmethod
    def chosen(cls) -> "Options":
        return cls(
            port=int(os.environ.get("PORT") or 8000),
            mail_port=int(os.environ.get("MAIL_PORT") or 1025),
            bind=os.environ.get("BIND") or "127.0.0.1",
        )

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


@dataclass(frozen=True)
class Process:
    """One process: its name, its command, how long it may take to stop."""

    name: str
    command: list[str]
    env: dict[str, str]
    patience: float = 15.0


def environment(options: Options) -> dict[str, str]:
    """The addresses that the demo itself decides; whoever set one keeps it."""
    ours = {
        **addresses(options),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        "PYTHONUNBUFFERED": "1",
        "REMAP_SIGTERM": "SIGQUIT",  # the worker gives its tasks a limited time
    }
    return {**ours, **os.environ}


def addresses(options: Options) -> dict[str, str]:
    """What commands in other terminals have to know of a running demo."""
    mail = f"smtp://127.0.0.1:{options.mail_port}"
    return {"EMAIL_URL": mail, "SITE_URL": options.address}


def all_of(options: Options) -> list[Process]:
    """In the order in which they start; they stop in the opposite one."""
    env = environment(options)
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "config.celery"]
    return [
        Process(
            "mailbox",
            [python, "-m", "config.embedded.mailbox", str(options.mail_port)],
            env,
        ),
        Process("web", web(options), {**env, "KAPOK_PROCESS": "web"}),
        Process(
            "worker",
            [
                *(*celery, "worker", "-Q", QUEUES, "-c", "1", "-l", "INFO"),
                *("--without-gossip", "--without-mingle"),
                *("--heartbeat-interval", HEARTBEAT),
            ],
            env,
            patience=45.0,
        ),
        Process(
            "beat",
            [*celery, "beat", "-l", "WARNING", "--pidfile="],
            {**env, "KAPOK_PROCESS": "beat"},
        ),
    ]


def web(options: Options) -> list[str]:
    threads = os.environ.get("WEB_THREADS") or "4"
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--worker-class=gthread"),
        *("--workers=1", f"--threads={threads}", "--graceful-timeout=10"),
        *(f"--bind={options.bind}:{options.port}", "--access-logfile=-"),
        "--no-control-socket",
    ]


def command(*arguments: str) -> list[str]:
    manage = Path(__file__).resolve().parent.parent.parent / "manage.py"
    return [sys.executable, str(manage), *arguments]
