"""Fixtures that the tests of programs share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """For tests that read what people read."""
    with translation.override("en"):
        yield
