"""The score sheet as an expert fills it in, and conflicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.catalogue.rules import Criterion
from programs.experts.states import ConflictKind
from programs.reviews.rules import EXPLAINED, HIGH, LONGEST, LOW


class SheetForm(forms.Form):
    """A field per criterion; anything can be typed, submitting says what is wrong."""

    mark_optional = False
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sheet: Sequence[Criterion],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for line in sheet:
            self.fields[line.code] = forms.CharField(
                label=line.label,
                required=False,
                max_length=LONGEST["points"],
                widget=forms.TextInput(
                    {
                        "inputmode": "decimal",
                        "autocomplete": "off",
                        "class": "govuk-input--width-4",
                        "data-suffix": f"/ {line.points}",
                    }
                ),
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            required=False,
            help_text=_(
                "What speaks for it and against it. Totals below %(low)s or above "
                "%(high)s are explained in at least %(needed)s characters."
            )
            % {"low": LOW, "high": HIGH, "needed": EXPLAINED},
            widget=forms.Textarea({"rows": 6, "maxlength": LONGEST["comment"]}),
        )

    def typed(self) -> dict[str, str]:
        """What was typed, whether it is right or not."""
        return {name: str(self.data.get(name, "")) for name in self.fields}


class RecuseForm(forms.Form):
    """What the conflict is; the word that the expert gives is kept."""

    kind = forms.ChoiceField(
        label=_("What connects you with the company?"),
        choices=ConflictKind,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1_000,
    )
