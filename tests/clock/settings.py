"""The product's own settings, with a clock that a test sets."""

from backend.config.settings import *  # noqa: F403

SOURCE = "__main__.SetSource"
