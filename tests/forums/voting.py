"""Decisions of the Board to test with, in every state, at a sitting that Mel, Nia and Olu came to;
Pia did not. Everything is made by the operations themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final  # the same for operations of many shapes
from uuid import UUID

from backend.audit.source import now
from backend.forums import operations as forums
from backend.forums.models import Decision
from tests.actions.questions import Asked, Body, request
from tests.borough import tag
from tests.forums.sitting import Sitting

THERE: Final = ("Mel", "Nia", "Olu")
WORDS: Final[Body] = {
    "title": "Open the Huyton hub",
    "text": "The hub opens in March, run by the council and the housing group together.",
}
URGENCY: Final[Body] = {
    "reason": "The lease ends on Friday.",
    "consulted": "Both vice-chairs, by phone.",
}

Makes = Callable[..., Decision]


def come(sitting: Sitting, *names: str) -> None:
    for name in names:
        sitting.borough.act(
            "Sara",
            forums.record_attendance,
            meeting_id=sitting.meeting.id,
            member_id=sitting.borough.actor_id(name),
            presence="present",
        )


def interested(sitting: Sitting, name: str) -> None:
    """In the open item."""
    sitting.borough.act(
        "Sara",
        forums.declare_interest,
        agenda_item_id=sitting.item.id,
        nature="Owns the building.",
        member_id=sitting.borough.actor_id(name),
    )


def ruled(sitting: Sitting, **rules: Any) -> None:
    """By what the Board goes from now on."""
    board = type(sitting.borough.board).objects.get(id=sitting.borough.board.id)
    sitting.borough.act(
        "Ada", forums.revise_forum, forum_id=board.id, version=board.version, **rules
    )


def actors(sitting: Sitting, *names: str) -> list[UUID]:
    return [sitting.borough.actor_id(name) for name in names]


def ids(sitting: Sitting, *names: str) -> list[str]:
    """As they stand in a frozen list."""
    return sorted(sitting.id_of(name) for name in names)


def fresh(decision: Decision) -> Decision:
    return Decision.objects.select_related("forum").get(id=decision.id)


def drafted(sitting: Sitting, **given: Any) -> Decision:
    """At the open item, unless said."""
    made: Decision = sitting.borough.act(
        "Sara",
        forums.draft_decision,
        forum_id=sitting.borough.board.id,
        **{"item_id": sitting.item.id, **WORDS, **given},
    )
    return fresh(made)


def put(sitting: Sitting, decision: Decision, **given: Any) -> Decision:
    """To the vote: all who are there are for it, unless said."""
    sitting.borough.act(
        "Sara",
        forums.record_decision,
        decision_id=decision.id,
        version=decision.version,
        **{"in_favour": actors(sitting, *THERE), **given},
    )
    return fresh(decision)


def recorded(sitting: Sitting, **given: Any) -> Decision:
    return put(sitting, drafted(sitting, **given))


def restricted(sitting: Sitting, **given: Any) -> Decision:
    return recorded(sitting, **{"item_id": sitting.hidden.id, **given})


def urgent(sitting: Sitting, **given: Any) -> Decision:
    decision = drafted(sitting, **{"item_id": None, **given})
    sitting.borough.act(
        "Tom",
        forums.record_decision,
        decision_id=decision.id,
        version=decision.version,
        urgency=forums.Urgency(**URGENCY),
    )
    return fresh(decision)


def ratified(sitting: Sitting, **given: Any) -> Decision:
    decision = recorded(sitting, **given)
    sitting.borough.act(
        "Tom", forums.ratify_decision, decision_id=decision.id, version=decision.version
    )
    return fresh(decision)


def superseded(sitting: Sitting, **given: Any) -> Decision:
    earlier = recorded(sitting, **given)
    recorded(sitting, undoes_id=earlier.id, undoing="supersedes")
    return fresh(earlier)


def rescinded(sitting: Sitting, **given: Any) -> Decision:
    earlier = ratified(sitting, **given)
    recorded(sitting, undoes_id=earlier.id, undoing="rescinds")
    return fresh(earlier)


DECISION_IN: Final[dict[str, Makes]] = {
    "drafted": drafted,
    "recorded": recorded,
    "ratified": ratified,
    "superseded": superseded,
    "rescinded": rescinded,
}


@dataclass(frozen=True)
class DecisionDeed:
    """As `tests.actions.questions.Deed`, at a sitting. `on` makes what the address names."""

    operation: str
    address: str
    by: str
    on: Callable[[Sitting], Any]
    given: Callable[[Sitting], Body]
    method: str = "post"
    if_match: bool = True

    def ask(
        self,
        sitting: Sitting,
        who: str | None = None,
        *,
        on: Any = None,
        version: int | None = None,
        body: object = None,
        **changed: object,
    ) -> Asked:
        """By default what succeeds. `body` replaces the input, `changed` some members of it."""
        subject = self.on(sitting) if on is None else on
        sent = {**self.given(sitting), **changed} if body is None else body
        headers = {"if_match": tag(version or subject.version)} if self.if_match else {}
        path = self.address.format(id=subject.id)
        return request(sitting.borough, who or self.by, self.method, path, sent, **headers)


def votes(sitting: Sitting) -> Body:
    return {"in_favour": [sitting.id_of(name) for name in THERE]}


DRAFT: Final = DecisionDeed(
    "draft_decision",
    "/forums/{id}/decisions",
    "Sara",
    lambda sitting: sitting.borough.board,
    lambda sitting: {**WORDS, "item": str(sitting.item.id)},
    if_match=False,
)
REVISE: Final = DecisionDeed(
    "revise_decision",
    "/decisions/{id}",
    "Sara",
    drafted,
    lambda _: {"title": "Open the Huyton hub in April"},
    method="patch",
)
RECORD: Final = DecisionDeed("record_decision", "/decisions/{id}/record", "Sara", drafted, votes)
DECIDE_ALONE: Final = DecisionDeed(
    "record_decision",
    "/decisions/{id}/record",
    "Tom",
    lambda sitting: drafted(sitting, item_id=None),
    lambda _: {"urgency": URGENCY},
)
RATIFY: Final = DecisionDeed(
    "ratify_decision", "/decisions/{id}/ratify", "Tom", recorded, lambda _: {}
)


def soon(sitting: Sitting, **given: Any) -> Any:
    """The Board's next meeting."""
    starts_at = now() + timedelta(days=7)
    return sitting.borough.act(
        "Sara",
        forums.schedule_meeting,
        forum_id=sitting.borough.board.id,
        **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), **given},
    )
