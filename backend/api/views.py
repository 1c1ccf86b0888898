"""The views other rooms subclass: translate, call, answer."""

from backend.api.base import ApiView, methods
from backend.api.reads import Detail, Listing
from backend.api.writes import Write

__all__ = ["ApiView", "Detail", "Listing", "Write", "methods"]
