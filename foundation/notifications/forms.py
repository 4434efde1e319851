"""What people choose about their mail."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from foundation.accounts.models import User
from foundation.notifications.queries import wishes
from foundation.outbox.states import CHOSEN, How, Kind


class WishesForm(forms.Form):
    """One choice for each kind of message that may be chosen about."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, how in wishes(user).items():
            self.fields[kind] = forms.ChoiceField(
                label=capfirst(str(Kind(kind).label)),
                choices=How.choices,
                widget=forms.RadioSelect,
                initial=how,
            )

    @property
    def wishes(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in CHOSEN}
