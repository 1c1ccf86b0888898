"""The embedded mode's own secret: made once, kept beside its database, readable by nobody else."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The secret in that file, made with the file when there is none."""
    fresh = secrets.token_urlsafe(48)
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.unlink(missing_ok=True)
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(fresh)
    try:
        # Of two processes starting at once, one links its file and the other reads that.
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
    return path.read_text("utf-8")
