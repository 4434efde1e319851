"""Yearly returns as a REST resource: open, fill in, hand in, check."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from startups.companies.models import Company
from startups.indicators import actions
from startups.indicators.catalog import INDICATORS
from startups.indicators.models import Return
from startups.indicators.queries import figures_of, oddities


class ReturnSerializer(WithMoves):
    class Meta:
        model = Return
        fields = ["id", "company", "year", "status", "submitted_on", "moves"]


class OpenRequest(serializers.Serializer[Any]):
    company = serializers.PrimaryKeyRelatedField(queryset=Company.objects.live())
    year = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    """Figures by indicator; null clears one, what is left out stays."""

    figures = serializers.DictField(
        child=serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    )

    def validate_figures(self, figures: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(figures.keys() - INDICATORS.keys()):
            raise serializers.ValidationError(", ".join(unknown))
        return figures


class ObjectionSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    sentence = serializers.CharField()
    serious = serializers.BooleanField()


class FilledSerializer(FiguresSerializer):
    objections = ObjectionSerializer(many=True)


class ReturnFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    class Meta:
        model = Return
        fields = {
            "company": ["exact"],
            "year": ["exact"],
            "status": ["exact"],
            "company__district": ["exact"],
        }


@extend_schema(tags=["returns"])
@with_moves
class ReturnResource(Resource):
    """What companies reported for a year."""

    rights = (Permission.READ_RETURNS,)
    buttons = {
        "submit": actions.submit,
        "endorse": actions.endorse,
        "confirm": actions.confirm,
        "send_back": actions.send_back,
    }
    queryset = Return.objects.select_related("company")
    serializer_class = ReturnSerializer
    filterset_class = ReturnFilters

    @extend_schema(request=OpenRequest, responses={201: ReturnSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Open the return of a year, or get the one that is open."""
        told = OpenRequest(data=request.data)
        told.is_valid(raise_exception=True)
        filed = actions.open_return(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        return Response(self.get_serializer(filed).data, status.HTTP_201_CREATED)

    @extend_schema(responses=FilledSerializer)
    @action(detail=True, methods=["get"])
    def figures(self, _request: Request, **_id: Any) -> Response:
        """The figures so far, and what is odd about them."""
        return self._figures(self.get_object())

    @extend_schema(request=FiguresSerializer, responses=FilledSerializer)
    @figures.mapping.patch
    def save_figures(self, request: Request, **_id: Any) -> Response:
        """Save some figures; a draft may be wrong, and is told so."""
        filed = self.get_object()
        told = FiguresSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        figures = told.validated_data["figures"]
        actions.save_values(filed, figures, by=member(request), at=timezone.now())
        return self._figures(filed)

    def _figures(self, filed: Return) -> Response:
        figures = figures_of(filed.company, filed.year)
        body = {"figures": figures, "objections": oddities(filed)}
        return Response(FilledSerializer(body).data)
