"""An expert's record as staff enter it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.experts.models import Expert


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
