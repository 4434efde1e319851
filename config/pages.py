"""Pages of words alone, the same for everybody."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views.generic import TemplateView

from foundation.edges.rights import public


def _page(name: str) -> Callable[..., HttpResponseBase]:
    return public(TemplateView.as_view(template_name=f"portal/{name}.html"))


urlpatterns = [
    path("help/", _page("help"), name="help"),
    path("accessibility/", _page("accessibility"), name="accessibility"),
]
