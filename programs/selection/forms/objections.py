"""The public's objection, and what staff enter about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.edges.errands import ErrandForm
from foundation.files.rules import ACCEPTED
from programs.selection.models import Proposal, PublicNotice
from programs.selection.rules.objections import lacking
from programs.selection.states import ProposalStatus, Signature


class Files(forms.FileInput):
    allow_multiple_selected = True


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
    content = forms.CharField(
        label=_("Content and reasons"),
        widget=forms.Textarea({"rows": 8, "maxlength": 5_000}),
        max_length=5_000,
        help_text=_("What is not right, and how one can see it."),
    )
    evidence = forms.Field(
        label=_("Evidence"),
        required=False,
        widget=Files({"multiple": True, "accept": ACCEPTED}),
        help_text=_(
            "Five files at most. PDF, Word, Excel, PowerPoint, JPEG or PNG, 50 MB each."
        ),
    )
    signed_with = forms.ChoiceField(
        label=_("I sign with"),
        choices=Signature,
        initial=Signature.REAL_NAME,
        widget=forms.RadioSelect,
        help_text=_("With a seal: the sealed page is one of the files."),
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
    truth = forms.BooleanField(
        label=_("What I write is true, and I can be asked about it.")
    )

    mark_optional = False
    use_required_attribute = False

    def __init__(
        self, *args: Any, notice: PublicNotice, sent: int = 0, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.sent = sent
        listed = Proposal.objects.filter(notice=notice, status=ProposalStatus.ANNOUNCED)
        field: Any = self.fields["proposal"]
        field.queryset = listed.select_related("application__company").order_by("rank")

    def clean(self) -> dict[str, Any]:
        """Say at each field what it lacks to be accepted."""
        given = self.cleaned_data
        names = ("signed_with", "objector", "contact", "content")
        told = {name: given.get(name, "") for name in names}
        for name, said in lacking(files=self.sent, **told).items():
            if name not in self.errors:
                self.add_error(name, _("Missing: %(what)s.") % {"what": said})
        return given

    def facts(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"truth", "evidence"}
        }


class ReceiptForm(forms.Form):
    """Number and code of a receipt."""

    number = forms.CharField(label=_("Number of the objection"), max_length=20)
    code = forms.CharField(
        label=_("Code"), max_length=8, help_text=_("The eight letters on the receipt.")
    )

    mark_optional = False
    use_required_attribute = False


class AimForm(ErrandForm):
    """Which proposal of the list an objection is against."""

    proposal = AgainstField(Proposal.objects.none(), label=_("against"))

    def prepare(self) -> None:
        if self.subject is not None:
            asked: Any = self.fields
            listed = Proposal.objects.filter(notice=self.subject.notice_id)
            asked["proposal"].queryset = listed.select_related("application__company")


class ExtendForm(ErrandForm):
    """Why an investigation takes longer."""

    reason = forms.CharField(
        label=_("Why it takes longer"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1_000,
        help_text=_("Whoever objected reads it. Once only."),
    )


class NoteForm(ErrandForm):
    """What an investigation did and found."""

    text = forms.CharField(
        label=_("What was done and found"),
        widget=forms.Textarea({"rows": 6}),
        max_length=5_000,
        help_text=_("Only those who handle objections and the supervision read it."),
    )
