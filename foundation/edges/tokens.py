"""Signing in with a token; in a module of its own, as REST's settings load it first."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from foundation.accounts.actions import holder_of
from foundation.accounts.models import User


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer kapok_…`, beside the session."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        kind, _space, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        user = holder_of(key.strip(), at=timezone.now())
        if user is None:
            raise AuthenticationFailed
        return user, None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  # REST's signature
        return "Bearer"
