"""README.md tells of what there is: its variables are read, its links lead somewhere."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "backend/config/settings.py").read_text("utf-8")

READ_FROM_THE_ENVIRONMENT = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", SETTINGS))
DOCUMENTED = set(re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE))
# Told of together, in one sentence below the table.
LIMITS_OF_THE_STREAM = {
    name for name in READ_FROM_THE_ENVIRONMENT - DOCUMENTED if name.startswith("STREAM_")
}


def test_it_documents_every_variable_and_no_other() -> None:
    assert DOCUMENTED == READ_FROM_THE_ENVIRONMENT - LIMITS_OF_THE_STREAM


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_it_links_to_what_is_there(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"manage\.py (\w+)", README))))
def test_it_names_commands_that_exist(command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`|^make (\w+)", README))))
def test_it_names_targets_that_exist(target: tuple[str, str]) -> None:
    assert re.search(rf"^{''.join(target)}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
