"""Every message of the protocol as a JSON Schema: published, and what frames are held to."""

from collections.abc import Mapping
from typing import Final

SUBPROTOCOL: Final = "accord.v1"

Schema = Mapping[str, object]

_SUBSCRIPTION: Final = {
    "type": "string",
    "pattern": "^[A-Za-z0-9._:-]{1,64}$",
    "description": "Chosen by the client, one per subscription of a socket.",
    "examples": ["actions"],
}
_CURSOR: Final = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "description": "A place in the log, as in `changes_cursor` of every list.",
    "examples": ["17.u0Nw9VnXb0cGqS3ZkCB7LxKPKd2n7ABX4Yl0gkq0yRw"],
}
_UUID: Final = {"type": "string", "format": "uuid"}
_TYPES: Final = {
    "type": "array",
    "items": {"type": "string", "pattern": "^[a-z_]{1,40}(\\.[a-z_]{1,40})?$"},
    "minItems": 1,
    "maxItems": 50,
    "description": "Types of resource (`action`) or verbs (`action.completed`). Absent: all.",
    "examples": [["action", "forum.added"]],
}


def _message(kind: str, required: str = "", **members: Schema) -> dict[str, object]:
    """`required` lists those of the members that are always there."""
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, **members},
        "required": ["type", *required.split()],
    }


FROM_CLIENT: Final[dict[str, dict[str, object]]] = {
    "init": _message(
        "init",
        ticket={
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "From POST /api/v1/stream-tickets; left out when the handshake "
            "carried a bearer token.",
        },
    ),
    "subscribe": _message(
        "subscribe",
        "id",
        id=_SUBSCRIPTION,
        cursor={
            "type": "string",
            "maxLength": 200,
            "description": "`latest`, or the cursor to resume after. Without one the answer is "
            "an error that names both.",
        },
        topic={
            "type": "string",
            "enum": ["changes", "me"],
            "description": "`me`: only what tells the reader something. Absent: `changes`.",
        },
        types=_TYPES,
    ),
    "unsubscribe": _message("unsubscribe", "id", id=_SUBSCRIPTION),
    "ack": _message("ack", "id cursor", id=_SUBSCRIPTION, cursor=_CURSOR),
    "ping": _message("ping"),
}
for _closed in FROM_CLIENT.values():
    _closed["additionalProperties"] = False

CHANGE: Final[dict[str, object]] = {
    "type": "object",
    "description": "One entry of the log: one object changed. By which ids sources know it is "
    "told by `GET /api/v1/changes` alone: a frame is the same for all who hear it.",
    "properties": {
        "id": {**_UUID, "description": "The entry's id; one seen twice is the same change."},
        "index": {"type": "integer", "minimum": 0, "description": "The entry's place in the log."},
        "type": {"type": "string", "description": "The verb.", "examples": ["action.completed"]},
        "op": {
            "type": "string",
            "enum": ["upsert", "removed"],
            "description": "`removed`: it was in the reader's sight before this change and no "
            "longer is; nothing more is told of it.",
        },
        "resource": {
            "type": "object",
            "properties": {
                "type": {"type": "string"},
                "id": _UUID,
                "url": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Where it is read; null: only with another.",
                },
            },
            "required": ["type", "id", "url"],
        },
        "version": {"type": ["integer", "null"], "minimum": 1},
        "occurred_at": {"type": "string", "format": "date-time"},
        "actor": {"type": ["string", "null"], "format": "uuid"},
        "origin": {
            "type": ["object", "null"],
            "description": "The program and the request that made the change, to drop echoes.",
            "properties": {"client_id": {"type": ["string", "null"]}, "request_id": _UUID},
            "required": ["client_id", "request_id"],
        },
    },
    "required": [
        "id",
        "index",
        "type",
        "op",
        "resource",
        "version",
        "occurred_at",
        "actor",
        "origin",
    ],
}
PROBLEM: Final[dict[str, object]] = {
    "type": "object",
    "description": "RFC 9457, as everywhere in the API. Branch on `code`.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": _UUID,
    },
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
}
FROM_SERVER: Final[dict[str, dict[str, object]]] = {
    "ready": _message(
        "ready",
        "heartbeat_s",
        heartbeat_s={
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "Send a ping at least this often if your library sends none.",
        },
    ),
    "subscribed": _message("subscribed", "id cursor", id=_SUBSCRIPTION, cursor=_CURSOR),
    "change": _message(
        "change",
        "id cursor change",
        id=_SUBSCRIPTION,
        cursor=_CURSOR,
        change={"$ref": "#/components/schemas/Change"},
    ),
    "caught_up": _message("caught_up", "id cursor", id=_SUBSCRIPTION, cursor=_CURSOR),
    "resync": _message(
        "resync", "id reason", id=_SUBSCRIPTION, reason={"enum": ["audiences_changed"]}
    ),
    "error": _message(
        "error", "problem", id=_SUBSCRIPTION, problem={"$ref": "#/components/schemas/Problem"}
    ),
    "pong": _message("pong"),
}
MEANINGS: Final = {
    "init": "Opens the socket with a ticket; the first frame of a client without a bearer token.",
    "subscribe": "Asks for the changes after a cursor, and then for every new one.",
    "unsubscribe": "Ends a subscription.",
    "ack": "Says up to where changes were taken in. So many may be unacknowledged, then it waits.",
    "ping": "Asks for a sign of life.",
    "ready": "The socket is open: subscribe.",
    "subscribed": "The subscription stands, and where it begins.",
    "change": "One change the reader may see.",
    "caught_up": "Everything there was when the subscription began has been sent.",
    "resync": "What the reader may see has changed, since the cursor was given or while the "
    "subscription stood, and the subscription has ended: read the lists anew and subscribe from "
    "their changes_cursor.",
    "error": "A message was understood and not followed; `id` names its subscription.",
    "pong": "The sign of life.",
}
