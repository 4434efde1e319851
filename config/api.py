"""The REST API, version 1: one page that says which resources there are."""

from rest_framework.routers import SimpleRouter

router = SimpleRouter()
