"""A large log by the product's own operations, exported, served and verified; then every attack.

    PYTHONPATH=verifier/src python -m tests.soak.run [--entries N] [--erasures N]

Made on the server of DATABASE_URL in a database of its own, `accord_soak`, or without one in a
SQLite file of ACCORD_STATE_DIR. A second run goes on where the first was broken off. The same
history has the same root on either database.
"""

import argparse
import os
import shutil
import sys
import time
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.soak.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accord_verify.merkle import hash_leaves, root_of_perfect  # noqa: E402
from backend.audit.unit import unit_of_work  # noqa: E402
from backend.people import operations as people  # noqa: E402
from backend.people.identity import identify  # noqa: E402
from backend.people.scopes import EVERY_SCOPE  # noqa: E402
from tests.borough import Borough  # noqa: E402
from tests.live.server import served  # noqa: E402
from tests.soak.attacking import CASES, Outcome, attacked, verifier  # noqa: E402
from tests.soak.building import build, erased_in, variety  # noqa: E402
from tests.soak.columns import said_by_verify_log  # noqa: E402
from tests.verifier.hashed import messages_of  # noqa: E402
from tests.verifier.writer import TILE, Export, Signer, read_export  # noqa: E402

STARTED = time.monotonic()
COLUMNS = "{:<40} {:<52} {:>4} {:>7}"


def main() -> int:
    asked = _arguments()
    _make_database()
    knowsley, sefton = build(asked.entries, asked.erasures, say)
    exports = [export_of(one) for one in (knowsley, sefton)]
    for borough, export in zip((knowsley, sefton), exports, strict=True):
        describe(borough, export)
    honest = [*verified_as_directories(exports), verified_as_served(knowsley, exports[0])]
    show_speed(exports[0], honest[0])
    return 0 if show_attacks(exports[0]) and all(one.code == 0 for one in honest) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="soak-log", description="Verify a large log.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--erasures", type=int, default=500)
    return parser.parse_args()


def say(what: str) -> None:
    sys.stdout.write(f"{time.monotonic() - STARTED:6.0f} s  {what}\n")
    sys.stdout.flush()


def _make_database() -> None:
    if connection.vendor == "postgresql":
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [connection.settings_dict["NAME"]]
            )
            if cursor.fetchone() is None:
                # The key and what it signed belong to a database that is no more.
                shutil.rmtree(settings.STATE_DIR)
                settings.STATE_DIR.mkdir(mode=0o700)
                cursor.execute(f"CREATE DATABASE {name}")
    call_command("migrate", verbosity=0)


def export_of(borough: Borough) -> Export:
    origin = borough.partnership.kept_in.origin
    path = settings.STATE_DIR / f"export-{borough.partnership.slug}"
    shutil.rmtree(path, ignore_errors=True)
    call_command("export_log", str(path), log=origin)
    seed = b64decode((settings.STATE_DIR / "log-signing.key").read_bytes())
    return read_export(path, Signer(origin, seed=seed))


def describe(borough: Borough, export: Export) -> None:
    verbs, audiences = variety(borough.partnership.id)
    size = sum(file.stat().st_size for file in export.path.rglob("*") if file.is_file())
    say(
        f"{export.origin}: {len(export.leaves):,} entries, {verbs} verbs, {audiences} audiences, "
        f"{len(export.disclosures):,} digests, {erased_in(borough)} people erased, "
        f"{size / 1e6:.0f} MB on {connection.vendor}"
    )


def verified_as_directories(exports: list[Export]) -> list[Outcome]:
    outcomes = []
    for export in exports:
        outcome = verifier(export.path, "--key", export.signer.vkey, *_own_state())
        say(f"{export.origin} as a directory: {_told(outcome)}")
        outcomes.append(outcome)
    return outcomes


def verified_as_served(borough: Borough, export: Export) -> Outcome:
    with served(surroundings={"ACCORD_STATE_DIR": str(settings.STATE_DIR)}) as server:
        address = f"http://{server.address}/api/v1/logs/{borough.partnership.id}"
        options = ("--key", export.signer.vkey, *_own_state())
        outcome = verifier(address, *options, token=_token(borough))
    say(f"{export.origin} as served: {_told(outcome)}")
    return outcome


def _own_state() -> list[object]:
    path = settings.STATE_DIR / "seen"
    path.unlink(missing_ok=True)
    return ["--state", path]


def _told(outcome: Outcome) -> str:
    size = outcome.answer.get("size") or 0
    return (
        f"{outcome.said}, {size:,} entries in {outcome.seconds:.1f} s, of which the processor "
        f"{outcome.work:.1f} s ({size / outcome.work:,.0f}/s), {outcome.megabytes} MB at the most, "
        f"root {outcome.answer.get('root')}, {outcome.answer.get('disclosures')}"
    )


def _token(borough: Borough) -> str:
    """By the real clock, which the server goes by."""
    at = datetime.now(UTC)
    audrey = identify(borough.profiles["Audrey"], at=at, scopes=EVERY_SCOPE)
    with unit_of_work(by=audrey, at=at) as unit:
        issued = people.issue_token(
            unit,
            profile_id=borough.profiles["Audrey"].id,
            name="soak",
            scopes=sorted(EVERY_SCOPE),
            expires_at=at + timedelta(hours=6),
        )
    secret: str = issued.secret
    return secret


def show_speed(export: Export, outcome: Outcome) -> None:
    """Against nothing but hashlib, over the very bytes that are hashed: leaves, then nodes."""
    bundles = [export.leaves[at : at + TILE] for at in range(0, len(export.leaves), TILE)][:-1]
    messages = [message for bundle in bundles for message in messages_of(bundle)]
    raw = _seconds(lambda: [sha256(message).digest() for message in messages])
    ours = _seconds(lambda: [root_of_perfect(hash_leaves(bundle)) for bundle in bundles])
    count = len(bundles) * TILE
    say(
        f"hashing: {count / ours:,.0f} entries/s, hashlib alone {count / raw:,.0f}/s, "
        f"ratio {raw / ours:.2f}; {ours / outcome.work:.0%} of what the whole pass takes"
    )


def _seconds(work: object) -> float:
    """The best of three."""
    assert callable(work)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def show_attacks(export: Export) -> bool:
    place: Path = settings.STATE_DIR / "attacked"
    lines, caught = [], 0
    for case, outcome in attacked(export, place, say):
        caught += outcome.code == 1
        lines.append((case.what, outcome.said, str(outcome.code), f"{outcome.seconds:.1f} s"))
    index = len(export.leaves) * 7 // 10
    say("attack on the database: a column edited that only repeats its entry")
    found = said_by_verify_log(export.origin, index)
    lines.append(("a derived column edited (verify_log)", found, "1", ""))
    sys.stdout.write("\n" + COLUMNS.format("attack", "what was caught", "exit", "") + "\n")
    for line in lines:
        sys.stdout.write(COLUMNS.format(*line) + "\n")
    named = found.startswith(f"{index:,}: ")
    sys.stdout.write(f"\n{caught + named} of {len(CASES) + 1} attacks noticed\n")
    return caught == len(CASES) and named


if __name__ == "__main__":
    sys.exit(main())
