import json
import re
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from pytest_django import Settings

from backend.actions.models import Action, Priority
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.models import Forum
from backend.onboarding.management.commands import demo
from backend.people.models import Appointment, Profile, Token
from backend.people.operations import appoint, end_appointment, revoke_token
from backend.people.operator import operator_in
from tests.onboarding.pasted import Answer, curl_lines, lines_of_document, pasted, shell_settings

pytestmark = pytest.mark.django_db(transaction=True)

README = Path(__file__).resolve().parents[2] / "README.md"
TOKEN_LINE = re.compile(r"^  (acc_\S+)  Demo ([a-z ]+): ", re.MULTILINE)
Run = Callable[..., str]


@pytest.fixture
def run(settings: Settings, tmp_path: Path) -> Run:
    """The demo in a state directory of its own, without the server; what it printed."""
    settings.STATE_DIR = tmp_path

    def run(*options: str) -> str:
        out = StringIO()
        call_command("demo", "--no-serve", *options, stdout=out)
        return out.getvalue()

    return run


def kept(directory: Path) -> dict[str, str]:
    tokens: dict[str, str] = json.loads((directory / "demo-tokens.json").read_text("utf-8"))
    return tokens


def read_as(token: str, path: str) -> Answer:
    return pasted(f"curl -H 'Authorization: Bearer {token}' 'http://localhost/api/v1{path}'")


def posted(token: str, path: str, body: dict[str, Any]) -> Answer:
    """Of the first version of whatever is there."""
    headers = f"-H 'Authorization: Bearer {token}' -H 'If-Match: \"1\"'"
    return pasted(f"curl {headers} -d '{json.dumps(body)}' 'http://localhost/api/v1{path}'")


def test_it_gives_everyone_the_role_it_prints(run: Run) -> None:
    tokens = {name: token for token, name in TOKEN_LINE.findall(run())}

    held = {name: read_as(token, "/me").body["roles"] for name, token in tokens.items()}
    assert {name: [role["role"] for role in roles] for name, roles in held.items()} == {
        "sponsor": ["sponsor"],
        "representative": ["facilitator", "representative"],
        "housing representative": ["representative"],
        "secretary": ["secretary"],
        "board chair": ["chair"],
        "board member": ["member"],
        "other board member": ["member"],
        "forum secretary": ["secretary"],
        "forum chair": ["chair"],
        "forum member": ["member"],
        "other forum member": ["member"],
        "fund holder": ["fund_holder"],
        "auditor": ["auditor"],
        "administrator": ["administrator"],
        "partner system": ["system"],
        "neighbour": ["administrator"],
    }


def test_it_prints_three_lines_that_work_whenever_they_are_pasted(run: Run) -> None:
    first = [pasted(line).status for line in curl_lines(run())]
    second = [pasted(line).status for line in curl_lines(run())]

    assert first == second == [200, 200, 201]


def test_it_prints_the_same_the_second_time_and_records_nothing(run: Run) -> None:
    first = run()
    entries = Entry.objects.count()

    second = run()

    assert "239 loaded, 0 already there" in first
    assert second == first.replace("239 loaded, 0 already", "0 loaded, 239 already")
    assert Entry.objects.count() == entries


def test_it_keeps_tokens_where_nobody_else_reads_them(run: Run, tmp_path: Path) -> None:
    run()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["demo-tokens.json"] == modes["demo.env"] == 0o600


def test_it_renews_only_the_token_that_was_revoked(run: Run, tmp_path: Path) -> None:
    run()
    before = kept(tmp_path)
    with unit_of_work(by=operator_in("knowsley-better-together", now()), at=now()) as unit:
        token = Token.objects.get(profile__name="Demo auditor")
        revoke_token(unit, token_id=token.id)

    run()

    after = kept(tmp_path)
    assert [key for key in after if after[key] != before[key]] == ["auditor"]
    assert read_as(after["auditor"], "/me").status == 200


@pytest.mark.parametrize("content", ["", "[]", '{"sponsor": "acc_made_up"}'])
def test_it_makes_new_tokens_when_the_kept_ones_are_lost(
    content: str, run: Run, tmp_path: Path
) -> None:
    run()
    (tmp_path / "demo-tokens.json").write_text(content)

    run()

    assert read_as(kept(tmp_path)["sponsor"], "/me").status == 200


def test_it_leaves_a_role_to_whom_it_was_given_since(run: Run) -> None:
    run()
    with unit_of_work(by=operator_in("knowsley-better-together", now()), at=now()) as unit:
        held = Appointment.objects.get(role="sponsor")
        end_appointment(unit, appointment_id=held.id, version=1, reason="Another takes over")
        successor = Profile.objects.get(name="Demo representative")
        appoint(unit, actor_id=successor.actor_id, role="sponsor", on_id=held.on_id)

    run()

    sponsors = Appointment.objects.in_force(now()).filter(role="sponsor")
    assert [one.actor_id for one in sponsors] == [successor.actor_id]


def test_it_invents_no_link_in_the_real_plan(run: Run) -> None:
    run()

    council_plan = Action.objects.filter(plan__reference="council-plan-2025-2030")
    assert council_plan.filter(priority=None, state="proposed", version=1).count() == 7


def test_it_lets_a_sponsor_propose_under_their_priority(run: Run, tmp_path: Path) -> None:
    pasted(curl_lines(run())[2])

    proposed = Action.objects.get(title__startswith="Demo: ")
    assert proposed.priority == Priority.objects.get(reference="pri-cp-3-fairness")
    assert proposed.reference is None


def test_it_shows_the_neighbour_nothing(run: Run, tmp_path: Path) -> None:
    run()
    token = kept(tmp_path)["neighbour"]
    theirs = Action.objects.get(reference="act-cp-5-youth")

    listed = read_as(token, "/plans").body["results"]

    assert [plan["reference"] for plan in listed] == ["strategy-for-knowsley-2016-2020"]
    assert read_as(token, f"/actions/{theirs.id}").status == 404


def test_it_lets_a_visitor_give_a_grant(run: Run, tmp_path: Path) -> None:
    run()
    known = shell_settings(tmp_path / "demo.env")
    asked = {"title": "Paint", "purpose": "Paint for the centre.", "applied": 150_000}
    named = {"fund": known["FUND"], "applicant": known["COUNCIL"], "action": known["ACTION"]}

    grant = posted(known["REPRESENTATIVE"], "/grants", {**asked, **named})
    approved = posted(known["FUND_HOLDER"], f"/grants/{grant.body['id']}/approve", {})

    assert (grant.status, approved.status, approved.body["state"]) == (201, 200, "approved")
    left = read_as(known["AUDITOR"], f"/funds/{known['FUND']}").body["left"]
    assert left == 100_000_000 - 150_000


def test_it_shows_a_deal_in_force_that_says_it_is_made_up(run: Run, tmp_path: Path) -> None:
    run()

    deals = read_as(kept(tmp_path)["auditor"], "/deals").body["results"]
    assert [(deal["state"], deal["reference"]) for deal in deals] == [("active", "example-deal")]
    assert deals[0]["source"].startswith("Made up")
    assert deals[0]["title"].startswith("Demo: ")


def test_it_shows_a_forum_below_the_board_that_says_it_is_made_up(run: Run, tmp_path: Path) -> None:
    run()
    token = kept(tmp_path)["sponsor"]

    forums = {one["reference"]: one for one in read_as(token, "/forums?limit=200").body["results"]}

    below, board = forums["example-forum"], forums["knowsley-better-together-board"]
    assert below["parent"] == board["id"]
    assert below["name"].startswith("Demo: ")
    assert below["source"].startswith("Made up")


def test_it_shows_a_meeting_to_come_of_each(run: Run, tmp_path: Path) -> None:
    run()

    meetings = read_as(kept(tmp_path)["auditor"], "/meetings?ordering=starts_at").body["results"]

    assert [(one["state"], one["title"][:6]) for one in meetings] == [("scheduled", "Demo: ")] * 2
    forums = dict(Forum.objects.values_list("id", "reference"))
    assert [forums[UUID(one["forum"])] for one in meetings] == [
        "example-forum",
        "knowsley-better-together-board",
    ]


def test_it_lets_a_visitor_assure_the_board(run: Run, tmp_path: Path) -> None:
    run()
    known = shell_settings(tmp_path / "demo.env")
    said = {"period": "2025-Q4", "level": "assure", "statement": "All is in hand."}

    given = posted(known["SPONSOR"], f"/priorities/{known['PRIORITY']}/assurances", said)

    assert (given.status, given.body["state"]) == (201, "submitted")


@pytest.mark.usefixtures("run")
def test_it_serves_where_it_was_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        demo, "call_command", lambda name, **options: called.append((name, options))
    )

    call_command("demo", "--host", "localhost", "--port", "8123", stdout=StringIO())

    assert [name for name, _ in called] == ["migrate", "serve"]
    assert called[1][1] == {"host": "localhost", "port": 8123}


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),  # noqa: S104 - what a person may ask for
        ("::1", "http://[::1]:8123"),
        ("accord.local", "http://accord.local:8123"),
    ],
)
def test_it_prints_addresses_that_can_be_opened(host: str, base: str, run: Run) -> None:
    text = run("--host", host, "--port", "8123")

    assert f"  API        {base}/api/v1/\n" in text
    assert f"PUBLIC_BASE_URL={base} to have them lead here." in text


def test_it_walks_through_the_readme(run: Run, tmp_path: Path) -> None:
    run()
    settings_of_the_shell = shell_settings(tmp_path / "demo.env")

    answers = [pasted(line, settings_of_the_shell) for line in lines_of_document(README)]

    *steps, next_door = answers
    assert [one for one in steps if one.status not in (200, 201)] == []
    assert steps[-1].body["state"] == "done"
    assert next_door.status == 404
