"""Commands of the shell."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.health import heartbeats
from config.management.commands.report_status import PLANNER
from foundation.models import Message


@pytest.fixture
def planned():
    """The planner has just run."""
    heartbeats.leave(PLANNER)
    yield
    heartbeats.client().flushdb()


@pytest.fixture
def message(db):
    """A mail that nobody has sent yet."""
    now = timezone.now()
    return Message.objects.create(
        key="one", to="ana@example.org", language="en", template="x", available_at=now
    )


def test_the_status_counts_what_waits(message, capsys):
    call_command("report_status")

    assert capsys.readouterr().out.splitlines() == [
        "     1 mail waiting",
        "     0 reports waiting",
        "     0 deliveries waiting",
    ]


def test_waiting_ends_when_all_is_done(planned, message):
    Message.objects.update(sent_at=timezone.now())

    call_command("report_status", wait=0)


def test_waiting_for_work_that_is_not_done_ends_in_a_sentence(planned, message):
    with pytest.raises(CommandError, match="Work is still waiting after 0 s"):
        call_command("report_status", wait=0)


@pytest.mark.django_db
def test_waiting_waits_for_the_planner():
    with pytest.raises(CommandError, match="Work is still waiting"):
        call_command("report_status", wait=0)


def test_a_language_begins_with_every_string_and_no_text(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "foundation").mkdir()
    source = '_("Award")\npgettext("of a form", "Open")\nngettext("a day", "days", n)\n'
    (tmp_path / "foundation" / "page.py").write_text(source)

    call_command("begin_language", "pt-br")

    begun = (tmp_path / "locale/pt_BR/LC_MESSAGES/django.po").read_text()
    for line in ('msgid "Award"', 'msgctxt "of a form"', 'msgid_plural "days"'):
        assert line in begun
    with pytest.raises(CommandError, match="has begun already"):
        call_command("begin_language", "pt-br")
