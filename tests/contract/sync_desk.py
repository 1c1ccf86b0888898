"""What a request about partner systems must name: a source by its slug, an action by the id that
its source has for it, and bodies that speak for what the principal's own organisation leads.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Final
from uuid import uuid4

from tests.contract.bodies import Body, Fitting, refer
from tests.contract.desk import DUE, Desk, Made


@cache
def system(desk: Desk) -> str:
    """The profile of a partner system of the principal's organisation."""
    body = {"kind": "system", "name": "Tracker", "organisation": desk.seat["organisation"]}
    return desk.post("/people", body).id


def new_source(desk: Desk) -> str:
    slug = f"source-{uuid4().hex[:30]}"
    body = {
        "slug": slug,
        "name": "Council tracker",
        "organisation": desk.seat["organisation"],
        "system": system(desk),
        "ordered_by": "changed_at",
    }
    desk.post("/sources", body)
    desk.post(f"/sources/{slug}/status-mappings", {"word": "Live", "means": "in_progress"})
    return slug


@cache
def source(desk: Desk) -> str:
    return new_source(desk)


@cache
def known_action(desk: Desk) -> str:
    """The id under which the source knows one."""
    return sent(desk, str(uuid4()), title="Open five youth centres")


def sent(desk: Desk, external_id: str, title: str) -> str:
    body = {
        "changed_at": _now(),
        "title": title,
        "plan": desk.seat["plan"],
        "priority": desk.seat["priority"],
        "due_on": DUE.isoformat(),
    }
    answer = desk.client.put(f"/sources/{source(desk)}/actions/{external_id}", json=body)
    assert answer.is_success, answer.text
    return external_id


def conflict(desk: Desk) -> Made:
    """Of an action that the source and its sponsor have both renamed."""
    external_id = sent(desk, str(uuid4()), title="Open five youth centres")
    place = desk.client.get(f"/sources/{source(desk)}/actions/{external_id}")
    desk.client.patch(
        f"/actions/{place.json()['action']}",
        json={"title": "Open four youth centres"},
        headers={"If-Match": place.headers["ETag"]},
    )
    sent(desk, external_id, title="Open six youth centres")
    found = desk.client.get(f"/conflicts?state=open&action={place.json()['action']}").json()
    return Made(found["results"][0]["id"], '"1"')


def mapping(desk: Desk) -> Made:
    body = {"word": f"Word {uuid4()}", "means": "nothing"}
    return desk.post(f"/sources/{source(desk)}/status-mappings", body)


def places(desk: Desk, operation_id: str) -> dict[str, str]:
    """Of whatever names a source: one to be used up, or the one of the run."""
    slug = new_source(desk) if operation_id == "end_source" else source(desk)
    fresh = operation_id == "sync_action"
    return {"source": slug, "external_id": str(uuid4()) if fresh else known_action(desk)}


def tag_of(desk: Desk, slug: str) -> str:
    return str(desk.client.get(f"/sources/{slug}").headers["ETag"])


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _added(desk: Desk, body: Body, about: str) -> None:
    body["slug"] = f"source-{uuid4().hex[:30]}"
    _revised(desk, body, about)
    refer(body, organisation=desk.seat["organisation"])


def _revised(desk: Desk, body: Body, about: str) -> None:
    """Titles stay shared: of others there could be no more conflicts."""
    refer(body, system=system(desk))
    if "authority" in body:
        held = {one["field"]: one for one in body["authority"]}
        if "title" in held:
            held["title"] = {"field": "title", "held_by": "shared"}
        body["authority"] = list(held.values())


def _synced(desk: Desk, body: Body, about: str) -> None:
    """For the first time, with all that its start asks for: the principal is its sponsor too."""
    for name in ("sequence", "action", "risk"):
        body.pop(name, None)
    body.setdefault("title", "Open five youth centres")
    body |= {
        "changed_at": _now(),
        "plan": desk.seat["plan"],
        "priority": desk.seat["priority"],
        "due_on": DUE.isoformat(),
    }
    refer(body, status="Live", lead=desk.seat["organisation"])
    if "report" in body:
        # More confident than the rules are, it would have to say why.
        body["report"] = {**body["report"], "confidence": "red"}


def _synced_at_once(desk: Desk, body: Body, about: str) -> None:
    """All of them for the first time, so that no version was read."""
    for item in body["items"]:
        item.pop("if_version", None)
        item["external_id"] = str(uuid4())
        _synced(desk, item, about)


def file(desk: Desk) -> str:
    """Of two actions, each for the first time."""
    items: list[Body] = [{"external_id": str(uuid4())} for _ in range(2)]
    for item in items:
        _synced(desk, item, "")
    return "".join(f"{json.dumps(item)}\n" for item in items)


def imported(desk: Desk) -> Made:
    content = file(desk).encode()
    answer = desk.client.post(
        f"/sources/{source(desk)}/imports",
        content=content,
        headers={"Content-Type": "application/x-ndjson"},
    )
    assert answer.is_success, answer.text
    return Made(answer.json()["id"], None)


@cache
def finished_import(desk: Desk) -> Made:
    """Read only."""
    made = imported(desk)
    while desk.read("/imports", made.id)["state"] != "finished":
        desk.wait()
    return made


def kept_import(desk: Desk) -> Made:
    """A run erases people too, and with any of them what became of the lines of imports."""
    made = finished_import(desk)
    if desk.client.get(f"/imports/{made.id}/results").is_success:
        return made
    finished_import.cache_clear()
    return finished_import(desk)


# Bodies that are text and not JSON.
TEXTS: Final[dict[str, Callable[[Desk], str]]] = {"submit_import": file}
SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "get_import": finished_import,
    "get_import_results": kept_import,
    "get_status_mapping": mapping,
    "unmap_status": mapping,
    "get_conflict": conflict,
    "resolve_conflict": conflict,
}
FITTING: Final[dict[str, Fitting]] = {
    "add_source": _added,
    "revise_source": _revised,
    "sync_action": _synced,
    "sync_actions": _synced_at_once,
}
