"""Fields that take what a person may see, and nothing else."""

from typing import Any

from rest_framework import serializers

from foundation.accounts.models import User


def narrow(field: Any, told: serializers.Serializer[Any], rows: Any) -> None:
    """What a person may not see cannot be named either."""
    user = getattr(told.context.get("request"), "user", None)
    field.queryset = rows.visible_to(user) if isinstance(user, User) else rows.none()
