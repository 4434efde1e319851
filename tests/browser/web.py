"""The settings of a web process that a test starts, kills and starts again.

It shares the test's database; its sessions and files outlive it.
"""

import os

from tests.settings import *

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CACHES = {
    alias: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    for alias in CACHES
}
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": os.environ.get("KAPOK_TEST_FILES", VAR_DIR),
        "base_url": None,
    },
}
