"""The floor that everyone stands on."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = _("Accounts and oversight")

    def ready(self) -> None:
        post_migrate.connect(_fill_in, sender=self)


def _fill_in(*, using: str, **_kwargs: Any) -> None:
    """Every migrated database knows the city's districts and holidays."""
    from foundation.places.actions import fill_in_calendar, fill_in_places  # noqa: PLC0415  # models load after apps

    if using == "default":
        fill_in_places()
        fill_in_calendar()
