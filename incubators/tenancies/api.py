"""Tenancies as a REST resource: apply, move in, graduate, move out."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from incubators.carriers.models import Carrier
from incubators.tenancies import actions
from incubators.tenancies.models import Graduation, Tenancy, TenancyQuerySet
from incubators.tenancies.queries import with_room
from startups.companies.models import Company
from startups.companies.rules import tidy_uscc


class TenancySerializer(WithMoves):
    room = serializers.DecimalField(14, 2, read_only=True)

    class Meta:
        model = Tenancy
        fields = [
            "id", "carrier", "company", "tenant_class", "status", "applied_on",
            "moved_in_on", "term_ends_on", "moved_out_on", "room", "moves",
        ]  # fmt: skip


class ApplyRequest(serializers.Serializer[Any]):
    carrier = serializers.PrimaryKeyRelatedField(queryset=Carrier.objects.all())
    uscc = serializers.CharField(max_length=40)

    def validate_uscc(self, value: str) -> Company:
        company = Company.objects.live().filter(uscc=tidy_uscc(value)).first()
        if company is None:
            raise serializers.ValidationError(
                _("This company is not registered yet. Ask it to register first.")
            )
        return company


class GraduateRequest(serializers.ModelSerializer[Graduation]):
    class Meta:
        model = Graduation
        fields = ["criterion", "evidence", "graduated_on"]


class TenancyFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    on = filters.DateFilter(method="held_on", label=_("housed on this day"))
    q = filters.CharFilter(method="of_company", label=_("Name or code"))

    class Meta:
        model = Tenancy
        fields = ["carrier", "company", "status", "tenant_class"]

    def held_on(self, rows: TenancyQuerySet, _name: str, day: Any) -> Any:
        return rows.on(day)

    def of_company(self, rows: TenancyQuerySet, _name: str, text: str) -> Any:
        return rows.filter(company__in=Company.objects.all().named(text))


@extend_schema(tags=["tenancies"])
@with_moves
class TenancyResource(Resource):
    """Who is or was housed where, with the room of today."""

    rights = (Permission.READ_CARRIERS,)
    buttons = {
        "admit": actions.admit,
        "refuse": actions.refuse,
        "move_in": actions.move_in,
        "extend": actions.extend,
        "move_out": actions.move_out,
    }
    queryset = Tenancy.objects.select_related("carrier", "company")
    serializer_class = TenancySerializer
    filterset_class = TenancyFilters

    def get_queryset(self) -> QuerySet[Tenancy]:
        seen: Any = super().get_queryset()
        return with_room(seen, on=timezone.localdate())

    @extend_schema(request=ApplyRequest, responses={201: TenancySerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write down that a company asks for a place."""
        told = ApplyRequest(data=request.data)
        told.is_valid(raise_exception=True)
        asked = actions.apply(
            told.validated_data["carrier"],
            told.validated_data["uscc"],
            by=member(request),
            at=timezone.now(),
        )
        return self._answer(asked, status.HTTP_201_CREATED)

    @extend_schema(request=GraduateRequest, responses=TenancySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def graduate(self, request: Request, **_id: Any) -> Response:
        """Let a tenant go that has grown out of incubation."""
        tenancy = self.get_object()
        told = GraduateRequest(data=request.data)
        told.is_valid(raise_exception=True)
        by, at = member(request), timezone.now()
        actions.graduate(tenancy, by=by, at=at, **told.validated_data)
        return self._answer(tenancy)

    def _answer(self, tenancy: Tenancy, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().filter(pk=tenancy.pk).first()
        if fresh is None:
            raise NotFound
        return Response(self.get_serializer(fresh).data, code)
