"""Content in several languages in one column, so that a language needs no migration."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Texts = dict[str, str]


def pick(texts: Texts | str | None, language: str | None = None) -> str:
    """The text in `language` (default: the active one), else in whichever there is.

    >>> pick({"zh-hans": "木棉", "en": "Kapok"}, "en")
    'Kapok'
    >>> pick({"zh-hans": "木棉"}, "en")
    '木棉'
    """
    if not isinstance(texts, dict):
        return texts or ""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return texts.get(wanted) or next((t for t in texts.values() if t), "")


def says_something(value: object) -> None:
    """Refuse anything but a mapping of known languages to texts."""
    known = {code for code, __ in settings.LANGUAGES}
    if (
        not isinstance(value, dict)
        or set(value) - known
        or not any(isinstance(text, str) and text.strip() for text in value.values())
    ):
        raise ValidationError(
            _("Write the text in at least one of the languages."), code="texts"
        )


class TextsWidget(forms.MultiWidget):
    """One box for each language, each named by its own language."""

    def __init__(self, box: type[forms.Textarea] = forms.Textarea) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            code.replace("-", "_"): box(
                {"rows": 2, "lang": code, "placeholder": name, "aria-label": name}
            )
            for code, name in settings.LANGUAGES
        }
        super().__init__(boxes)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code, __ in settings.LANGUAGES]


class TextsField(forms.MultiValueField):
    """A text in several languages; at least one of them when it is required."""

    def __init__(self, **options: Any) -> None:
        boxes = [forms.CharField(required=False) for __ in settings.LANGUAGES]
        super().__init__(boxes, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> Texts:
        codes = [code for code, __ in settings.LANGUAGES]
        return {
            code: text for code, text in zip(codes, data_list, strict=False) if text
        }


class TranslatedText(models.JSONField):
    """A JSON column {language code: text}; read it through `pick`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        super().__init__(*args, **options)
        if not self.blank:
            self.validators = [*self.validators, says_something]

    def formfield(self, **options: Any) -> Any:
        """A box for each language, in the looks of whichever form it stands in."""
        look = options.get("widget", forms.Textarea)
        return TextsField(
            widget=TextsWidget(look if isinstance(look, type) else forms.Textarea),
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )
