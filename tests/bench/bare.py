"""What saving and handing in would cost without Kapok: a form, and the same rows.

Django's own middleware, a form that validates, one transaction with the rows that our
use cases commit. The guards of the database stand behind both.
"""

import json
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone

from foundation.models import Entry, Message
from programs.models import Application, Draft, Screening, Submission

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


class Answers(forms.Form):
    pitch = forms.CharField(widget=forms.Textarea, max_length=100)
    staff = forms.DecimalField(min_value=1)
    truth = forms.BooleanField()

    def told(self) -> dict[str, Any]:
        return json.loads(json.dumps(self.cleaned_data, default=str))  # type: ignore[no-any-return]  # an object went in


def save(request: HttpRequest, number: str) -> HttpResponse:
    form = Answers(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    application = get_object_or_404(Application, number=number)
    with transaction.atomic():
        Draft.objects.filter(application=application).update(
            answers=form.told(),
            revision=F("revision") + 1,
            changed_in=dict.fromkeys(form.fields, 1),
            saved_at=timezone.now(),
            saved_by=request.user,
        )
    return redirect("/")


def submit(request: HttpRequest, number: str) -> HttpResponse:
    form = Answers(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    application = get_object_or_404(
        Application.objects.select_related("company", "draft"), number=number
    )
    with transaction.atomic():
        _committed(application, form.told(), request.user)
    return redirect("/")


def _committed(application: Application, told: dict[str, Any], user: Any) -> None:
    now = timezone.now()
    submission = Submission.objects.create(
        application=application,
        sequence=1,
        form_version_id=application.draft.form_version_id,
        snapshot={"answers": told, "company": application.company.name},
        sha256="0" * 64,
        submitted_at=now,
        submitted_by=user,
    )
    Screening.objects.create(
        submission=submission, rule_version="2016", findings=[told] * 12
    )
    Entry.about(
        application, "submit", by=user, source="draft", target="submitted"
    ).save(force_insert=True)
    Application.objects.filter(pk=application.pk).update(
        status="submitted", submitted_at=Now(), submitted_by=user, due_on=now.date()
    )
    Message.objects.create(
        key=f"bare-{application.pk}",
        to=user.email,
        user=user,
        language="zh-hans",
        template="application_submitted",
        context={"number": application.number},
        available_at=now,
    )


urlpatterns = [
    path("save/<slug:number>/", save),
    path("submit/<slug:number>/", submit),
]
