"""A borough to test in: two partnerships, one person for every role, and actions in every state.

Everything is made by the operations themselves, so that the log tells it. People are known by
name: Ada administers, Priya sponsors, Dev deputises for her, Omar sponsors the other priority,
Rhea represents the lead, Rob another organisation, Sara is secretary and Tom chairs, Audrey
audits, Pat holds nothing, Olga administers the partnership next door.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol, cast  # Any: bodies are JSON
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from model_bakery import baker

from backend.actions import operations as actions
from backend.actions.models import Action, EvidenceKind, Plan, Priority, RiskCause
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums.models import Forum
from backend.forums.operations import add_forum
from backend.people import operations as people
from backend.people.identity import Identity, identify
from backend.people.models import Organisation, Partnership, Profile
from backend.people.operator import operator, operator_in
from backend.people.scopes import EVERY_SCOPE

DUE = date(2027, 3, 31)
BASE = "/api/v1"


@dataclass
class Borough:
    partnership: Partnership
    council: Organisation
    housing: Organisation
    plan: Plan
    youth: Priority
    roads: Priority
    board: Forum
    profiles: dict[str, Profile] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def who(self, name: str, at: datetime | None = None) -> Identity:
        """With what they hold at that instant; now, unless said."""
        return identify(self.profiles[name], at=at or now(), scopes=EVERY_SCOPE)

    def actor_id(self, name: str) -> UUID:
        return self.profiles[name].actor_id

    def act(self, name: str, operation: Any, /, **given: Any) -> Any:
        """One operation in a unit of its own."""
        with unit_of_work(by=self.who(name), at=now()) as unit:
            return operation(unit, **given)

    def as_(self, name: str) -> "Caller":
        if name not in self.tokens:
            self.tokens[name] = self.token(name)
        return Caller(self.tokens[name])

    def token(self, name: str, scopes: frozenset[str] = EVERY_SCOPE, days: int = 30) -> str:
        issued = self.act(
            name,
            people.issue_token,
            profile_id=self.profiles[name].id,
            name="test",
            scopes=sorted(scopes),
            expires_at=now() + timedelta(days=days),
        )
        # Used once, so that the time of its first use is no part of what a test counts.
        secret: str = issued.secret
        Caller(secret).get("/me")
        return secret


class Answer(Protocol):
    """What the test client gives back."""

    status_code: int
    content: bytes
    headers: Mapping[str, str]

    def json(self) -> Any: ...


class Caller:
    """Someone who asks over HTTP with a bearer token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Host": "localhost"}, raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> Answer:
        answer = self.client.get(BASE + path, headers=self.headers | _named(headers))
        return cast("Answer", answer if not answer.streaming else _read_whole(answer))

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self._send("post", path, body, headers)

    def send_lines(
        self, path: str, content: bytes, media_type: str = "application/x-ndjson", **headers: str
    ) -> Answer:
        answer = self.client.post(
            BASE + path,
            data=content,
            content_type=media_type,
            headers=self.headers | _named(headers),
        )
        return cast("Answer", answer)

    def patch(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self._send("patch", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self._send("put", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        send = partial(getattr(self.client, method), content_type="application/json")
        return cast(
            "Answer", send(BASE + path, data=content, headers=self.headers | _named(headers))
        )


def _read_whole(answer: Any) -> HttpResponse:
    """As what comes in pieces arrives in the end."""
    content = b"".join(answer.streaming_content)
    return HttpResponse(content, status=answer.status_code, headers=dict(answer.headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    """`if_match` is If-Match."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def tag(version: int) -> str:
    """What If-Match needs at the least."""
    return f'"{version}"'


def founded(slug: str, name: str) -> Partnership:
    with unit_of_work(by=operator(), at=now()) as unit:
        return people.found_partnership(
            unit, slug=slug, name=name, origin=f"accord.test/{slug}", founder="Operator"
        )


def knowsley() -> Borough:
    partnership = founded("knowsley-better-together", "Knowsley Better Together")
    with unit_of_work(by=operator_in(partnership.slug, now()), at=now()) as unit:
        council = people.add_organisation(unit, name="Knowsley Council", kind="council")
        housing = people.add_organisation(unit, name="LIVV Housing Group", kind="housing")
        plan = actions.add_plan(unit, title="Council Plan", starts="2025", ends="2030")
        youth = actions.add_priority(unit, plan_id=plan.id, title="Fairness and opportunity")
        roads = actions.add_priority(unit, plan_id=plan.id, title="Growth for everyone")
        board = add_forum(unit, name="Better Together Board", kind="strategic_board")
        borough = Borough(partnership, council, housing, plan, youth, roads, board)
        _people(unit, borough)
    return borough


def _people(unit: Unit, borough: Borough) -> None:
    council, housing, youth = borough.council.id, borough.housing.id, borough.youth.id
    holders: list[tuple[str, str, str, UUID, UUID]] = [
        ("Ada", "person", "administrator", borough.partnership.id, council),
        ("Audrey", "person", "auditor", borough.partnership.id, council),
        ("Priya", "person", "sponsor", youth, council),
        ("Omar", "person", "sponsor", borough.roads.id, council),
        ("Rhea", "person", "representative", council, council),
        ("Rob", "person", "representative", housing, housing),
        ("Tracker", "system", "system", council, council),
        ("Mirror", "system", "system", housing, housing),
        ("Sara", "person", "secretary", borough.board.id, council),
        ("Tom", "person", "chair", borough.board.id, council),
        ("Mel", "person", "member", borough.board.id, housing),
    ]
    for name, kind, role, on, organisation in holders:
        profile = _person(unit, borough, name, kind, organisation)
        people.appoint(unit, actor_id=profile.actor_id, role=role, on_id=on)
    _person(unit, borough, "Pat", "person", council)
    _person(unit, borough, "Robot", "system", council)
    deputy = _person(unit, borough, "Dev", "person", council)
    people.appoint(
        unit,
        actor_id=deputy.actor_id,
        role="deputy",
        on_id=youth,
        ends_on=unit.on + timedelta(days=30),
        reason="Priya is on leave.",
        deputy_for=borough.actor_id("Priya"),
    )


def _person(unit: Unit, borough: Borough, name: str, kind: str, organisation: UUID) -> Profile:
    profile = people.add_person(
        unit,
        kind=kind,
        name=name,
        email="" if kind == "system" else f"{name.lower()}@knowsley.test",
        organisation_id=organisation,
    )
    borough.profiles[name] = profile
    return profile


def next_door() -> Borough:
    """Another partnership of the same deployment; Olga administers it and sponsors there."""
    partnership = founded("sefton-together", "Sefton Together")
    with unit_of_work(by=operator_in(partnership.slug, now()), at=now()) as unit:
        council = people.add_organisation(unit, name="Sefton Council", kind="council")
        plan = actions.add_plan(unit, title="Sefton Plan")
        youth = actions.add_priority(unit, plan_id=plan.id, title="Coast")
        board = add_forum(unit, name="Sefton Board", kind="strategic_board")
        borough = Borough(partnership, council, council, plan, youth, youth, board)
        olga = _person(unit, borough, "Olga", "person", council.id)
        for role, on in (("administrator", partnership.id), ("sponsor", youth.id)):
            people.appoint(unit, actor_id=olga.actor_id, role=role, on_id=on)
    return borough


def delegated(borough: Borough, role: str) -> None:
    """Robot may then do that one move for Priya: start_delegate, recover_delegate, …"""
    borough.act(
        "Priya",
        people.appoint,
        actor_id=borough.actor_id("Robot"),
        role=role,
        on_id=borough.youth.id,
    )


def bare_action(borough: Borough) -> Action:
    """Proposed, with neither priority nor lead nor date: as the documents give it."""
    action: Action = borough.act(
        "Ada", actions.propose_action, plan_id=borough.plan.id, title="Improve the youth offer"
    )
    return action


def proposed_action(borough: Borough, **given: Any) -> Action:
    """Ready to start."""
    given = {
        "plan_id": borough.plan.id,
        "title": "Open five youth centres",
        "priority_id": borough.youth.id,
        "lead_id": borough.council.id,
        "due_on": DUE,
        **given,
    }
    action: Action = borough.act("Priya", actions.propose_action, **given)
    return action


def action_in_progress(borough: Borough, **given: Any) -> Action:
    return _moved(borough, proposed_action(borough, **given), actions.start_action)


def action_at_risk(borough: Borough, **given: Any) -> Action:
    return _moved(
        borough,
        action_in_progress(borough, **given),
        actions.flag_action_at_risk,
        cause=RiskCause.CAPACITY,
        explanation="Two of the three youth workers have left.",
        mitigation="Agency staff from January.",
        recovery_expected_on=date(2027, 2, 1),
    )


def action_done(borough: Borough, **given: Any) -> Action:
    action = action_in_progress(borough, **given)
    with_evidence(borough, action)
    return _moved(borough, action, actions.complete_action, statement="All five are open.")


def action_withdrawn(borough: Borough, **given: Any) -> Action:
    return _moved(
        borough, proposed_action(borough, **given), actions.withdraw_action, reason="Not funded."
    )


ACTION_IN = {
    "proposed": proposed_action,
    "in_progress": action_in_progress,
    "at_risk": action_at_risk,
    "done": action_done,
    "withdrawn": action_withdrawn,
}


def with_evidence(borough: Borough, action: Action) -> None:
    borough.act(
        "Priya",
        actions.add_evidence,
        action_id=action.id,
        kind=EvidenceKind.LINK,
        title="Opening report",
        content="https://example.org/report",
        dated_on=date(2026, 1, 31),
    )


def escalated(borough: Borough, action: Action) -> Action:
    """As raising an escalation leaves it."""
    marked: Action = borough.act(
        "Priya", actions.mark_escalated, action_id=action.id, escalation_id=borough.board.id
    )
    return marked


def many_actions(borough: Borough, count: int, **given: Any) -> None:
    """Filled in by chance where it does not matter, and as given where it does."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for place in range(count):
            unit.record(
                "action.proposed",
                baker.prepare(
                    Action, id=unit.new_id(), **{**_one_of_many(borough, place), **given}
                ),
            )


def _one_of_many(borough: Borough, place: int) -> dict[str, Any]:
    return {
        "partnership": borough.partnership,
        "plan": borough.plan,
        "priority": borough.youth,
        "lead": borough.council,
        "parent": None,
        "claimed_by": None,
        "title": f"Action {place:03}",
        "due_on": DUE + timedelta(days=place % 7),
        "original_due_on": DUE,
        "position": place,
    }


def _moved(borough: Borough, action: Action, operation: Any, **given: Any) -> Action:
    moved = borough.act("Priya", operation, action_id=action.id, version=action.version, **given)
    result: Action = moved.action
    return result
