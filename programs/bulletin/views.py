"""Calls before the public: what is open, what it asks, how long, and what was said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from foundation.edges.downloads import download_of
from foundation.edges.pages import page_of
from foundation.edges.rights import public
from foundation.translated import pick
from programs.bulletin import queries
from programs.bulletin.forms import CallFilter
from programs.bulletin.rules import Event, calendar
from programs.calls.models import Call
from programs.calls.states import Status
from programs.clarifications import queries as said
from programs.clarifications.rules import last_moment

UNCHANGED = (0, None)
AN_HOUR = 3600  # seconds that a feed may be kept by whoever passes it on


@public
def listing(request: HttpRequest) -> HttpResponse:
    """Open calls first; by words, state and program."""
    form = CallFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.found(
        timezone.now(),
        words=asked.get("q", ""),
        phase=asked.get("phase", ""),
        program=asked.get("program"),
    )
    context = {
        "page_obj": page_of(request, rows),
        "form": form,
        "is_filtered": any(asked.values()),
        "breadcrumbs": [(_("Home"), "/"), (_("Calls"), "")],
    }
    return render(request, "programs/bulletin/list.html", context)


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(queries.shown_to(request.user), slug=slug)
    now = timezone.now()
    context = {
        **_read(call),
        "is_open": call.is_open(now),
        "mine": queries.own_applications(request.user, call),
        "more_time": queries.more_time(request.user, call, now),
        "takes_questions": _takes_questions(call, now),
        "feed": request.build_absolute_uri(reverse("call-calendar", args=[slug])),
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("Calls"), reverse("calls-list")),
            (str(call), ""),
        ],
    }
    return render(request, "programs/bulletin/detail.html", context)


def _read(call: Call) -> dict[str, Any]:
    """What there is to read about a call."""
    form = call.form_versions.first()
    return {
        "call": call,
        "kind": call.program.rules,
        "sections": form.schema.get("sections", []) if form else [],
        "documents": queries.documents(call),
        "amendments": said.amendments(call),
        "clarifications": said.answered(call),
    }


def _takes_questions(call: Call, now: datetime) -> datetime | None:
    """Until when, to the minute; None when there is nothing to ask any more."""
    end = said.takes_questions_until(call)
    return last_moment(end) if call.is_open(now) and now < end else None


@public
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file of the guideline, to everybody; no browser runs it as a page of ours."""
    call = get_object_or_404(queries.shown_to(request.user), slug=slug)
    return download_of(get_object_or_404(queries.documents(call), pk=pk).file)


@public
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    return _feed(request, queries.announced(), "calls")


@public
def calendar_of(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(queries.announced(), slug=slug)
    return _feed(request, [call], call.slug)


def _feed(request: HttpRequest, calls: Iterable[Call], name: str) -> HttpResponse:
    """The calendar in the language of the address, or else of the reader."""
    wanted = request.GET.get("language", "")
    known = {code for code, __ in settings.LANGUAGES}
    language = {"zh": "zh-hans"}.get(wanted, wanted)
    with translation.override(
        language if language in known else translation.get_language()
    ):
        body = calendar(_("Calls for applications"), _events(request, list(calls)))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    answer["Cache-Control"] = f"public, max-age={AN_HOUR}"
    if language not in known:
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def _events(request: HttpRequest, calls: list[Call]) -> Iterable[Event]:
    """The opening and the close of each call, as announced to everyone."""
    changes = queries.changes(calls)
    for call in calls:
        sequence, changed_at = changes.get(call.pk, UNCHANGED)
        title = pick(call.title)
        moments = (
            ("opens", call.opens_at, _("Opens: %s") % title),
            ("closes", call.closes_at, _("Closes: %s") % title),
        )
        for what, at, summary in moments:
            yield Event(
                uid=f"{call.slug}-{what}@calls.kapok",
                sequence=sequence,
                changed_at=changed_at or call.opens_at,
                at=at,
                summary=summary,
                description=pick(call.summary),
                url=request.build_absolute_uri(call.get_absolute_url()),
                is_cancelled=call.status == Status.WITHDRAWN,
            )
