"""python -m bench.audit [--size N]: the figures, in a database made for them alone."""

import sys

from bench.databases import run_in_fresh_database

sys.exit(run_in_fresh_database("bench.audit.run", "accord_bench_audit"))
