"""Papers of monitoring: a report as it was handed in, a signed evaluation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import kept_by_reader
from foundation.edges.rights import member, requires
from programs.applications.rules import canonical
from programs.awards.models import Award
from programs.monitoring.models import Evaluation, Filing
from programs.monitoring.queries import papers
from programs.monitoring.states import EvaluationStatus
from programs.monitoring.views.obligations import award_of
from programs.monitoring.views.reports import find
from programs.printing.pdf import print_apart


@requires(Permission.READ_AWARDS)
def filing_record(
    request: HttpRequest, number: str, count: int, version: int
) -> HttpResponse:
    """The canonical bytes of what was handed in: their SHA-256 is the filing's."""
    rows = Filing.objects.filter(report=find(request, number, count))
    filing = get_object_or_404(rows, version=version)
    name = f"{number}-{count}-{version}.json"
    return kept_by_reader(canonical(filing.content), "application/json", name)


def _evaluation(request: HttpRequest, award: Award) -> Evaluation:
    """Signed by both, or by one for those who are asked for the second signature."""
    rows = Evaluation.objects.select_related("evaluated_by", "countersigned_by")
    evaluation: Evaluation = get_object_or_404(rows, award=award)
    insider = member(request).may(Permission.SEE_DESK)
    open_to_all = evaluation.status == EvaluationStatus.SIGNED
    if evaluation.content is None or not (open_to_all or insider):
        raise Http404
    return evaluation


@requires(Permission.READ_AWARDS)
def evaluation_pdf(request: HttpRequest, number: str) -> HttpResponse:
    evaluation = _evaluation(request, award_of(request, number))
    asked = request.GET.get("language") or get_language() or ""
    language = asked if asked in papers.languages() else papers.languages()[0]
    content = print_apart(papers.page(evaluation, language))
    name = papers.filename(evaluation, language)
    return kept_by_reader(content, "application/pdf", name)


@requires(Permission.READ_AWARDS)
def evaluation_record(request: HttpRequest, number: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the evaluation's."""
    evaluation = _evaluation(request, award_of(request, number))
    content = canonical(evaluation.content or {})
    return kept_by_reader(content, "application/json", f"{number}-evaluation.json")
