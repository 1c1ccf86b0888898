"""The product's settings, and beside them what the log is measured on and against."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as TESTED

INSTALLED_APPS = [*TESTED, "bench.floor"]
