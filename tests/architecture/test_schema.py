"""The committed contract is the one the code speaks, on whichever database it is generated."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_it_commits_the_schema_it_generates(tmp_path: Path) -> None:
    """In a process of its own: it knows the refusals of the product, and none of the tests'."""
    generated = tmp_path / "openapi.yaml"
    options = ["--validate", "--fail-on-warn", "--file", str(generated)]

    subprocess.run([sys.executable, "manage.py", "spectacular", *options], cwd=ROOT, check=True)

    committed = ROOT / "openapi" / "openapi.yaml"
    assert committed.read_bytes() == generated.read_bytes(), "make schema, and say so in CHANGELOG"
