"""A change as one event: the CloudEvents 1.0 envelope around what the stream says of it.

Thin on purpose: ids, a version and an address, no text of anybody's. Whoever is told reads the
thing itself, with their own token.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final  # Any: members of a change
from uuid import UUID

import orjson

from backend.api.actor import Audiences
from backend.api.encoding import encode
from backend.api.frame import public_url
from backend.audit.changes import Change

MEDIA_TYPE: Final = "application/cloudevents+json"

Told = Mapping[str, Any]


def told_of(change: Change, audiences: Audiences) -> Told | None:
    """Exactly as the stream tells it; None: it is not theirs to see."""
    members = change.seen_by(audiences)
    if members is None:
        return None
    told: Told = orjson.loads("{" + members)["change"]
    return told


def is_asked_for(types: Collection[str], told: Told) -> bool:
    """By the noun, or by the verb; none asks for everything."""
    noun = told["resource"]["type"]
    if not types or noun in types:
        return True
    if told["op"] == "removed":
        # Its verb is hidden, so any verb of the noun asks for it.
        return any(one.startswith(f"{noun}.") for one in types)
    return told["type"] in types


def event_of(log_id: UUID, told: Told) -> bytes:
    noun, name = told["resource"]["type"], told["resource"]["id"]
    return encode(
        {
            "specversion": "1.0",
            "id": told["id"],
            "source": public_url(f"/api/v1/logs/{log_id}"),
            "type": told["type"],
            "subject": f"{noun}/{name}",
            "time": told["occurred_at"],
            "datacontenttype": "application/json",
            "data": {
                "index": told["index"],
                "resource": told["resource"],
                "version": told["version"],
                "op": told["op"],
                "origin": told["origin"],
            },
        }
    )
