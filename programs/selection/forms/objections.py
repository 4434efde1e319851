"""The public's objection, and what staff enter about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from programs.selection.models import Proposal, PublicNotice
from programs.selection.states import ProposalStatus, Signature


class AgainstField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.application.company)


class ObjectionForm(forms.Form):
    """Who objects, to what, and why (D§1.5)."""

    proposal = AgainstField(
        Proposal.objects.none(),
        label=_("What do you object to?"),
        required=False,
        empty_label=_("the whole list"),
    )
    signed_with = forms.ChoiceField(
        label=_("I sign with"), choices=Signature, widget=forms.RadioSelect
    )
    objector = forms.CharField(
        label=_("Name of the person or organization"),
        max_length=80,
        help_text=_("Your full real name, or that of the organization with its seal."),
    )
    contact = forms.CharField(
        label=_("How we can reach you"),
        max_length=120,
        help_text=_("A phone number or an e-mail address."),
    )
    content = forms.CharField(
        label=_("Content and reasons"),
        widget=forms.Textarea({"rows": 8, "maxlength": 5_000}),
        max_length=5_000,
        help_text=_("What is not right, and how one can see it."),
    )
    truth = forms.BooleanField(
        label=_("What I write is true, and I can be asked about it.")
    )

    mark_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, notice: PublicNotice, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = Proposal.objects.filter(notice=notice, status=ProposalStatus.ANNOUNCED)
        field: Any = self.fields["proposal"]
        field.queryset = listed.select_related("application__company").order_by("rank")

    def facts(self) -> dict[str, Any]:
        return {n: v for n, v in self.cleaned_data.items() if n != "truth"}


class AimForm(ErrandForm):
    """Which proposal of the list an objection is against."""

    proposal = AgainstField(Proposal.objects.none(), label=_("against"))

    def prepare(self) -> None:
        if self.subject is not None:
            asked: Any = self.fields
            listed = Proposal.objects.filter(notice=self.subject.notice_id)
            asked["proposal"].queryset = listed.select_related("application__company")
