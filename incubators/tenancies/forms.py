"""What an operator tells about tenants and their rooms."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from incubators.carriers.models import Unit
from incubators.tenancies.models import Graduation, Occupancy, Tenancy
from incubators.tenancies.states import Status
from startups.companies.models import Company
from startups.companies.rules import objection_to_uscc, tidy_uscc


class ApplyForm(forms.Form):
    """Which company asks for a place: named by its code, as operators list none."""

    uscc = forms.CharField(
        label=capfirst(_("unified social credit code")),
        max_length=40,
        widget=forms.TextInput(
            {"class": "govuk-input--width-20", "autocomplete": "off"}
        ),
    )

    def clean_uscc(self) -> Company:
        code = tidy_uscc(self.cleaned_data["uscc"])
        if wrong := objection_to_uscc(code):
            raise forms.ValidationError(wrong, code="uscc")
        company = Company.objects.live().filter(uscc=code).first()
        if company is None:
            raise forms.ValidationError(
                _("This company is not registered yet. Ask it to register first."),
                code="unknown",
            )
        return company


class MoveInForm(forms.Form):
    moved_in_on = forms.DateField(
        label=capfirst(_("moved in on")), widget=forms.DateInput
    )


class OccupyForm(forms.Form):
    """Room for a tenant, in a unit of its house."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=capfirst(_("unit")))
    area = forms.DecimalField(
        label=capfirst(_("area (m²)")),
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(
            {"data-suffix": "m²", "class": "govuk-input--width-5", "step": "0.01"}
        ),
    )
    starts_on = forms.DateField(label=capfirst(_("from")), widget=forms.DateInput)

    def __init__(self, *args: Any, tenancy: Tenancy, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(building__carrier=tenancy.carrier_id)
        units = units.select_related("building__carrier")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["unit"].label_from_instance = unit_label  # type: ignore[attr-defined]  # same


def unit_label(unit: Unit) -> str:
    return f"{unit.building.name} · {unit.number} · {unit.get_use_display()}"


class VacateForm(forms.Form):
    """Room that a tenant gives back."""

    room = forms.ModelChoiceField(Occupancy.objects.none(), label=capfirst(_("unit")))
    ends_on = forms.DateField(label=capfirst(_("until")), widget=forms.DateInput)

    def __init__(self, *args: Any, tenancy: Tenancy, **options: Any) -> None:
        super().__init__(*args, **options)
        rooms = tenancy.occupancies.filter(ends_on=None)
        rooms = rooms.select_related("unit__building")
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["room"].label_from_instance = room_label  # type: ignore[attr-defined]  # same


def room_label(room: Occupancy) -> str:
    return f"{unit_label(room.unit)} · {room.area} m²"


class GraduateForm(forms.ModelForm[Graduation]):
    class Meta:
        model = Graduation
        fields = ["criterion", "evidence", "graduated_on"]
        widgets = {"graduated_on": forms.DateInput, "criterion": forms.RadioSelect}
        help_texts = {
            "evidence": _("Number of the certificate, contract or audit report."),
        }


class MoveOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: moved to Panyu.")
    )
    moved_out_on = forms.DateField(
        label=capfirst(_("moved out on")), widget=forms.DateInput
    )


class ExtendForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    until = forms.DateField(
        label=capfirst(_("until")),
        widget=forms.DateInput,
        required=False,
        help_text=_("Without a day: one year more."),
    )


class FilterForm(forms.Form):
    """A list of tenancies by company and status."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("all")), *Status.choices]
    )
