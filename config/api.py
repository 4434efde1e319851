"""The REST API, version 1: one page that says which resources there are."""

from rest_framework.routers import SimpleRouter

from programs.applications.api import ApplicationResource
from programs.calls.api import CallResource
from programs.catalogue.api import ProgramResource

router = SimpleRouter()
router.register("applications", ApplicationResource)
router.register("calls", CallResource)
router.register("programs", ProgramResource)
