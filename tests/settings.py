"""The settings of the test suite: the real ones, on throwaway services, made quick.

The folder is named here and inherited by the suite's other processes; tests/services.py
starts what lives in it.
"""

import os
import tempfile
from pathlib import Path

if "DATABASE_URL" not in os.environ:
    folder = Path(tempfile.mkdtemp(prefix="kapok-test-"))
    folder.chmod(0o711)  # as root, PostgreSQL may have to pass through as nobody
    os.environ["KAPOK_VAR"] = os.environ["KAPOK_THROWAWAY"] = str(folder)
os.environ.pop("KAPOK_PROCESS", None)

from config.settings import *

SITE_URL = "http://testserver"
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
HEARTBEAT_URL = redis_url(3 + WORKER)  # processes of the suite leave each other alone
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # nothing is collected here
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    alias: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": alias,
    }
    for alias in CACHES
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = 0
