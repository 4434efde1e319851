"""Parts of a page that are the same for the same values, rendered once for them.

`{% remembered "admin/menu_group.html" group=group %}` renders a template that sees the
values it is given and nothing else: no request, no person, no token. So what it says
depends on them and the language alone, and nobody is shown what was made for another.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
Key = tuple[type, Any]


class Values:
    """What a template is given, equal to others of the same types and the same words.

    Markup and the same letters as mere text are not equal, nor are 1 and True.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.key = _key(tuple(given.items()))
        self.hashed = hash(self.key)

    def __hash__(self) -> int:
        return self.hashed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and self.key == other.key


def _key(value: Any) -> Key:
    if isinstance(value, tuple):
        return type(value), tuple(map(_key, value))
    return type(value), value


@register.simple_tag
def remembered(template_name: str, **given: Any) -> SafeString:
    """The template with the values `given`: text, numbers, tuples of them."""
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(template_name, get_language(), Values(given))


@lru_cache(maxsize=1_000)
def _rendered(name: str, _language: str | None, values: Values) -> SafeString:
    found: Any = get_template(name)
    html: SafeString = found.template.render(Context(values.given))
    return html
