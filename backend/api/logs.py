"""What the process says of itself on its standard error."""

import logging

from django.http import HttpRequest

from backend.api.frame import request_id_of


class WithRequestId(logging.Filter):
    """A caller reports the id that their problem named: the line about it carries the same."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.request_id = request_id_of(request) if isinstance(request, HttpRequest) else "-"
        return True
