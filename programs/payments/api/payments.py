"""Payments as a REST resource: asked for, signed, sent and booked."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from programs.payments import actions
from programs.payments.api.fields import narrow
from programs.payments.models import Payment, Tranche


class PaymentSerializer(WithMoves):
    class Meta:
        model = Payment
        fields = [
            "id", "number", "award", "tranche", "amount", "status", "account_name",
            "requested_at", "checked_at", "approved_at", "cleared_at", "paid_on",
            "bank_reference", "moves",
        ]  # fmt: skip


class PaymentRequest(serializers.Serializer[Any]):
    tranche = serializers.PrimaryKeyRelatedField(queryset=Tranche.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        narrow(self.fields["tranche"], self, Tranche.objects.all())


class BookRequest(serializers.Serializer[Any]):
    bank_reference = serializers.CharField(max_length=40)
    paid_on = serializers.DateField()


@extend_schema(tags=["payments"])
@with_moves
class PaymentResource(Resource):
    """Payments of the awards that one has to do with."""

    rights = (Permission.READ_MONEY,)
    buttons = {
        "check": actions.check,
        "approve": actions.approve,
        "clear": actions.clear,
        "instruct": actions.instruct,
        "take_return": actions.take_return,
        "decline": actions.decline,
        "decline_large": actions.decline_large,
        "cancel": actions.cancel,
    }
    queryset = Payment.objects.select_related("award__program", "award__company")
    serializer_class = PaymentSerializer

    @extend_schema(request=PaymentRequest, responses={201: PaymentSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Ask for a tranche to be paid: the first of three or four signatures."""
        told = PaymentRequest(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        asked = actions.request(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        return self._shown(asked, status.HTTP_201_CREATED)

    @extend_schema(request=BookRequest, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def book(self, request: Request, **_id: Any) -> Response:
        """Book that the money has left, under the bank's reference."""
        payment = self.get_object()
        told = BookRequest(data=request.data)
        told.is_valid(raise_exception=True)
        actions.book(
            payment, **told.validated_data, by=member(request), at=timezone.now()
        )
        return self._shown(payment)

    def _shown(self, payment: Payment, number: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=payment.pk)
        return Response(self.get_serializer(fresh).data, number)
