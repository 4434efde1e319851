"""Calls as a REST resource: what has been published, to anyone."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema

from foundation.accounts.models import User
from foundation.edges.rest import Resource, WithMoves, with_moves
from foundation.edges.rights import PUBLIC
from programs.calls import actions
from programs.calls.models import Call


class CallSerializer(WithMoves):
    class Meta:
        model = Call
        fields = [
            "id", "slug", "program", "year", "title", "summary", "guideline", "status",
            "opens_at", "closes_at", "contact", "moves",
        ]  # fmt: skip

    def get_moves(self, subject: Any) -> list[str]:
        reader = self.context["request"].user
        return super().get_moves(subject) if isinstance(reader, User) else []


@extend_schema(tags=["calls"])
@with_moves
class CallResource(Resource):
    """Published calls; those who prepare one see that one as well."""

    rights = (PUBLIC,)
    buttons = {"publish": actions.publish, "withdraw": actions.withdraw}
    queryset = Call.objects.select_related("program")
    serializer_class = CallSerializer

    def get_queryset(self) -> QuerySet[Call]:
        reader = self.request.user
        if isinstance(reader, User):
            return super().get_queryset()
        return Call.objects.published().select_related("program")
