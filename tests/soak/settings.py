"""The product's settings, with a clock that makes the same history again, in a place of its own."""

import os

from backend.config.settings import *  # noqa: F403
from backend.config.settings import DATABASES, STATE_DIR

SOURCE = "tests.soak.clock.RoundSource"
VENDOR = DATABASES["default"]["ENGINE"].rpartition(".")[2]
STATE_DIR = STATE_DIR / f"soak-{VENDOR}"
STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATABASES["default"]["NAME"] = (
    "accord_soak" if VENDOR == "postgresql" else str(STATE_DIR / "soak.sqlite3")
)
# For the server and the commands that are started from here.
os.environ["ACCORD_STATE_DIR"] = str(STATE_DIR)
