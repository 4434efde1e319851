"""The sign-ins of the demo, for its sign-in page; shown only where `DEMO` is on."""

from typing import Any

from django import template

from config.demo.people import PASSWORD, SIGN_INS
from foundation.accounts.permissions import Role

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[tuple[str, Any]]:
    """Each address with the role behind it."""
    return [(who.email, Role(who.role).label) for who in SIGN_INS]


@register.simple_tag
def demo_password() -> str:
    return PASSWORD
