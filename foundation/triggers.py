"""Triggers of a migration that creates its tables, installed together at its end.

One operation for each trigger would render every model of the project anew each time,
which takes minutes where there are hundreds.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class InstallTriggers(Operation):
    """Install what the models of this migration's app name as their triggers."""

    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models have named their triggers when they were created."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        models: Any = to_state.apps.get_app_config(app_label).get_models()
        for model in models:
            for trigger in getattr(model._meta, "triggers", ()):
                each = AddTrigger(model._meta.model_name, trigger)
                each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, *_args: Any) -> None:
        """They go with their tables."""

    def describe(self) -> str:
        return "Install the triggers of the models"
