"""A message, with files if one likes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Files(forms.FileInput):
    allow_multiple_selected = True


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 6, "maxlength": 5_000}),
    )
    enclosed = forms.Field(
        label=_("Files"),
        required=False,
        widget=Files({"multiple": True}),
        help_text=_(
            "Five at most. PDF, Word, Excel, PowerPoint, JPEG or PNG, 50 MB each."
        ),
    )
