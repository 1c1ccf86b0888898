"""The demo's tokens, kept between runs. Accord itself keeps only their digests."""

import json
import os
from pathlib import Path
from typing import Final

TOKENS: Final = "demo-tokens.json"
SETTINGS_OF_A_SHELL: Final = "demo.env"


def kept_tokens(directory: Path) -> dict[str, str]:
    """None when the file is missing or nobody's work: the demo then issues new ones."""
    try:
        found = json.loads((directory / TOKENS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(token) for key, token in found.items()} if isinstance(found, dict) else {}


def keep_tokens(directory: Path, tokens: dict[str, str]) -> None:
    _write(directory / TOKENS, json.dumps(tokens, indent=2) + "\n")


def keep_shell_settings(directory: Path, settings: dict[str, str]) -> Path:
    path = directory / SETTINGS_OF_A_SHELL
    _write(path, "".join(f"export {name}='{value}'\n" for name, value in settings.items()))
    return path


def _write(path: Path, content: str) -> None:
    """Whole or not at all, and never readable by others, not even while it is written."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    fresh.replace(path)
