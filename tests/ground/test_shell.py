"""Settings and schedule: what holds whatever the environment says."""

import subprocess
import sys
from datetime import timedelta

import pytest
from celery.beat import ScheduleEntry
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from config.celery import app
from config.headers import HeadersMiddleware
from config.ticker import Ticker
from tests.ground.conftest import CHECKOUT

PRODUCTION = {
    "DATABASE_URL": "postgresql://kapok:word@database.example/kapok",
    "REDIS_URL": "rediss://:word@redis.example:6380",
    "SECRET_KEY": "a-long-word-of-many-letters-0123456789-ABCDEFGHIJKLMNOPQRSTUVW",
    "ALLOWED_HOSTS": "kapok.example",
}


def ask(environment: dict[str, str], expression: str) -> str:
    """The value of an expression under settings of another environment."""
    program = f"from config import settings\nprint({expression})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_task_comes_back_only_after_its_copy_is_surely_dead():
    visible_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    longest = (
        settings.CELERY_TASK_TIME_LIMIT + settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT
    )
    assert visible_again > longest
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST


@pytest.mark.parametrize("name", app.conf.beat_schedule)
def test_every_tick_is_of_a_known_task_and_expires_with_the_next(name):
    app.loader.import_default_modules()
    entry = app.conf.beat_schedule[name]

    assert entry["task"] in app.tasks
    assert entry["options"]["queue"] in {"reports", "mail", "files", "default"}
    seconds = entry["schedule"]
    assert not isinstance(seconds, float) or entry["options"]["expires"] == seconds


class Recorder(Ticker):
    """Notes what it would send."""

    def apply_entry(self, entry: ScheduleEntry, producer: object = None) -> None:
        self.sent.append(str(entry.name))

    def tick_all(self) -> set[str]:
        self.sent: list[str] = []
        while self.tick() == 0:
            pass
        return set(self.sent)

    def run_ahead(self, time: timedelta) -> None:
        """As if all has run while the clock was ahead by `time`."""
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() + time
        self.latest += time.total_seconds()


TICKS = {
    name for name, entry in app.conf.beat_schedule.items() if "last_run_at" in entry
}


def test_every_tick_comes_at_once_and_then_not_before_its_time():
    ticker = Recorder(app)

    assert ticker.tick_all() == TICKS
    assert ticker.tick_all() == set()


def test_a_clock_that_is_set_back_silences_no_tick():
    ticker = Recorder(app)
    ticker.tick_all()
    ticker.run_ahead(timedelta(hours=5))

    assert ticker.tick_all() == TICKS


def test_control_the_clock_silences_the_scheduler_as_it_comes():
    ticker = Recorder(app)
    ticker.tick_all()
    ticker.run_ahead(timedelta(hours=5))

    waits = [entry.is_due() for entry in ticker.schedule.values()]

    assert not any(is_due for is_due, _seconds in waits)
    assert min(seconds for _is_due, seconds in waits) > 4 * 60 * 60


def test_pages_allow_no_inline_script_nor_style(client):
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "unsafe" not in policy
    for directive in (
        "default-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert directive in policy


def test_only_the_themed_admin_has_a_relaxed_policy(client):
    admin = client.get("/admin/login/")["Content-Security-Policy"]
    elsewhere = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-eval'" in admin
    assert "style-src 'self' 'unsafe-inline'" in admin
    assert "unsafe" not in elsewhere


@pytest.mark.parametrize(
    ("cookies", "kept"), [({}, None), ({"sessionid": "x"}, "no-store")]
)
def test_what_a_person_sees_is_kept_in_no_cache(cookies, kept):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)

    response = HeadersMiddleware(lambda _request: HttpResponse())(request)

    assert response.get("Cache-Control") == kept
    assert "camera=()" in response["Permissions-Policy"]


def test_the_web_alone_has_a_pool_and_everyone_looks_before_use(environment):
    database = "settings.DATABASES['default']"
    expression = f"[{database}.get(key) for key in ('CONN_MAX_AGE', 'OPTIONS')]"
    web = ask({**environment, **PRODUCTION, "KAPOK_PROCESS": "web"}, expression)
    worker = ask({**environment, **PRODUCTION}, expression)

    assert "'pool': {'min_size': 1" in web
    assert "pool" not in worker
    assert worker.startswith("[60, ")


def test_one_redis_is_told_apart_by_number(environment):
    expression = "(settings.CELERY_BROKER_URL, settings.CACHES['sessions']['LOCATION'])"

    assert ask({**environment, **PRODUCTION}, expression) == (
        "('rediss://:word@redis.example:6380/0', 'rediss://:word@redis.example:6380/2')"
    )
    assert ask(
        {**environment, **PRODUCTION, "REDIS_URL": "unix:///run/redis"}, expression
    ) == ("('redis+socket:///run/redis?virtual_host=0', 'unix:///run/redis?db=2')")


def test_production_without_a_secret_key_does_not_start(environment):
    public = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}

    with pytest.raises(subprocess.CalledProcessError) as failure:
        ask({**environment, **public}, "settings.SECRET_KEY")

    assert "Set the SECRET_KEY environment variable" in failure.value.stderr


def test_a_checkout_keeps_its_own_secret_key(environment, places):
    first = ask(environment, "settings.SECRET_KEY")

    assert ask(environment, "settings.SECRET_KEY") == first
    assert len(first) >= 50


@pytest.mark.slow
def test_django_finds_nothing_in_production_settings(environment):
    command = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env={**environment, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
