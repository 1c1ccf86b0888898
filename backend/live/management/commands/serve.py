import logging
import re
from argparse import ArgumentParser
from typing import Any, Final  # options come as the parser found them

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

SECRET: Final = re.compile(r"(/api/v1/calendars/)[^\s?]+")


class Masked(logging.Filter):
    """A calendar's address is its key: lines say that one was read, and never which."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args
            )
        return True


class Unwatched(logging.Filter):
    """Residents join and leave cohorts unseen: no line says from which address and when."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "/api/v1/cohorts/" not in record.getMessage()


class Command(BaseCommand):
    help = "Serve REST and sockets in one process, after checking the settings and the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free one")

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(databases=["default"], display_num_errors=True)
        self.check_migrations()
        logging.getLogger("uvicorn.access").addFilter(Unwatched())
        # The second names each address that was answered with a refusal.
        for name in ("uvicorn.access", "django.request"):
            logging.getLogger(name).addFilter(Masked())
        uvicorn.run(
            import_string(settings.ASGI_APPLICATION),
            host=options["host"],
            port=options["port"],
            # The one implementation that answers a refused handshake with a real 401.
            ws="websockets-sansio",
            ws_max_size=settings.STREAM_FRAME_BYTES,
            # Frames are small; deflate would cost more memory per socket than it saves.
            ws_per_message_deflate=False,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
