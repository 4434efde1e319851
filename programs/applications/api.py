"""Applications as a REST resource: begin, save answers, hand in, move."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.permissions import Permission
from foundation.edges.rest import Resource, WithMoves, idempotent, with_moves
from foundation.edges.rights import member
from foundation.refusals import Refusal, use_case
from programs.applications import actions, queries
from programs.applications.models import Application, Draft, Submission
from programs.calls.models import Call
from startups.companies.models import Company


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    class Meta:
        model = Submission
        fields = ["sequence", "submitted_at", "sha256", "snapshot"]


class ApplicationSerializer(WithMoves):
    """What all who have to do with it read; its score, only those who read scores."""

    score = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = [
            "id", "number", "call", "company", "company_type", "status",
            "submitted_at", "due_on", "score", "moves",
        ]  # fmt: skip

    @extend_schema_field(
        serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    )
    def get_score(self, application: Application) -> str | None:
        user = member(self.context["request"])
        if application.score is None:
            return None
        reads = user.may(Permission.READ_SCORES, at=application)
        return str(application.score) if reads else None


class ReceiptSerializer(ApplicationSerializer):
    """An application with the receipt of what was handed in."""

    receipt = SubmissionSerializer()

    class Meta(ApplicationSerializer.Meta):
        fields = [*ApplicationSerializer.Meta.fields, "receipt"]


class CorrectionRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2_000)
    items = serializers.DictField(
        child=serializers.CharField(max_length=500), allow_empty=False
    )


class RecommendRequest(serializers.Serializer[Any]):
    """A district's opinion; `liable` confirms its statement of liability."""

    opinion = serializers.CharField(max_length=2_000, required=False, allow_blank=True)
    liable = serializers.BooleanField()

    def validate_liable(self, liable: bool) -> bool:  # noqa: FBT001  # the serializer's signature
        if not liable:
            raise serializers.ValidationError(
                _("Confirm the statement of liability to recommend.")
            )
        return liable


class DraftSerializer(serializers.ModelSerializer[Draft]):
    form_version = serializers.IntegerField(source="form_version.number")
    schema = serializers.JSONField(source="form_version.schema")

    class Meta:
        model = Draft
        fields = ["revision", "form_version", "schema", "answers", "saved_at"]


class BeginRequest(serializers.Serializer[Any]):
    call = serializers.PrimaryKeyRelatedField(queryset=Call.objects.published())
    company = serializers.PrimaryKeyRelatedField(queryset=Company.objects.live())
    company_type = serializers.CharField(max_length=20)


class SaveRequest(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=0)
    answers = serializers.DictField()


@extend_schema(tags=["applications"])
@with_moves
class ApplicationResource(Resource):
    """Applications of the companies, districts or programs that one has to do with."""

    rights = (Permission.READ_APPLICATIONS,)
    buttons = actions.BY_VERB
    queryset = Application.objects.select_related("call__program", "company")
    serializer_class = ApplicationSerializer
    listed = (
        "number", "call", "company", "company_type", "status", "submitted_at", "due_on",
        "score", "call__program__kind", "company__district",
    )  # fmt: skip

    @extend_schema(request=BeginRequest, responses=ApplicationSerializer)
    @idempotent
    def create(self, request: Request) -> Response:
        """Begin, or get the application that the company has begun already."""
        told = BeginRequest(data=request.data)
        told.is_valid(raise_exception=True)
        application = actions.begin(
            **told.validated_data, by=member(request), at=timezone.now()
        )
        begun = self.get_queryset().get(pk=application.pk)
        return Response(self.get_serializer(begun).data, status.HTTP_201_CREATED)

    @extend_schema(responses=DraftSerializer)
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, **_id: Any) -> Response:
        """The form with the answers so far; only for those who write them."""
        return Response(DraftSerializer(self._draft(request)).data)

    @extend_schema(request=SaveRequest, responses=DraftSerializer)
    @draft.mapping.patch
    def save_draft(self, request: Request, **_id: Any) -> Response:
        """Save some answers; 409 and nothing saved when someone else changed one."""
        told = SaveRequest(data=request.data)
        told.is_valid(raise_exception=True)
        draft = self._draft(request)
        saved = self._save(draft.application, told.validated_data, request)
        body = DraftSerializer(saved.draft).data
        objections = {name: str(said) for name, said in saved.objections.items()}
        return Response({**body, "objections": objections})

    @use_case
    def _save(
        self, application: Application, told: Any, request: Request
    ) -> actions.Saved:
        saved = actions.save(application, **told, by=member(request), at=timezone.now())
        if saved.conflicts:
            raise Refusal(
                _("Somebody else has changed these answers: %(names)s."),
                code="conflict",
                params={"names": ", ".join(saved.conflicts)},
            )
        return saved

    def _draft(self, request: Request) -> Draft:
        application = self.get_object()
        if not member(request).may(Permission.APPLY, at=application):
            raise PermissionDenied
        drafts = Draft.objects.select_related("form_version", "application")
        return drafts.get(application=application)

    @extend_schema(request=None, responses=ReceiptSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def submit(self, request: Request, **_id: Any) -> Response:
        """Hand in; a second time, the answer is the receipt of the first."""
        return self._handed_in(request, actions.submit)

    @extend_schema(request=None, responses=ReceiptSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def correct(self, request: Request, **_id: Any) -> Response:
        """Hand in the correction; a second time, the answer is the same receipt."""
        return self._handed_in(request, actions.correct)

    def _handed_in(self, request: Request, use_case: Any) -> Response:
        application = self.get_object()
        receipt = use_case(application, by=member(request), at=timezone.now())
        fresh = self.get_queryset().get(pk=application.pk)
        body = self.get_serializer(fresh).data
        return Response({**body, "receipt": SubmissionSerializer(receipt).data})

    @extend_schema(request=CorrectionRequest, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def ask_correction(self, request: Request, **_id: Any) -> Response:
        """Ask once for what is wrong with these questions, and only these."""
        told = CorrectionRequest(data=request.data)
        told.is_valid(raise_exception=True)
        application = self.get_object()
        actions.ask_correction(
            application, **told.validated_data, by=member(request), at=timezone.now()
        )
        fresh = self.get_queryset().get(pk=application.pk)
        return Response(self.get_serializer(fresh).data)

    @extend_schema(request=RecommendRequest, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def recommend(self, request: Request, **_id: Any) -> Response:
        """Recommend, with the district's opinion and its statement of liability."""
        told = RecommendRequest(data=request.data)
        told.is_valid(raise_exception=True)
        application, opinion = self.get_object(), told.validated_data.get("opinion", "")
        actions.recommend(
            application, by=member(request), at=timezone.now(), opinion=opinion
        )
        fresh = self.get_queryset().get(pk=application.pk)
        return Response(self.get_serializer(fresh).data)

    @extend_schema(responses=SubmissionSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def submissions(self, _request: Request, **_id: Any) -> Response:
        """What was handed in, each time, with its hash."""
        application = self.get_object()
        rows = queries.submissions(application)
        return Response(SubmissionSerializer(rows, many=True).data)
