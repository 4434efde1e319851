"""What the project calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """What goes with a mail is told to the outbox, which knows no program."""
        import programs.agreements.queries  # noqa: PLC0415  # same
        import programs.letters.queries  # noqa: PLC0415  # same
        import programs.monitoring.actions  # noqa: PLC0415  # keeps targets
        import programs.receipts.queries  # noqa: F401, PLC0415  # registers; models load after apps
