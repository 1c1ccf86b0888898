from pathlib import Path

from django.core.management import call_command

from backend.live.messages import FROM_CLIENT, FROM_SERVER, MEANINGS
from tests.architecture.source import ROOT


def test_it_commits_the_contract_it_generates(tmp_path: Path) -> None:
    generated = tmp_path / "asyncapi.yaml"

    call_command("asyncapi", file=generated)

    committed = ROOT / "openapi" / "asyncapi.yaml"
    assert committed.read_bytes() == generated.read_bytes(), "make schema, and say so in CHANGELOG"


def test_it_describes_every_message() -> None:
    assert set(MEANINGS) == {*FROM_CLIENT, *FROM_SERVER}
