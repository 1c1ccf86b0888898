"""A log in a directory, laid out as it is served, for whoever verifies it without the server.

    checkpoint                     tile/{level}/…        (C2SP, as at /api/v1/logs/{partnership})
    keys                           tile/entries/…
    disclosures.jsonl

`keys` has a verifier key on each line, and the first and last size it signed. `disclosures.jsonl`
has a line for every digest in the leaves, in their order: what it stands for, or null once erased.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from django.db.models import OuterRef, Subquery

from backend.audit import canonical
from backend.audit.checkpoints import current_checkpoint
from backend.audit.commitments import MOST_AT_ONCE
from backend.audit.keys import keys_of
from backend.audit.leaf import digests_after, digests_in
from backend.audit.models import Checkpoint, Disclosure, Entry, Log
from backend.audit.publishing import read_hashes
from backend.audit.tiles import Tile, bundle_of, tiles_of

Progress = Callable[[int, int], None]


class DirectoryInUse(FileExistsError):
    """An export is never mixed with what lies there already."""


def export_log(log: Log, directory: Path, at: datetime, progress: Progress) -> Checkpoint:
    """There is the whole export at the end, or nothing: it is written beside, and then renamed."""
    directory = directory.resolve()
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise DirectoryInUse(f"{directory} is not empty. Name a directory that is, or a new one.")
    checkpoint = current_checkpoint(log, at)
    directory.parent.mkdir(parents=True, exist_ok=True)
    # For its owner alone to read: the disclosures are what the leaves hide.
    draft = Path(mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
    try:
        _write(log, checkpoint, draft, progress)
        draft.rename(directory)
    except BaseException:
        shutil.rmtree(draft)
        raise
    return checkpoint


def _write(log: Log, checkpoint: Checkpoint, directory: Path, progress: Progress) -> None:
    (directory / "checkpoint").write_text(checkpoint.note, "utf-8")
    (directory / "keys").write_text("".join(map(_line_of, keys_of(log))), "utf-8")
    with (directory / "disclosures.jsonl").open("wb") as disclosures:
        for tile in tiles_of(checkpoint.size):
            _put(directory / tile.address, read_hashes(log.id, tile))
            if tile.level == 0:
                _write_entries(log.id, tile, directory, disclosures)
                progress(tile.end, checkpoint.size)


def _line_of(key: dict[str, object]) -> str:
    said = (key["key"], key["first_size"], key["last_size"])
    return " ".join(str(one) for one in said if one is not None) + "\n"


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _write_entries(log_id: UUID, tile: Tile, directory: Path, disclosures: BufferedWriter) -> None:
    leaves = _leaves_and_those_before(log_id, tile)
    _put(directory / tile.address_of_entries, bundle_of(leaf for leaf, _ in leaves))
    digests = [digest for leaf, before in leaves for digest in _new_digests(leaf, before)]
    values = _values_of(log_id, digests)
    for digest in digests:
        if digest in values:
            line = canonical.encode({"digest": digest, "disclosure": values[digest]})
            disclosures.write(line + b"\n")


def _values_of(log_id: UUID, digests: list[str]) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    for start in range(0, len(digests), MOST_AT_ONCE):
        some = digests[start : start + MOST_AT_ONCE]
        held = Disclosure.objects.filter(log_id=log_id, digest__in=some).order_by()
        values |= held.values_list("digest", "value")
    return values


def _leaves_and_those_before(log_id: UUID, tile: Tile) -> list[tuple[bytes, bytes | None]]:
    """Each leaf of the tile with the one that told of the same subject last."""
    same = Entry.objects.filter(
        log_id=log_id,
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        index__lt=OuterRef("index"),
    )
    entries = Entry.objects.filter(log_id=log_id, index__gte=tile.start, index__lt=tile.end)
    before = Subquery(same.order_by("-index").values("leaf")[:1])
    found = entries.order_by("index").annotate(before=before).values_list("leaf", "before")
    return [(bytes(leaf), None if last is None else bytes(last)) for leaf, last in found]


def _new_digests(leaf: bytes, before: bytes | None) -> Iterator[str]:
    """A field's disclosure is named anew in every entry until its value changes; here once."""
    try:
        known = set() if before is None else set(digests_after(before))
        yield from (digest for digest in digests_in(leaf) if digest not in known)
    except (ValueError, KeyError, TypeError):
        # Whoever altered the leaf is for the reader of the export to find.
        return
