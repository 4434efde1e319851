"""Visiting pages as somebody, in English."""

import re
from typing import Any

from django.conf import settings
from django.test import Client

from foundation.accounts.models import User


def as_user(user: User | None) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if user is not None:
        client.force_login(user)
    return client


def text(answer: Any) -> str:
    """What a page says, without its markup."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain)


def said(answer: Any) -> list[str]:
    """The messages that a page or a redirect left for the person."""
    return [str(message) for message in answer.wsgi_request._messages]
