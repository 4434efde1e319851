"""Programs as a REST resource."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, with_moves
from programs.catalogue import actions
from programs.catalogue.models import BudgetLine, Program


class BudgetLineSerializer(serializers.ModelSerializer[BudgetLine]):
    class Meta:
        model = BudgetLine
        fields = ["year", "source", "amount", "committed"]


class ProgramSerializer(WithMoves):
    budget_lines = BudgetLineSerializer(many=True, read_only=True)

    class Meta:
        model = Program
        fields = [
            "id", "slug", "kind", "name", "purpose", "basis", "status", "starts_on",
            "ends_on", "quota", "taken", "ceiling", "budget", "committed",
            "city_ratio", "rule_version", "budget_lines", "moves",
        ]  # fmt: skip


@extend_schema(tags=["programs"])
@with_moves
class ProgramResource(Resource):
    """What the city has set out to do, against its quota and budget."""

    rights = (Permission.READ_PROGRAMS,)
    buttons = {"end": actions.end}
    queryset = Program.objects.prefetch_related("budget_lines")
    serializer_class = ProgramSerializer
