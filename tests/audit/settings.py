"""The log on its own, with the tests' ledger instead of the domain."""

from backend.config.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "backend.audit",
    "tests.audit.ledger",
]
MIDDLEWARE = []
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA recursive_triggers=ON;"  # noqa: F405
ROOT_URLCONF = "tests.audit.urls"
