"""What Kapok says of itself to machines, well and unwell."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from config.celery import beat_lives, worker_lives
from config.health import checks, heartbeats, metrics
from config.tasks import beat


@pytest.fixture
def redis():
    """The Redis of this process of the suite, empty."""
    client = heartbeats.client()
    client.flushdb()
    yield client
    client.flushdb()


@pytest.fixture
def living(redis):
    """Everybody has just given a sign of life."""
    worker_lives()
    beat_lives()
    beat()


def test_alive_asks_nobody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.django_db
def test_ready_when_everything_is_there(client, living):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    found = answer.json()["checks"]
    assert list(found) == ["database", "migrations", "broker", "worker", "beat"]
    assert all(check["ok"] for check in found.values())


@pytest.mark.django_db
@pytest.mark.parametrize("silent", ["worker", "beat"])
def test_not_ready_without_a_sign_of_life(client, living, redis, silent):
    redis.delete(f"heartbeat:{silent}")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    says = answer.json()["checks"][silent]["says"]
    assert says == f"No sign of life of the {silent} yet."


@pytest.mark.django_db
def test_not_ready_when_the_last_sign_is_old(client, living, redis):
    redis.set("heartbeat:worker", 1, ex=heartbeats.KEPT - checks.OLDEST_SIGN - 5)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    says = answer.json()["checks"]["worker"]["says"]
    assert re.fullmatch(r"Last sign of life 3\d s ago\.", says)


@pytest.mark.django_db
def test_not_ready_with_a_migration_that_is_not_applied(client, living):
    MigrationRecorder.Migration.objects.filter(app="foundation").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert not answer.json()["checks"]["migrations"]["ok"]


def test_a_failing_check_tells_strangers_only_its_kind():
    @checks.check("vault", "Open the vault.")
    def vault() -> checks.Answer:
        raise OSError("the code is 1234")

    finding = vault()

    assert finding.says == "It failed: OSError."
    assert (finding.error, finding.advice) == ("the code is 1234", "Open the vault.")


@pytest.mark.django_db
def test_metrics_count_requests_by_view_and_show_what_waits(client, living):
    client.get("/healthz?who=me")

    text = client.get("/metrics").content.decode()

    counted = 'kapok_requests_total{method="GET",status="200",view="health-alive"}'
    assert counted in text
    assert 'kapok_waiting{what="mail"} 0.0' in text
    assert 'kapok_sign_of_life_seconds{of="beat"} ' in text
    assert "who=me" not in text


@pytest.mark.django_db
def test_an_invented_method_makes_no_new_series(client):
    client.generic("BREW", "/healthz")

    assert 'method="other"' in metrics.exposition().decode()


@pytest.mark.django_db
def test_the_doctor_finds_nothing(living, capsys):
    call_command("doctor")

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == []
    assert len(lines) == 11


@pytest.mark.django_db
def test_the_doctor_says_what_to_do(redis, capsys, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(CommandError, match="4 of 11 are not well"):
        call_command("doctor")

    said = capsys.readouterr().out
    assert "Start the worker; `make demo` starts all processes." in said
    assert "Correct EMAIL_URL, or start the mail server." in said


def test_addresses_for_machines_are_fixed():
    names = ("health-alive", "health-ready", "health-metrics")

    assert [reverse(name) for name in names] == ["/healthz", "/readyz", "/metrics"]
