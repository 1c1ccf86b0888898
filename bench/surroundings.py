"""What the figures were measured on."""

import os
import sys
import time

from django.db import connection


def surroundings(started: float) -> str:
    """`started`: seconds of the monotonic clock."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
    low, *_, high = (f"{one:.1f}" for one in sorted(os.getloadavg()))
    return (
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, PostgreSQL {version} "
        f"(fsync {fsync}), load {low} to {high} at the end, "
        f"{time.monotonic() - started:.0f} s in all"
    )
