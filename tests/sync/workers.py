"""Workers in processes of their own, as they are run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.architecture.source import ROOT
from tests.live.server import PATIENCE, database_url


@contextmanager
def running_worker(ahead: timedelta = timedelta(0)) -> Iterator[subprocess.Popen[bytes]]:
    """As it is run: `manage.py worker`, until it is told to stop."""
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "tests.sync.ahead_settings",
        "DATABASE_URL": database_url(),
        "ACCORD_AHEAD": str(ahead.total_seconds()),
        "WEBHOOK_LOOK_SECONDS": "0.05",
        "IMPORT_LOOK_SECONDS": "0.05",
    }
    with subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=ROOT, env=os.environ | surroundings
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait(PATIENCE)
