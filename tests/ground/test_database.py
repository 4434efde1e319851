"""The database that everybody gets without asking for one."""

import pytest
from django.db import connection


@pytest.fixture
def cursor(db: None):
    with connection.cursor() as cursor:
        yield cursor


def test_is_postgresql_that_knows_chinese_words(cursor):
    cursor.execute("SELECT array_length(show_trgm('智能制造'), 1)")

    assert cursor.fetchone() == (5,)


def test_works_as_a_role_without_superuser_rights(cursor):
    cursor.execute(
        "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )

    assert cursor.fetchone() == (False, True)
