"""What every REST resource shares: rights, moves, keyset pages, one answer per key.

A resource names the permission that reading needs; rows come from `visible_to`. Each
move of the lifecycle is `POST /api/v1/<resource>/<id>/<verb>/`.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from rest_framework import mixins, pagination, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.edges.rights import admits, member

UseCase = Callable[..., Any]


class HoldsRight(BasePermission):
    """The rights that the resource states, and no others."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return admits(tuple(getattr(view, "rights", ())), request.user)


class KeysetPages(pagination.CursorPagination):
    """Pages by key, so that the last page costs what the first one does."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"


class MoveRequest(serializers.Serializer[Any]):
    """What a move is told; some moves demand the reason."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")




class WithMoves(serializers.ModelSerializer[Any]):
    moves = serializers.SerializerMethodField()

    def get_moves(self, subject: Any) -> list[str]:
        user = self.context["request"].user
        offered = self.context["view"].buttons
        return [m.verb for m in subject.moves_for(user) if m.verb in offered]


class Resource(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]
):
    """A collection that people read and whose members have moves."""

    rights: ClassVar[tuple[str, ...]] = ()
    buttons: ClassVar[Mapping[str, UseCase]] = {}
    permission_classes = [HoldsRight]
    pagination_class = KeysetPages

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()  # type: ignore[no-any-return]  # the manager is the resource's own
        return rows.visible_to(member(self.request))  # type: ignore[no-any-return]  # as above


def with_moves(resource: type[Resource]) -> type[Resource]:
    """Give a resource one POST operation for each of its buttons."""
    for verb in resource.buttons:
        setattr(resource, verb, _operation(verb))
    return resource


def _operation(verb: str) -> Any:
    def operate(self: Resource, request: Request, *_args: Any, **_kw: Any) -> Response:
        subject = self.get_object()
        said = MoveRequest(data=request.data)
        said.is_valid(raise_exception=True)
        move = subject.lifecycle[verb]
        given: dict[str, Any] = {"at": timezone.now()}
        if move.reasoned:
            given["reason"] = said.validated_data["reason"]
        self.buttons[verb](subject, by=member(request), **given)
        fresh = self.get_queryset().filter(pk=subject.pk).first()
        if fresh is None:
            raise NotFound
        return Response(self.get_serializer(fresh).data)

    operate.__name__ = verb
    operate.__doc__ = f"Take the move `{verb}`; 409 with a sentence when it is refused."
    return action(detail=True, methods=["post"], url_path=verb)(operate)


def fingerprint(request: Any) -> str:
    """What makes two requests the same: who, where, and with which body."""
    parts = (request.method, request.get_full_path(), request.body)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
