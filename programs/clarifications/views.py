"""Asking about an open call, and seeing what became of one's own questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.edges.pages import carried_out
from foundation.edges.rights import member, signed_in
from programs.calls.models import Call
from programs.clarifications import actions, queries
from programs.clarifications.forms import AskForm
from programs.clarifications.rules import last_moment


@signed_in
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One question at a time; everybody reads the answer on the call's page."""
    published = Call.objects.published().select_related("program")
    call = get_object_or_404(published, slug=slug)
    user, now = member(request), timezone.now()
    form = AskForm(request.POST or None, user=user)

    def put() -> None:
        told = form.cleaned_data
        actions.ask(call, told["company"], told["asked"], by=user, at=now)

    if request.method == "POST" and carried_out(form, put):
        said = _("Your question has been sent. You will be told when it is answered.")
        messages.success(request, said)
        return redirect("call-ask", call.slug)
    end = queries.takes_questions_until(call)
    context = {
        "call": call,
        "form": form,
        "companies": form.fields["company"].queryset,  # type: ignore[attr-defined]  # a ModelChoiceField
        "questions": queries.asked_by(user, call),
        "until": last_moment(end),
        "takes_questions": call.is_open(now) and now < end,
        "breadcrumbs": [
            (_("Home"), "/"),
            (str(call), call.get_absolute_url()),
            (_("Ask a question"), ""),
        ],
    }
    return render(request, "programs/clarifications/ask.html", context)
