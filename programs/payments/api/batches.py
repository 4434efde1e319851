"""Batches for the bank as a REST resource: drawn up, released, looked at.

The bank's replies come as files and are taken in on pages.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.payments import actions
from programs.payments.api.fields import narrow
from programs.payments.models import Payment, PaymentBatch
from programs.payments.queries import ready

LINKS = {"file": "batch-file", "cover": "batch-cover", "reconciliation": "batch"}


class BatchSerializer(WithMoves):
    links = serializers.SerializerMethodField()

    class Meta:
        model = PaymentBatch
        fields = [
            "id", "number", "source", "status", "count", "total", "sha256", "drawn_at",
            "released_at", "links", "moves",
        ]  # fmt: skip

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_links(self, batch: PaymentBatch) -> dict[str, str]:
        """The file for the bank, its cover sheet, and the bank's answers beside it."""
        return {
            what: reverse(name, args=[batch.number]) for what, name in LINKS.items()
        }

    def get_moves(self, batch: Any) -> list[str]:
        """Whoever drew it up is not offered to release it."""
        offered = super().get_moves(batch)
        mine = batch.drawn_by_id == member(self.context["request"]).pk
        return [verb for verb in offered if not (mine and verb == "release")]


class BatchedSerializer(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = ["id", "number", "amount", "status", "paid_on", "bank_reference"]


class BatchWithPaymentsSerializer(BatchSerializer):
    payments = BatchedSerializer(many=True)

    class Meta(BatchSerializer.Meta):
        fields = [*BatchSerializer.Meta.fields, "payments"]


class DrawUpRequest(serializers.Serializer[Any]):
    """Payments that all have signed, of one source, in no batch yet."""

    payments = serializers.PrimaryKeyRelatedField(
        queryset=Payment.objects.none(), many=True, allow_empty=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["payments"]
        narrow(asked.child_relation, self, ready())


class BatchFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    class Meta:
        model = PaymentBatch
        fields = ["status", "source"]


@extend_schema(tags=["batches"])
@with_moves
class PaymentBatchResource(Resource):
    """Payments of one source that go to the bank together."""

    rights = (Permission.READ_MONEY,)
    buttons = {
        "release": actions.release,
        "discard": actions.discard,
        "unblock": actions.unblock,
    }
    queryset = PaymentBatch.objects.defer("content")
    serializer_class = BatchSerializer
    filterset_class = BatchFilters

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if self.action == "list":
            return rows
        return rows.prefetch_related("payments")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        brief = self.action == "list"
        return BatchSerializer if brief else BatchWithPaymentsSerializer

    @extend_schema(request=DrawUpRequest, responses={201: BatchWithPaymentsSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Draw up a batch; it goes to the bank when another person releases it."""
        told = DrawUpRequest(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        drawn = actions.draw_up(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        fresh = self.get_queryset().get(pk=drawn.pk)
        return Response(self.get_serializer(fresh).data, status.HTTP_201_CREATED)
