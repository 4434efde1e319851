"""The addresses of Kapok (DESIGN §11)."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api import router
from config.comfort import text_size

urlpatterns = [  # what has a prefix of its own first: the others are tried one by one
    path("api/v1/", include((router.urls, "api"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(), name="api-docs"),
    path("admin/", admin.site.urls),
    path("", include("config.health.urls")),
    path("", include("foundation.notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("text-size/", text_size, name="text-size"),
    path("session/", include("config.session")),
    path("mailbox/", include("config.mailbox")),
    path("imports/", include("config.imports.urls")),
    path("", include("config.pages")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("startups.companies.urls")),
    path("", include("startups.members.urls")),
    path("", include("startups.merging.urls")),
    path("", include("startups.indicators.urls")),
    path("", include("startups.support.urls")),
    path("", include("incubators.tenancies.urls")),
    path("", include("programs.agreements.urls")),
    path("", include("programs.applications.urls")),
    path("", include("programs.books.urls")),
    path("", include("programs.bulletin.urls")),
    path("", include("programs.calls.urls")),
    path("", include("programs.clarifications.urls")),
    path("", include("programs.dashboard.urls")),
    path("", include("programs.eligibility.urls")),
    path("", include("programs.experts.urls")),
    path("", include("programs.letters.urls")),
    path("", include("programs.messages.urls")),
    path("", include("programs.monitoring.urls")),
    path("", include("programs.overview.urls")),
    path("", include("programs.panels.urls")),
    path("", include("programs.payments.urls")),
    path("", include("programs.ranking.urls")),
    path("", include("programs.receipts.urls")),
    path("", include("programs.recovery.urls")),
    path("", include("programs.reports.urls")),
    path("", include("programs.reviews.urls")),
    path("", include("programs.selection.urls")),
]
