"""The score sheet as an expert fills it in, conflicts, and what staff enter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from foundation.edges.errands import ErrandForm
from programs.calls.models import Call
from programs.catalogue.kinds import KINDS
from programs.catalogue.rules import Criterion
from programs.reviews.models import Expert
from programs.reviews.queries import fields_known, ready_for_experts
from programs.reviews.rules import EXPLAINED, HIGH, LONGEST, LOW
from programs.reviews.states import ConflictKind


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


class ExpertForm(forms.ModelForm[Expert]):
    """An expert's record; whoever is new gets an account as well."""

    email = forms.EmailField(label=_("e-mail address"))
    name = forms.CharField(label=_("name"), max_length=80)

    class Meta:
        model = Expert
        fields = (
            "title", "employer", "former_employers", "fields", "is_available", "credit",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["email"], self.fields["name"]


class DrawForm(ErrandForm):
    """What a draw is made from; the applications are those that wait in the call."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("call"))
    company_type = forms.ChoiceField(
        label=_("only those that apply as"), required=False
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("experts of these fields (none: all)"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    size = forms.IntegerField(label=_("experts to draw"), min_value=1, max_value=99)
    seed = forms.CharField(
        label=_("seed"),
        max_length=64,
        help_text=_(
            "Something that nobody chooses and everybody can check, for example the "
            "numbers of a public lottery on a day announced before."
        ),
    )
    witness = forms.CharField(label=_("witness"), max_length=80)
    due_on = forms.DateField(
        label=_("scores due"), required=False, widget=forms.DateInput
    )

    def prepare(self) -> None:
        asked: Any = self.fields
        asked["call"].queryset = Call.objects.published().order_by("-closes_at")
        asked["company_type"].choices = [("", _("All")), *_types()]
        asked["fields_wanted"].choices = [(name, name) for name in fields_known()]

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        wanted = told.pop("company_type")
        waiting = ready_for_experts(told["call"])
        told["applications"] = [
            each for each in waiting if wanted in ("", each.company_type)
        ]
        told["fields"] = told.pop("fields_wanted")
        return told


def _types() -> list[tuple[str, Any]]:
    """What companies can apply as, in any kind of program."""
    return [(each.code, each.label) for kind in KINDS.values() for each in kind.types]
