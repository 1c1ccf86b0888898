"""python -m bench.audit [--size N]: the figures, in a database made for them alone."""

import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from bench.databases import fresh_database

NAME = "accord_bench_audit"

with TemporaryDirectory() as state, fresh_database(NAME) as address:
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "bench.audit.run", *sys.argv[1:]],
        env={**os.environ, "DATABASE_URL": address, "ACCORD_STATE_DIR": state},
        check=False,
    )
sys.exit(done.returncode)
