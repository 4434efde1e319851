"""Public notices, for everyone: the list, each as published, and its versions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.permissions import Permission
from foundation.edges.downloads import download_of, kept_by_reader
from foundation.edges.pages import PER_PAGE, page_of
from foundation.edges.rights import member, public, requires
from foundation.refusals import Refusal
from programs.printing.pdf import print_apart
from programs.selection.models import NoticeFile, PublicNotice
from programs.selection.queries import notices as queries
from programs.selection.rules.versions import compared, rows_compared
from programs.selection.states import NoticeStatus

NO_HASH = "0" * 64  # of a preview, which nobody may take for the paper


@public
def listing(request: HttpRequest) -> HttpResponse:
    """All public notices, the latest first; replaced versions stay in it."""
    rows = PublicNotice.objects.public().select_related("program").defer("content")
    context = {
        "page_obj": page_of(request, rows),
        "now": timezone.now(),
        "breadcrumbs": [(_("Home"), "/"), (_("Public notices"), "")],
    }
    return render(request, "programs/selection/notices.html", context)


def find(slug: str) -> PublicNotice:
    rows = PublicNotice.objects.public()
    return get_object_or_404(
        rows.select_related("program", "replaces", "replaced_by"), slug=slug
    )


def find_draft(request: HttpRequest, slug: str) -> PublicNotice:
    """A notice in preparation, for whoever prepares it; any other does not exist."""
    rows = PublicNotice.objects.all().visible_to(member(request))
    rows = rows.filter(status=NoticeStatus.DRAFT)
    return get_object_or_404(rows.select_related("program", "replaces"), slug=slug)


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A notice as it was published: what the law wants in public and no more."""
    notice = find(slug)
    context = told(notice) | shown(request, notice.content)
    context["standings"] = queries.standings(notice)
    return render(request, "programs/selection/notice.html", context)


def shown(request: HttpRequest, content: queries.Content) -> dict[str, Any]:
    """What a page shows of a notice's content."""
    rows: Page[Any] = Paginator(content.get("list", []), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "content": content,
        "rows": rows,
        "how": queries.how_to_object(content) if content else "",
    }


def told(notice: PublicNotice) -> dict[str, Any]:
    now = timezone.now()
    until = notice.objections_close_at
    stands = notice.status == NoticeStatus.PUBLISHED
    following = getattr(notice, "replaced_by", None)
    return {
        "notice": notice,
        "takes_objections": stands and until is not None and now < until,
        "stands": stands and notice.closes_at is not None and now < notice.closes_at,
        "replaced": notice.status == NoticeStatus.SUPERSEDED and following,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Public notices"), reverse("notices-list")),
            (str(notice), ""),
        ],
    }


@public
def notice_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice on paper, in either language; the same bytes for everyone."""
    notice = find(slug)
    if notice.published_on is None or not notice.content:
        raise Http404
    asked = {
        "content": notice.content,
        "sha256": notice.sha256,
        "at": notice.published_on,
    }
    return _printed(request, notice, asked)


def _printed(
    request: HttpRequest, notice: PublicNotice, asked: dict[str, Any]
) -> HttpResponse:
    wanted = request.GET.get("language") or get_language() or ""
    known = queries.languages()
    language = wanted if wanted in known else known[0]
    content = print_apart(queries.page(notice, language, **asked))
    return kept_by_reader(
        content, "application/pdf", queries.filename(notice, language)
    )


@public
def notice_record(_request: HttpRequest, slug: str) -> HttpResponse:
    """The canonical bytes: their SHA-256 is the notice's."""
    notice = find(slug)
    content = queries.record_of(notice)
    return kept_by_reader(content, "application/json", f"{notice.slug}.json")


@public
def attachment(_request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file that goes with a notice."""
    rows = NoticeFile.objects.released().filter(notice=find(slug))
    return download_of(get_object_or_404(rows.select_related("file"), pk=pk).file)


@public
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """A corrected notice beside the one that it replaces."""
    notice = find(slug)
    if notice.replaces is None:
        return redirect(notice)
    before, after = notice.replaces.content, notice.content
    context = {
        "notice": notice,
        "before": notice.replaces,
        "changes": compared(before, after),
        "rows": rows_compared(before, after),
        "versions": queries.versions(notice),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Public notices"), reverse("notices-list")),
            (str(notice), notice.get_absolute_url()),
            (_("What has changed"), ""),
        ],
    }
    return render(request, "programs/selection/changes.html", context)


# For whoever prepares it -----------------------------------------------------------


@requires(Permission.READ_SCORES)
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A notice in preparation as the public would read it, and what keeps it back."""
    notice = find_draft(request, slug)
    content = queries.content_of(notice, timezone.now())
    desk = reverse("admin:programs_publicnotice_change", args=[notice.pk])
    context = shown(request, content) | {
        "notice": notice,
        "desk": desk,
        "obstacles": queries.obstacles(notice),
        "findings": notice.findings.select_related("attachment__file", "accepted_by"),
        "breadcrumbs": [(_("Public notices"), desk), (str(notice), "")],
    }
    return render(request, "programs/selection/preview.html", context)


@requires(Permission.READ_SCORES)
def preview_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper as it would be; its hash is none."""
    notice, now = find_draft(request, slug), timezone.now()
    content = queries.content_of(notice, now)
    asked = {"content": content, "sha256": NO_HASH, "at": now}
    return _printed(request, notice, asked)


@requires(Permission.READ_SCORES)
def preview_attachment(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file that will go with a notice, for whoever prepares it."""
    rows = NoticeFile.objects.filter(notice=find_draft(request, slug))
    found = get_object_or_404(rows.select_related("file"), pk=pk)
    try:
        return download_of(found.file)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("notice-preview", slug)
