"""A client that another tool wrote from the committed contract, at work against the real server."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any, Final  # Any: nothing here knows the types of a client not yet written

import pytest

from tests import borough
from tests.architecture.source import ROOT
from tests.borough import Borough
from tests.live.server import served

PACKAGE: Final = "accord_client"
# Laying out code that nobody reads would only take time; and lines of JSON are a file to it.
CONFIG: Final = """\
post_hooks: []
content_type_overrides:
  application/x-ndjson: application/octet-stream
"""


class Program:
    """Calls an operation by its id; what the client makes of the answer is what it gives."""

    def __init__(self, address: str, token: str) -> None:
        self.client = import_module(PACKAGE).AuthenticatedClient(
            base_url=f"http://{address}", token=token
        )

    def call(self, tag: str, operation_id: str, *path: Any, **given: Any) -> Any:
        module = import_module(f"{PACKAGE}.api.{tag}.{operation_id}")
        return module.sync_detailed(*path, client=self.client, **given)

    def model(self, name: str) -> Any:
        return getattr(import_module(f"{PACKAGE}.models"), name)

    def propose(self, place: Borough) -> Any:
        body = self.model("ProposeActionIn")(
            plan=place.plan.id,
            title="Open five youth centres",
            priority=place.youth.id,
            lead=place.council.id,
            due_on=date(2027, 3, 31),
        )
        return self.call("actions", "propose_action", body=body)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lies. A warning of the generator is something it could not take over."""
    place = tmp_path_factory.mktemp("client")
    (place / "config.yaml").write_text(CONFIG)
    made = subprocess.run(  # noqa: S603 - a fixed command, no input from outside
        [
            Path(sys.executable).with_name("openapi-python-client"),
            "generate",
            "--path",
            Path(ROOT, "openapi", "openapi.yaml"),
            "--output-path",
            place / PACKAGE,
            "--config",
            place / "config.yaml",
            "--meta",
            "none",
            "--fail-on-warning",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return place


@pytest.fixture
def place(transactional_db: None) -> Borough:
    """Committed, so that another process can see it."""
    return borough.knowsley()


@pytest.fixture
def as_(
    generated: Path, place: Borough, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Program]]:
    monkeypatch.syspath_prepend(str(generated))
    with served() as server, ExitStack() as connections:

        def program(name: str) -> Program:
            made = Program(server.address, place.token(name))
            connections.enter_context(made.client)
            return made

        yield program


def test_it_walks_an_action_from_its_proposal_to_its_start(
    as_: Callable[[str], Program], place: Borough
) -> None:
    priya = as_("Priya")

    me = priya.call("people", "get_me").parsed
    plans = priya.call("plans", "list_plans").parsed
    proposed = priya.propose(place)
    moves = priya.call("actions", "list_action_transitions", proposed.parsed.id).parsed
    started = priya.call(
        "actions", "start_action", proposed.parsed.id, if_match=proposed.headers["ETag"]
    )

    assert (me.name, [plan.title for plan in plans.results]) == ("Priya", ["Council Plan"])
    assert proposed.status_code == HTTPStatus.CREATED
    allowed = [move.operation for move in moves.results if move.verdict.value == "allowed"]
    assert allowed == ["start_action", "withdraw_action"]
    assert (started.status_code, started.parsed.state.value) == (HTTPStatus.OK, "in_progress")
    assert started.parsed.changed is True


def test_it_reads_why_it_was_refused(as_: Callable[[str], Program], place: Borough) -> None:
    proposed, pat = as_("Priya").propose(place), as_("Pat")

    refused = pat.call(
        "actions", "start_action", proposed.parsed.id, if_match=proposed.headers["ETag"]
    )

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert isinstance(refused.parsed, pat.model("Problem"))
    assert refused.parsed.code.value == "permission_denied"
    assert refused.parsed.status == HTTPStatus.FORBIDDEN
    assert "Executive Sponsor" in refused.parsed.detail
