"""Questions about calls and changes of calls as REST resources.

They are worded on pages, in every language; here they are read and published.
"""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema

from foundation.accounts.models import User
from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, with_moves
from foundation.edges.rights import PUBLIC
from programs.clarifications import actions
from programs.clarifications.models import Amendment, Clarification


class ClarificationSerializer(WithMoves):
    class Meta:
        model = Clarification
        fields = [
            "id", "call", "company", "status", "asked", "asked_at", "number",
            "wording", "answer", "answered_at", "moves",
        ]  # fmt: skip


class ClarificationFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    call = filters.NumberFilter()

    class Meta:
        model = Clarification
        fields = ["status"]


@extend_schema(tags=["clarifications"])
@with_moves
class ClarificationResource(Resource):
    """Questions about calls: all of a program for its staff, one's own for whoever
    asked.
    """

    rights = (Permission.READ_PROGRAMS, Permission.APPLY)
    buttons = {"publish": actions.publish, "decline": actions.decline}
    queryset = Clarification.objects.select_related("call__program", "company")
    serializer_class = ClarificationSerializer
    filterset_class = ClarificationFilters


class AmendmentSerializer(WithMoves):
    class Meta:
        model = Amendment
        fields = [
            "id", "call", "number", "status", "title", "text", "old_close", "new_close",
            "announced_at", "moves",
        ]  # fmt: skip

    def get_moves(self, subject: Any) -> list[str]:
        user = self.context["request"].user
        return super().get_moves(subject) if isinstance(user, User) else []


class AmendmentFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    call = filters.NumberFilter()

    class Meta:
        model = Amendment
        fields = ["status"]


@extend_schema(tags=["amendments"])
@with_moves
class AmendmentResource(Resource):
    """Published changes of calls, for everyone; staff see those being written too."""

    rights = (PUBLIC,)
    buttons = {"announce": actions.announce}
    queryset = Amendment.objects.select_related("call__program")
    serializer_class = AmendmentSerializer
    filterset_class = AmendmentFilters

    def get_queryset(self) -> QuerySet[Amendment]:
        everyones = Amendment.objects.published().select_related("call__program")
        if not isinstance(self.request.user, User):
            return everyones
        return super().get_queryset() | everyones
