"""The public's objection, and what staff enter about proposals and notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from programs.applications.models import Application
from programs.applications.states import LIFECYCLE as APPLICATION
from programs.catalogue.models import Program
from programs.selection.models import Meeting, Proposal, PublicNotice
from programs.selection.states import ProposalStatus, Signature

PROPOSABLE = APPLICATION["propose"].sources


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


class ProposeForm(ErrandForm):
    """Whom to propose, in which place, and what the formula needs."""

    application = forms.ModelChoiceField(
        Application.objects.none(), label=_("application")
    )
    rank = forms.IntegerField(label=_("rank"), min_value=1, max_value=9_999)
    subsidy = forms.DecimalField(
        label=_("R&D post-subsidy received (yuan)"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("Only for types whose award follows from it."),
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("meeting"), required=False
    )

    def prepare(self) -> None:
        asked: Any = self.fields
        ready = Application.objects.all().visible_to(self.user)
        asked["application"].queryset = (
            ready.filter(status__in=PROPOSABLE)
            .select_related("call__program", "company")
            .order_by("-score", "number")
        )
        asked["application"].label_from_instance = _ranked
        asked["meeting"].queryset = Meeting.objects.all().visible_to(self.user)

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        subsidy = told.pop("subsidy")
        told["inputs"] = {} if subsidy is None else {"subsidy": subsidy}
        return told


def _ranked(application: Application) -> str:
    return f"{application.score or '—'} · {application} · {application.company}"


class WordedForm(ErrandForm):
    """Title and text in both languages."""

    title_zh = forms.CharField(label=_("title (Chinese)"), max_length=200)
    title_en = forms.CharField(
        label=_("title (English)"), max_length=200, required=False
    )
    text_zh = forms.CharField(
        label=_("text (Chinese)"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    text_en = forms.CharField(
        label=_("text (English)"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )

    def prepare(self) -> None:
        if isinstance(self.subject, PublicNotice):
            for name in ("title", "text"):
                texts = getattr(self.subject, name)
                self.initial[f"{name}_zh"] = texts.get("zh-hans", "")
                self.initial[f"{name}_en"] = texts.get("en", "")

    def facts(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        for name in ("title", "text"):
            both = {"zh-hans": told.pop(f"{name}_zh"), "en": told.pop(f"{name}_en")}
            told[name] = {code: text for code, text in both.items() if text}
        return told


class PrepareForm(WordedForm):
    """A notice with every proposal of the program that is decided and in no other."""

    program = forms.ModelChoiceField(Program.objects.none(), label=_("program"))
    slug = forms.SlugField(label=_("address"), max_length=50)
    field_order = ("program", "slug")

    def prepare(self) -> None:
        super().prepare()
        mine = Program.objects.all().within(self.user, Permission.PUBLISH_NOTICE)
        asked: Any = self.fields
        asked["program"].queryset = mine

    def facts(self) -> dict[str, Any]:
        told = super().facts()
        waiting = Proposal.objects.filter(
            program=told["program"], status=ProposalStatus.DECIDED, notice=None
        )
        return {**told, "proposals": list(waiting)}


class CorrectForm(WordedForm):
    """A corrected notice says why it replaces the other."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=1_000
    )


class AimForm(ErrandForm):
    """Which proposal of the list an objection is against."""

    proposal = AgainstField(Proposal.objects.none(), label=_("against"))

    def prepare(self) -> None:
        if self.subject is not None:
            asked: Any = self.fields
            listed = Proposal.objects.filter(notice=self.subject.notice_id)
            asked["proposal"].queryset = listed.select_related("application__company")
