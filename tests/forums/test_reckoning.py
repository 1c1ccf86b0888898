"""However people come, go, stand in, join, leave and declare: what a decision froze of who counted
and what they decided is what another hand reckons from having watched the meeting.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final  # operations have many shapes, bodies are JSON
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from pytest_django import DjangoDbBlocker

from backend.errors import Refused
from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Meeting
from backend.people import operations as people
from backend.people.models import Appointment
from tests import borough as boroughs
from tests.actions.undoing import undone
from tests.borough import Borough, tag
from tests.forums import chamber
from tests.forums.meeting_deeds import MONDAY
from tests.forums.reckoning import LAST, Count, Hall
from tests.forums.scenes import FIRST, NAMES, SCENE, STAND_IN, WRITTEN, Ballot, Scene, Step

IS_CI: Final = settings.get_current_profile_name() == "ci"
NATURE: Final = "Is a trustee of the landlord."

# What people do in a meeting: each is a method of Play.
STEPS: Final = {
    "comes",
    "goes",
    "stands_in",
    "was_there",
    "stays_away",
    "joins",
    "ends",
    "declares",
    "declares_for_another",
    "is_declared",
}
KINDS: Final = {
    *STEPS,
    "quorate",
    "inquorate",
    "simple carried",
    "simple lost",
    "two_thirds carried",
    "two_thirds lost",
    "two_thirds lost by a majority",
    "nobody was in favour",
    "consensus carried",
    "consensus lost",
    "an exclusion tips the quorum",
    "an exclusion tips the share",
    "a substitute tips the quorum",
    "a share tips the quorum",
    "somebody joined meanwhile",
    "somebody left meanwhile",
}


class Play:
    """One scene on the stage, and the hall in which another hand keeps count."""

    def __init__(self, stage: "Stage", scene: Scene, traveller: Any, seen: Counter[str]) -> None:
        self.stage, self.scene, self.traveller, self.seen = stage, scene, traveller, seen
        self.borough = stage.borough
        self.hall = Hall(scene.rules)
        for name in FIRST:
            self.hall.joins(name, 0)

    def to(self, minute: int) -> None:
        self.traveller.move_to(self.stage.at(minute))

    def run(self) -> Iterator[tuple[Ballot, Count]]:
        self._rule()
        for step in sorted(self.scene.steps, key=lambda one: one.minute):
            self.to(step.minute)
            with suppress(Refused):
                getattr(self, step.kind)(step)
                self.seen[step.kind] += 1
        self.to(LAST)
        for ballot in self.scene.ballots:
            yield ballot, self.hall.count(ballot.item, ballot.minute)

    # What people do: first in the product, and where it took it, before the eyes of the hall.

    def comes(self, step: Step) -> None:
        since = step.minute - step.number
        self._attend(step.name, "present", arrived_at=self.stage.at(since))
        self.hall.sits(step.name, since)

    def stands_in(self, step: Step) -> None:
        since, member = step.minute - step.number, STAND_IN[step.name]
        given = {"person_id": self.borough.actor_id(step.name), "arrived_at": self.stage.at(since)}
        self._attend(member, "substitute", **given)
        self.hall.sits(member, since, step.name)

    def goes(self, step: Step) -> None:
        left = step.minute - step.number
        self._attend(step.name, "present", left_at=self.stage.at(left))
        self.hall.rises(step.name, left)

    def was_there(self, step: Step) -> None:
        """From so many minutes after the opening until now, and for a minute at least."""
        arrived, left = min(step.number, step.minute - 1), step.minute
        given = {"arrived_at": self.stage.at(arrived), "left_at": self.stage.at(left)}
        self._attend(step.name, "present", **given)
        self.hall.sat(step.name, arrived, left)

    def stays_away(self, step: Step) -> None:
        self._attend(step.name, "apologies" if step.flag else "absent")

    def joins(self, step: Step) -> None:
        chamber.appointed(self.borough, step.name, "member", self.borough.board)
        self.hall.joins(step.name, step.minute)

    def ends(self, step: Step) -> None:
        rows = Appointment.objects.in_force(self.stage.at(step.minute))
        held = rows.filter(
            actor_id=self.borough.actor_id(step.name), role="member", on_id=self.borough.board.id
        )
        for appointment in held.order_by("starts_at", "id")[:1]:
            self.borough.act(
                "Ada",
                people.end_appointment,
                appointment_id=appointment.id,
                version=appointment.version,
                reason="Moved away.",
            )
            self.hall.ends(step.name, step.minute)

    def declares(self, step: Step) -> None:
        self._declare(step, step.name)

    def declares_for_another(self, step: Step) -> None:
        """Whom a substitute stands in for."""
        self._declare(step, STAND_IN[step.name], by=step.name)

    def is_declared(self, step: Step) -> None:
        self._declare(step, step.name, by="Sara")

    def _declare(self, step: Step, member: str, by: str | None = None) -> None:
        self.borough.act(
            by or member,
            forums.declare_interest,
            agenda_item_id=self.stage.items[step.number % 2].id,
            nature=NATURE,
            disqualifies=step.flag,
            member_id=self.borough.actor_id(member),
        )
        if step.flag:
            self.hall.declares(member, step.number % 2)

    def _attend(self, member: str, presence: str, **given: Any) -> None:
        self.borough.act(
            "Sara",
            forums.record_attendance,
            meeting_id=self.stage.meeting.id,
            member_id=self.borough.actor_id(member),
            presence=presence,
            **given,
        )

    def _rule(self) -> None:
        rules = self.scene.rules
        self.borough.act(
            "Ada",
            forums.revise_forum,
            forum_id=self.borough.board.id,
            version=self.borough.board.version,
            quorum=rules.quorum,
            quorum_percent=rules.percent,
            majority=rules.majority,
            consensus_minus=rules.minus,
        )


@dataclass(frozen=True)
class Stage:
    """The Board in session with two items; seven people, of whom four are members by now."""

    borough: Borough
    meeting: Meeting
    items: tuple[AgendaItem, AgendaItem]

    def at(self, minute: int) -> Any:
        assert self.meeting.opened_at is not None
        return self.meeting.opened_at + timedelta(minutes=minute)

    def ids(self, names: frozenset[str] | list[str]) -> list[str]:
        """As a frozen list holds them."""
        return sorted(str(self.borough.actor_id(name)) for name in names)

    @contextmanager
    def empty(self) -> Iterator[Any]:
        """At its opening; what happens in it is undone."""
        point = transaction.savepoint()
        try:
            with time_machine.travel(self.at(0), tick=False) as traveller:
                yield traveller
        finally:
            transaction.savepoint_rollback(point)

    def draft(self, item: int) -> UUID:
        made = self.borough.act(
            "Sara",
            forums.draft_decision,
            forum_id=self.borough.board.id,
            item_id=self.items[item].id,
            title="Open the Huyton hub",
            text="The hub opens in March.",
        )
        found: UUID = made.id
        return found

    def record(self, decision_id: UUID, ballot: Ballot, votes: dict[str, list[str]]) -> Any:
        """For good where that can be, and else as an indication; what each of them answered."""
        body = {**votes, "decided_at": self.at(ballot.minute).isoformat()}
        path = f"/decisions/{decision_id}/record"
        ask = self.borough.as_("Sara").post
        first = ask(path, body, if_match=tag(1))
        if first.status_code == 200:
            return True, first.json()
        unmet = [one["code"] for one in first.json().get("unmet", [])]
        assert (first.status_code, unmet) == (409, ["inquorate"]), first.json()
        return False, ask(path, {**body, "is_indicative": True}, if_match=tag(1)).json()


def votes_of(ballot: Ballot, count: Count) -> dict[str, list[str]]:
    asked = {name: vote for name, vote in ballot.votes.items() if name in count.counted}
    return {
        side: [name for name, vote in asked.items() if vote == side]
        for side in ("in_favour", "against", "abstained")
    }


def play(stage: Stage, scene: Scene, seen: Counter[str]) -> None:
    with stage.empty() as traveller:
        performed = Play(stage, scene, traveller, seen)
        for ballot, count in performed.run():
            votes = votes_of(ballot, count)
            named = {side: stage.ids(names) for side, names in votes.items()}
            answered = stage.record(stage.draft(ballot.item), ballot, named)
            assert frozen(*answered) == reckoned(stage, scene, count, votes)
            seen.update(kinds_of(performed.hall, ballot, count, votes))


def play_all(stage: Stage, scenes: Iterable[Scene], seen: Counter[str]) -> None:
    for each in scenes:
        play(stage, each, seen)


def frozen(was_binding: bool, body: dict[str, Any]) -> dict[str, Any]:  # noqa: FBT001 - one answer in two
    told = ("rule", "consensus_minus", "quorum_needed", "eligible", "present", "excluded")
    votes = ("in_favour", "against", "abstained", "is_quorate", "is_indicative", "outcome")
    return {"was_binding": was_binding, **{name: body[name] for name in (*told, *votes)}}


def reckoned(
    stage: Stage, scene: Scene, count: Count, votes: dict[str, list[str]]
) -> dict[str, Any]:
    rules = scene.rules
    carries = rules.carries(len(votes["in_favour"]), len(votes["against"]))
    return {
        "was_binding": count.is_quorate,
        "rule": rules.majority,
        "consensus_minus": rules.minus,
        "quorum_needed": count.needed,
        "eligible": stage.ids(count.eligible),
        "present": stage.ids(count.present),
        "excluded": stage.ids(count.excluded),
        **{side: stage.ids(names) for side, names in votes.items()},
        "is_quorate": count.is_quorate,
        "is_indicative": not count.is_quorate,
        "outcome": "carried" if carries else "lost",
    }


def kinds_of(
    hall: Hall, ballot: Ballot, count: Count, votes: dict[str, list[str]]
) -> Iterator[str]:
    in_favour, against = len(votes["in_favour"]), len(votes["against"])
    carries = hall.rules.carries(in_favour, against)
    in_person = count.counted - hall.substituted(ballot.minute)
    yield "quorate" if count.is_quorate else "inquorate"
    yield f"{hall.rules.majority} {'carried' if carries else 'lost'}"
    if hall.rules.majority == "two_thirds" and not carries and in_favour > against:
        yield "two_thirds lost by a majority"
    if not in_favour and not against:
        yield "nobody was in favour"
    if len(count.counted) < count.needed <= len(count.present):
        by_share = hall.rules.quorum < count.needed
        yield f"an exclusion tips the {'share' if by_share else 'quorum'}"
    if len(in_person) < count.needed <= len(count.counted):
        yield "a substitute tips the quorum"
    if hall.rules.quorum <= len(count.counted) < count.needed:
        yield "a share tips the quorum"
    if count.eligible - set(FIRST):
        yield "somebody joined meanwhile"
    if set(FIRST) - count.eligible:
        yield "somebody left meanwhile"


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with (
        django_db_blocker.unblock(),
        undone(),
        time_machine.travel(MONDAY, tick=False) as traveller,
    ):
        borough = chamber.seated(boroughs.knowsley())
        for name in (*NAMES, *STAND_IN):
            chamber.newcomer(borough, name, borough.housing.id)
        for name, member in STAND_IN.items():
            chamber.standing_in(borough, name, member)
        meeting = chamber.published(borough, starts_at=MONDAY + chamber.AT_ONCE)
        traveller.move_to(MONDAY + chamber.AT_ONCE)
        meeting = chamber.moved(borough, meeting, forums.open_meeting)
        items = (chamber.item_on(borough, meeting), chamber.item_on(borough, meeting))
        borough.as_("Sara")
        yield Stage(borough, meeting, items)


def test_it_counts_as_another_hand_does(stage: Stage, db: None) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=150 if IS_CI else 15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(SCENE)
    def holds(each: Scene) -> None:
        play(stage, each, seen)

    play_all(stage, WRITTEN, seen)
    holds()

    assert seen.keys() >= KINDS
