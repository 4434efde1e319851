"""Templates of the imports, for those who may import."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.imports.kind import Job
from config.imports.kinds import KINDS
from config.imports.template import write_template
from foundation.accounts.permissions import Permission
from foundation.edges.rights import member, requires
from foundation.files.rules import TYPES


@requires(Permission.IMPORT_DATA)
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook in the language of whoever asks."""
    if kind not in KINDS:
        raise Http404
    job = Job("template.xlsx", member(request), timezone.now())
    return HttpResponse(
        write_template(KINDS[kind](job)),
        content_type=TYPES["xlsx"].media,
        headers={"Content-Disposition": f'attachment; filename="{kind}.xlsx"'},
    )
