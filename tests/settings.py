"""The settings as they are, and beside them the app in which the tests of the log record."""

from backend.config.settings import *  # noqa: F403
from backend.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "tests.audit.ledger"]
