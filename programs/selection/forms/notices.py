"""What staff enter about a notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.permissions import Permission
from foundation.edges.errands import ErrandForm
from programs.catalogue.models import Program
from programs.selection.models import Proposal, PublicNotice
from programs.selection.states import ProposalStatus


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
