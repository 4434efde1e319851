"""How people look for a call, and how staff add a file to one."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from foundation.files.rules import finding, shown_name
from programs.bulletin.models import CallDocument
from programs.bulletin.queries import programs_with_calls
from programs.bulletin.rules import Phase
from programs.catalogue.models import Program


class AFew(ModelChoiceIterator[Program]):
    """Choices that are read at once; Django would open a cursor, fetch and close it."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset.all():
            yield self.choice(row)


class ProgramField(forms.ModelChoiceField[Program]):
    iterator = AFew


class CallFilter(forms.Form):
    q = forms.CharField(label=_("Title, program or year"), required=False)
    phase = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Phase.choices]
    )
    program = ProgramField(
        Program.objects.none(), label=_("Program"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["program"].queryset = programs_with_calls()  # type: ignore[attr-defined]  # a ModelChoiceField


class DocumentForm(forms.ModelForm[CallDocument]):
    """A new file with its title; of one that is there, only that it is taken out."""

    upload = forms.FileField(label=_("file"), required=False)
    take_out = forms.BooleanField(label=_("take out"), required=False)

    class Meta:
        model = CallDocument
        fields: ClassVar[list[str]] = ["title"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["title"].disabled = self.fields["upload"].disabled = True

    def clean(self) -> dict[str, Any]:
        """What is wrong with a file is said beside it, before the use case refuses."""
        cleaned = super().clean() or {}
        if not self.instance.pk:
            self._look_at(cleaned.get("upload"))
        return cleaned

    def _look_at(self, upload: Any) -> None:
        if upload is None:
            self.add_error("upload", _("Choose a file."))
            return
        wrong = finding(shown_name(upload.name or ""), upload.read())
        upload.seek(0)
        if wrong:
            self.add_error("upload", str(wrong))
