"""What every REST resource shares: rights, moves, keyset pages, one answer per key.

A resource names the permission that reading needs; rows come from `visible_to`. Each
move of the lifecycle is `POST /api/v1/<resource>/<id>/<verb>/`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, wraps
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, mixins, pagination, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.fields import SkipField
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.edges.models import Answer
from foundation.edges.rights import admits, member

UseCase = Callable[..., Any]
Field = serializers.Field[Any, Any, Any, Any]


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

    def decode_cursor(self, request: Request) -> pagination.Cursor | None:
        """Pages are cut between numbers; a cursor that names none is not ours."""
        cursor = super().decode_cursor(request)
        where = str(cursor.position or 0) if cursor else "0"
        if not (where.isascii() and where.isdecimal()):
            raise NotFound(self.invalid_cursor_message)
        return cursor


PAGING = {KeysetPages.cursor_query_param, KeysetPages.page_size_query_param}


class MoveRequest(serializers.Serializer[Any]):
    """What a move is told; some moves demand the reason."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")


@cache
def _readers(kind: type["WithMoves"]) -> dict[str, Field]:
    """The fields of a serializer, made once: the framework asks the model each time.

    They are shared between requests, so what asks its serializer for the request or for
    a method of it is not among those that are read through them.
    """
    found = {name: f for name, f in kind().fields.items() if not f.write_only}
    for field in found.values():
        if isinstance(field, serializers.DateTimeField):
            field.timezone = timezone.get_default_timezone()  # not asked for per row
    return found


class WithMoves(serializers.ModelSerializer[Any]):
    moves = serializers.SerializerMethodField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        told = {}
        for name, field in _readers(type(self)).items():
            with suppress(SkipField):  # as where a path leads to nothing
                told[name] = self._told(field, instance)
        return told

    def _told(self, field: Field, subject: Any) -> Any:
        if isinstance(field, serializers.SerializerMethodField):
            return getattr(self, str(field.method_name))(subject)
        if field.source in subject.__dict__:  # a column, which needs no looking for
            value = subject.__dict__[field.source]
        else:
            value = field.get_attribute(subject)
        if getattr(value, "pk", value) is None:  # as for a key that names nobody
            return None
        return field.to_representation(value)

    def get_moves(self, subject: Any) -> list[str]:
        user = member(self.context["request"])
        offered = self.context["view"].buttons
        return [m.verb for m in subject.moves_for(user) if m.verb in offered]


ENDS = re.compile("_(after|before|min|max)$")  # of a range, which is one filter


class ParametersFilter(DjangoFilterBackend):  # type: ignore[misc]  # django-filter is untyped
    """An address that names no filter is not read as a form of them.

    One that names a filter that there is not would answer with rows that nobody asked
    for, and is refused.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        asked = request.query_params.keys() - PAGING
        if not asked:
            return queryset
        kind = self.get_filterset_class(view, queryset)
        known = (kind.base_filters if kind else {}).keys()
        unknown = {key for key in asked if known.isdisjoint({key, ENDS.sub("", key)})}
        if unknown and not view.detail:
            told = _("This list has no such filter.")
            raise exceptions.ValidationError({key: [told] for key in sorted(unknown)})
        return super().filter_queryset(request, queryset, view)


class Resource(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]
):
    """A collection that people read and whose members have moves."""

    rights: ClassVar[tuple[str, ...]] = ()
    buttons: ClassVar[Mapping[str, UseCase]] = {}
    listed: ClassVar[tuple[str, ...]] = ()  # the columns that a list reads; (): all
    permission_classes = [HoldsRight]
    pagination_class = KeysetPages
    filter_backends = [ParametersFilter]

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()  # type: ignore[no-any-return]  # the manager is the resource's own
        seen: models.QuerySet[Any] = rows.visible_to(member(self.request))
        brief = self.listed if self.action == "list" else ()
        return seen.only(*brief) if brief else seen


def with_moves(resource: type[Resource]) -> type[Resource]:
    """Give a resource one POST operation for each of its buttons."""
    for verb in resource.buttons:
        if verb not in vars(resource):  # one that is told more has its own
            setattr(resource, verb, _operation(verb))
    return resource


Handler = Callable[..., Response]
LONGEST_KEY = 80


def idempotent(handler: Handler) -> Handler:
    """Give a repeated request with the same `Idempotency-Key` the same answer.

    The key's row, the work and the answer are one transaction: whoever repeats while
    the first is under way waits for it. Another request under the same key is told so
    (422); what was refused may be tried again.
    """

    @wraps(handler)
    def once(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return handler(self, request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise exceptions.ValidationError(_("The idempotency key is too long."))
        with transaction.atomic():
            row, new = Answer.objects.get_or_create(
                user=member(request),
                key=key,
                defaults={"fingerprint": fingerprint(request)},
            )
            if not new:
                return _repeated(row, request)
            answer = handler(self, request, *args, **kwargs)
            row.number, row.body = answer.status_code, _plain(answer.data)
            row.save(update_fields=["number", "body"])
            return answer

    once.idempotent = True  # type: ignore[attr-defined]  # read by a house test
    return once


def _repeated(row: Answer, request: Request) -> Response:
    if row.fingerprint != fingerprint(request):
        raise OtherRequest
    return Response(row.body, row.number, headers={"Idempotency-Replayed": "true"})


def _plain(data: Any) -> Any:
    return json.loads(JSONRenderer().render(data))


class OtherRequest(exceptions.APIException):
    status_code = 422
    default_code = "key_reused"
    default_detail = gettext_lazy("This key was used for another request.")


def _operation(verb: str) -> Any:
    @idempotent
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


def fingerprint(request: Request) -> str:
    """What makes two requests the same: which address, and with which body."""
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.get_full_path()}\n{body}".encode()).hexdigest()
