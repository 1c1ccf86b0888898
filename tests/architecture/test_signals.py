"""Nothing happens behind a caller's back: post_migrate is the one signal, to restore triggers."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, backend, offences, snippet


def signals(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            used = {one.name for one in node.names if _is_about_signals(one.name)}
        elif isinstance(node, ast.ImportFrom):
            names = {one.name for one in node.names}
            about = _is_about_signals(node.module or "")
            used = names - {"post_migrate"} if about else names & {"signals", "dispatch"}
        else:
            continue
        for name in sorted(used):
            yield f"{source.at(node)} {name}: call what must happen, from where it happens"


def _is_about_signals(module: str) -> bool:
    return module == "django.dispatch" or module.rpartition(".")[2] == "signals"


def test_it_uses_no_signal_but_post_migrate() -> None:
    assert offences(signals, *backend()) == []


@pytest.mark.parametrize(
    "code",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models.signals import post_migrate, pre_delete",
        "from django.db.models import signals",
        "from django.dispatch import receiver",
        "from django_fsm.signals import post_transition",
        "import django.core.signals",
    ],
)
def test_it_notices_a_signal(code: str) -> None:
    assert offences(signals, snippet("backend/actions/apps.py", code))


def test_it_allows_post_migrate() -> None:
    code = "from django.db.models.signals import post_migrate"

    assert not offences(signals, snippet("backend/audit/apps.py", code))
