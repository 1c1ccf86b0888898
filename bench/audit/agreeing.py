"""The same operations on the other database."""

import os
import subprocess
import sys
from pathlib import Path

from bench.audit import roots
from bench.table import Line


def lines(place: Path) -> list[Line]:
    ours = roots.told()
    place.mkdir()
    surroundings = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{place / 'roots.sqlite3'}",
        "ACCORD_STATE_DIR": str(place),
    }
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "bench.audit.roots"],
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [
        Line(
            f"root of {roots.SIZE:,} entries, SQLite and PostgreSQL",
            done.stdout[:16] + "…",
            ours[:16] + "…",
            "",
            "equal",
            done.stdout == ours,
            ["one seeded history, told by a process on each."],
        )
    ]
