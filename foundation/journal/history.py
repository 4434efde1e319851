"""History of rows of money, rights and scores, kept by triggers: raw SQL is in it."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def with_history(model: Model) -> Model:
    """Keep every version of the model's rows in an append-only table beside it."""
    keep: Callable[[Model], Model] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
    )
    return keep(model)
