"""docs/quickstart.md, run as it stands in a shell beside a fresh demo, prints what it says."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.source import ROOT
from tests.onboarding.fresh_demo import Demo, free_port
from tests.onboarding.shell import blocks_of, pattern_of, programs_of, shell

PAGE: Final = ROOT / "docs/quickstart.md"
TEXT: Final = PAGE.read_text("utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", TEXT))
def test_it_links_to_what_is_there(link: str) -> None:
    assert (PAGE.parent / link).exists()


@pytest.mark.embedded
def test_it_prints_what_it_says(tmp_path: Path) -> None:
    blocks = blocks_of(TEXT)
    for name, program in programs_of(blocks).items():
        (tmp_path / name).write_text(program, "utf-8")

    with Demo(tmp_path / "var").served(), shell(tmp_path, {"PORT": str(free_port())}) as window:
        window.type(". var/demo.env\n")
        for block in blocks:
            if block.language == "sh":
                window.type(block.text)
            elif block.language == "text":
                window.prints(block.text)


def test_it_would_notice_another_answer() -> None:
    said = '{"id":"…","outcome":"created",…\n'

    assert pattern_of(said).match('{"id":"01a2","outcome":"created","by_field":[]}\n')
    assert not pattern_of(said).match('{"id":"01a2","outcome":"unchanged","by_field":[]}\n')
    assert not pattern_of(said).match("curl: (7)\n" + said)
