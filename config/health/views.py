"""/healthz, /readyz and /metrics: for machines, open to whoever can reach them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from config.health import checks, metrics
from foundation.edges.rights import public


@public
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"ok": True})


@public
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Everything that people need is there, or 503 and a sentence about what is not."""
    found = checks.findings()
    ok = all(finding.ok for finding in found)
    said = {f.name: {"ok": f.ok, "says": f.says} for f in found}
    body = {"ok": ok, "checks": said}
    return JsonResponse(body, status=200 if ok else 503)


@public
@require_safe
def metrics_page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
