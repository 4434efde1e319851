"""The command that tells whether the journal was touched."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.journal.actions import record, seal
from tests import city

pytestmark = pytest.mark.django_db(transaction=True)


def sealed() -> None:
    record(city.a_company(), "look", by=city.a_user())
    while seal(at=city.NOW) is None:
        pass  # whoever else uses this server is in the middle of something


def test_a_whole_journal_is_said_to_be_whole(capsys):
    sealed()

    call_command("verify_journal")

    assert "The journal is whole, sealed up to entry" in capsys.readouterr().out


def test_a_touched_entry_is_found_and_the_command_fails(capsys):
    sealed()
    with connection.cursor() as cursor:  # as whoever owns the table could
        cursor.execute("ALTER TABLE foundation_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE foundation_entry SET reason = 'never asked'")
        cursor.execute("ALTER TABLE foundation_entry ENABLE TRIGGER USER")

    with pytest.raises(CommandError, match="broken in 1 places"):
        call_command("verify_journal")

    assert "are not what was sealed" in capsys.readouterr().err


def test_a_journal_without_seals_says_so(capsys):
    call_command("verify_journal")

    assert "nothing sealed yet" in capsys.readouterr().out
