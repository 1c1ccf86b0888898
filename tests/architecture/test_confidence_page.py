"""The page that explains the rules says what the rules say."""

from pathlib import Path

from django.core.management import call_command

from backend.actions.confidence import RULES, computed
from backend.actions.confidence_page import EXAMPLES
from tests.architecture.source import ROOT


def test_it_commits_the_page_it_generates(tmp_path: Path) -> None:
    generated = tmp_path / "confidence.md"

    call_command("confidence", file=generated)

    committed = ROOT / "docs" / "confidence.md"
    assert committed.read_bytes() == generated.read_bytes(), "make schema"


def test_it_has_an_example_of_every_rule() -> None:
    answers = [found for one in EXAMPLES if (found := computed(one.facts)) is not None]

    assert {found.rule for found in answers} == set(RULES)
