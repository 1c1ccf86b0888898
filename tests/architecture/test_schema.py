"""The committed contract is the one the code speaks, on whichever database it is generated."""

from pathlib import Path

from django.core.management import call_command

from tests.architecture.source import ROOT


def test_it_commits_the_schema_it_generates(tmp_path: Path) -> None:
    generated = tmp_path / "openapi.yaml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(generated))

    committed = ROOT / "openapi" / "openapi.yaml"
    assert committed.read_bytes() == generated.read_bytes(), "make schema, and say so in CHANGELOG"
