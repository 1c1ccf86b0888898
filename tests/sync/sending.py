"""The council's tracker, which sends its actions to Accord."""

from typing import Any, Final  # bodies are JSON

from backend.actions.models import Action
from backend.actions.operations import revise_action
from backend.people.operations import appoint
from backend.sync import operations
from backend.sync.models import Reference, Source
from tests.actions.questions import Asked, request
from tests.borough import Borough, tag

TRACKER: Final = "tracker"
# Under this id it knows the action that tests send.
YOUTH: Final = "YTH-7"
ADDRESS: Final = f"/sources/{TRACKER}/actions/{YOUTH}"

WORDS: Final = {
    "Live": "in_progress",
    "Delayed": "at_risk",
    "Finished": "done",
    "Paperwork": "nothing",
}
RISK: Final = {
    "cause": "capacity",
    "explanation": "Two of the three youth workers have left.",
    "mitigation": "Agency staff from January.",
    "recovery_expected_on": "2027-02-01",
}
REPORT: Final = {
    "narrative": "Three of five centres are open.",
    "percent_complete": 60,
    "confidence": "amber",
}


def with_source(borough: Borough, **given: Any) -> Source:
    source: Source = borough.act(
        "Ada",
        operations.add_source,
        **{
            "slug": TRACKER,
            "name": "Council tracker",
            "organisation_id": borough.council.id,
            "system_id": borough.profiles["Tracker"].id,
            "ordered_by": "changed_at",
            **given,
        },
    )
    for word, means in WORDS.items():
        borough.act("Ada", operations.map_status, source_id=source.id, word=word, means=means)
    return source


def tracker() -> Source:
    return Source.objects.get(slug=TRACKER)


def with_authority(borough: Borough, **authority: str) -> None:
    source = tracker()
    borough.act(
        "Ada",
        operations.revise_source,
        source_id=source.id,
        version=source.version,
        authority=authority,
    )


def at(minute: int) -> str:
    """The tracker's own time of a change."""
    return f"2026-11-20T{9 + minute // 60:02}:{minute % 60:02}:00Z"


def whole(borough: Borough, minute: int = 0, **changed: Any) -> dict[str, Any]:
    """All that the tracker has of one action."""
    return {
        "changed_at": at(minute),
        "title": "Open five youth centres",
        "plan": str(borough.plan.id),
        "priority": str(borough.youth.id),
        "due_on": "2027-03-31",
        **changed,
    }


def send(
    borough: Borough,
    minute: int,
    who: str = "Tracker",
    external_id: str = YOUTH,
    if_match: int | None = None,
    query: str = "",
    **said: Any,
) -> Asked:
    """What changed there at that minute."""
    headers = {} if if_match is None else {"if_match": tag(if_match)}
    path = f"/sources/{TRACKER}/actions/{external_id}{query}"
    return request(borough, who, "put", path, {"changed_at": at(minute), **said}, **headers)


def named(external_id: str, item: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As one of many."""
    return {"external_id": external_id, **item, **more}


def send_all(
    borough: Borough,
    *items: dict[str, Any],
    mode: str = "each",
    who: str = "Tracker",
    query: str = "",
) -> Asked:
    path = f"/sources/{TRACKER}/actions{query}"
    return request(borough, who, "post", path, {"mode": mode, "items": list(items)})


def sent(borough: Borough, minute: int = 0, **changed: Any) -> Asked:
    """The action for the first time, or whatever of all of it has changed."""
    asked = send(borough, minute, **whole(borough, minute, **changed))
    assert asked.status in (200, 201), asked.body
    return asked


def the_action(external_id: str = YOUTH) -> Action:
    return Reference.objects.select_related("action").get(external_id=external_id).action


def delegated(borough: Borough, *roles: str) -> None:
    """Tracker may then do these moves for Priya: start_delegate, recover_delegate, …"""
    for role in roles:
        actor_id = borough.actor_id("Tracker")
        borough.act("Priya", appoint, actor_id=actor_id, role=role, on_id=borough.youth.id)


def by_field(asked: Asked) -> dict[str, str]:
    return {one["field"]: one["outcome"] for one in asked.body["by_field"]}


def renamed_here(borough: Borough, title: str = "Open four youth centres") -> None:
    """By its sponsor, in Accord."""
    action = the_action()
    borough.act("Priya", revise_action, action_id=action.id, version=action.version, title=title)


def contested(borough: Borough, title: str = "Open six youth centres") -> Asked:
    """Both sides have given the action another title since they agreed on one."""
    sent(borough)
    renamed_here(borough)
    return send(borough, 5, title=title)
