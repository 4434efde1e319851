"""Incubators as a REST resource."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, with_moves
from incubators.carriers import actions
from incubators.carriers.models import Carrier
from incubators.carriers.queries import with_areas


class CarrierSerializer(WithMoves):
    total_area = serializers.DecimalField(14, 2, read_only=True)
    lettable_area = serializers.DecimalField(14, 2, read_only=True)

    class Meta:
        model = Carrier
        fields = [
            "id", "code", "name", "english_name", "carrier_type", "specialism", "level",
            "ownership", "status", "district", "zone", "operator_name", "operator",
            "address", "opened_on", "total_area", "lettable_area", "moves",
        ]  # fmt: skip


class CarrierFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter("name", "icontains", label=_("name"))

    class Meta:
        model = Carrier
        fields = [
            "code", "carrier_type", "specialism", "level", "ownership", "status",
            "district", "zone",
        ]  # fmt: skip


@extend_schema(tags=["carriers"])
@with_moves
class CarrierResource(Resource):
    """Incubators with their areas as measured today."""

    rights = (Permission.READ_CARRIERS,)
    buttons = {"delist": actions.delist, "relist": actions.relist}
    queryset = Carrier.objects.all()
    serializer_class = CarrierSerializer
    filterset_class = CarrierFilters

    def get_queryset(self) -> QuerySet[Carrier]:
        seen: Any = super().get_queryset()
        return with_areas(seen, on=timezone.localdate())
