"""python -m bench.sync [--rounds N]: the figures, in a database made for them alone."""

import sys

from bench.databases import run_in_fresh_database

sys.exit(run_in_fresh_database("bench.sync.run", "accord_bench_sync"))
