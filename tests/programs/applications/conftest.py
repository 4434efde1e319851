"""A page answers in a language of its own; the next test begins in the default one."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_the_default_language() -> Iterator[None]:
    translation.deactivate()
    yield
    translation.deactivate()
