"""The deployed settings, but for static files, which nobody has collected here."""

from config.settings import *

STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
