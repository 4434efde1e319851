"""Content in several languages in one column, so that a language needs no migration."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
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


class TranslatedText(models.JSONField):
    """A JSON column {language code: text}; read it through `pick`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        super().__init__(*args, **options)
        if not self.blank:
            self.validators = [*self.validators, says_something]
