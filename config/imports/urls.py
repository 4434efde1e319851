"""Empty workbooks to fill in."""

from django.urls import path

from config.imports.views import template

urlpatterns = [
    path("<slug:kind>/template.xlsx", template, name="import-template"),
]
