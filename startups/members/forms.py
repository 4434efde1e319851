"""Whom to invite, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Role

ROLES = [
    (Role.COMPANY_EDITOR, _("Editor: fills in forms, but hands nothing in")),
    (Role.COMPANY_ADMIN, _("Administrator: hands in, and invites others")),
]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("May do"),
        choices=ROLES,
        widget=forms.RadioSelect,
        initial=Role.COMPANY_EDITOR,
    )
