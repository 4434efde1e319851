"""What the whole suite stands on: throwaway services, and no network but ourselves."""

import ipaddress
import socket
from typing import Any

import pgtrigger
import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

from tests import services

connect = socket.socket.connect
sql_flush = DatabaseOperations.sql_flush


def pytest_configure(config: pytest.Config) -> None:
    """Start the services once; xdist's workers inherit their addresses."""
    socket.socket.connect = connect_to_ourselves  # type: ignore[method-assign]  # guard
    DatabaseOperations.sql_flush = flush_past_guards  # type: ignore[method-assign]  # below
    if not hasattr(config, "workerinput"):
        services.start()


def connect_to_ourselves(connection: Any, address: Any) -> None:
    """A test that reaches for another machine fails, and says which."""
    if connection.family != socket.AF_UNIX and not _is_loopback(address[0]):
        raise AssertionError(f"A test may not connect to {address}.")
    connect(connection, address)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def flush_past_guards(self: Any, *args: Any, **options: Any) -> list[str]:
    """Empty between tests even the tables that our guards never let anyone empty."""
    statements = sql_flush(self, *args, **options)
    guarded = [
        self.quote_name(model._meta.db_table)
        for model, trigger in pgtrigger.registered()
        if trigger.operation is pgtrigger.Truncate
    ]
    aside = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
    back = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded]
    return [*aside, *statements, *back] if statements else []
