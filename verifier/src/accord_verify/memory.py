"""The last checkpoint that verified, kept for the next time: without it nobody notices a fork."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from accord_verify.checkpoints import Checkpoint, read_checkpoint
from accord_verify.faults import CannotCheck
from accord_verify.notes import LARGEST_NOTE, Malformed
from accord_verify.verdict import Earlier


class Memory:
    def __init__(self, path: Path | None) -> None:
        self._path = path

    def recall(self, origin: str) -> Earlier | None:
        path = self.path_for(origin)
        if not path.exists():
            return None
        name = "what was last seen" if self._path is None else str(path)
        return Earlier(name, checkpoint_in(path), is_remembered=True)

    def keep(self, checkpoint: Checkpoint) -> None:
        """Written whole or not at all, and never over a later one."""
        path = self.path_for(checkpoint.origin)
        known = self.recall(checkpoint.origin)
        if known is not None and known.checkpoint.size > checkpoint.size:
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(path, checkpoint.note.content)
        except OSError as error:
            raise CannotCheck(
                f"What was verified cannot be remembered in {path}: {error.strerror}. "
                "Give a file that can be written: --state FILE."
            ) from error

    def path_for(self, origin: str) -> Path:
        if self._path is not None:
            return self._path
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        return Path(home) / "accord-verify" / sha256(origin.encode()).hexdigest()


def checkpoint_in(path: Path) -> Checkpoint:
    try:
        with path.open("rb") as file:
            return read_checkpoint(file.read(LARGEST_NOTE + 1))
    except OSError as error:
        raise CannotCheck(f"{path} cannot be read: {error.strerror}.") from error
    except Malformed as error:
        raise CannotCheck(f"{path} holds no checkpoint: {error}.") from error


def _replace(path: Path, content: bytes) -> None:
    # mkstemp makes it readable by its owner alone.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
