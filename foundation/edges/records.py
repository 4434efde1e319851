"""Staff pages whose forms call a use case instead of saving the row themselves."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from foundation.accounts.models import User
from foundation.edges.rights import member
from foundation.edges.staff import DeskAdmin
from foundation.refusals import Refusal


class RecordAdmin(DeskAdmin):
    """A page to enter and correct records; what it writes, use cases write.

    A class says which: `enter` for a new record, `alter` with what has changed,
    `write_row` for a row of an inline.
    """

    def enter(self, *, by: User, at: datetime, **facts: Any) -> models.Model:
        raise NotImplementedError

    def alter(self, record: Any, *, by: User, at: datetime, **facts: Any) -> None:
        raise NotImplementedError

    def write_row(self, record: Any, form: Any, *, by: User, at: datetime) -> None:
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A refusal is an error of the form, so that nothing that was typed is lost."""
        sent = (request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(*sent)
        except Refusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # for the second look
            return super().changeform_view(*sent)

    def get_form(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        usual: Any = super().get_form(request, *args, **options)
        refusal = getattr(request, "refusal", None)
        return usual if refusal is None else _refusing(usual, refusal)

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """The form has written into `obj`; use cases get the row as it was."""
        facts = {name: form.cleaned_data[name] for name in form.changed_data}
        by, at = member(request), timezone.now()
        if not change:
            obj.pk = self.enter(by=by, at=at, **facts).pk
        elif facts:
            kept = self.model._base_manager.get(pk=obj.pk)
            self.alter(kept, by=by, at=at, **facts)
        obj.refresh_from_db()

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,  # noqa: ARG002, FBT001  # Django's signature
    ) -> None:
        by, at = member(request), timezone.now()
        for row in formset.forms:
            if row.has_changed():
                self.write_row(form.instance, row, by=by, at=at)
        formset.new_objects, formset.changed_objects = [], []
        formset.deleted_objects = []


def _refusing(usual: type[forms.BaseModelForm[Any]], refusal: Refusal) -> Any:
    """The form that was sent, with what the use case said about it."""

    class Refused(usual):  # type: ignore[misc,valid-type]  # a class made per request
        def clean(self) -> Any:
            super().clean()
            raise refusal

    return Refused
