"""The websocket's contract as AsyncAPI, made from the same schemas that frames are held to."""

from typing import Final

import yaml

from backend.live.closing import MEANINGS as CLOSINGS
from backend.live.messages import (
    CHANGE,
    FROM_CLIENT,
    FROM_SERVER,
    MEANINGS,
    PROBLEM,
    SUBPROTOCOL,
)

Document = dict[str, object]

DESCRIPTION: Final = f"""\
A cursor over the partnership's log. Offer the sub-protocol `{SUBPROTOCOL}`; frames are JSON texts
of 64 KiB at most.

1. Open: programs send `Authorization: Bearer` in the handshake; pages send `init` with a ticket as
   their first frame. The answer is `ready`. After a bearer token, an `init` without ticket is
   allowed and changes nothing.
2. Send `subscribe` with `cursor`: `latest`, the `changes_cursor` of a list, or the cursor of an
   earlier change. The answer is `subscribed`, then every `change` there is, `caught_up`, and from
   then on each new change as it is committed.
3. `ack` the cursor of what you have taken in. After 100 unacknowledged changes the subscription
   waits.
4. After any interruption connect again and subscribe with the last cursor. Nothing is missed; a
   change seen twice has the same `id`. The same cursors serve `GET /api/v1/changes`.

Changes are in the order of the log. What the reader may not see is left out without a trace but the
gaps in `index`. Clients ignore members and messages they do not know.

A refused handshake is answered over HTTP with a problem document: 401 for a token that is not
accepted, 403 for a page from elsewhere or a program without token, 404 at any other address.

Close codes:

"""

BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token with the scope changes:read.",
}


def document() -> Document:
    messages = {**FROM_CLIENT, **FROM_SERVER}
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {
            "deployment": {
                "host": "accord.example.org",
                "protocol": "wss",
                "description": "Wherever Accord is deployed; ws on the machine itself.",
                "security": [{"$ref": "#/components/securitySchemes/bearer"}],
            }
        },
        "channels": {"stream": _channel(list(messages))},
        "operations": {
            "hear": _operation("receive", "What the client says.", list(FROM_CLIENT)),
            "tell": _operation("send", "What the server says.", list(FROM_SERVER)),
        },
        "components": {
            "messages": {name: _message(name, payload) for name, payload in messages.items()},
            "schemas": {"Change": CHANGE, "Problem": PROBLEM},
            "securitySchemes": {"bearer": BEARER},
        },
    }


def _info() -> Document:
    codes = "".join(f"- {code.value}: {meaning}\n" for code, meaning in CLOSINGS.items())
    return {
        "title": "Accord stream",
        "version": "1.0.0",
        "description": DESCRIPTION + codes,
        "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
        "contact": {
            "name": "Accord",
            "url": "https://accord.example.org",
            "email": "accord@example.org",
        },
        "tags": [{"name": "stream", "description": "Changes as they are committed."}],
    }


def _channel(names: list[str]) -> Document:
    return {
        "address": "/api/v1/stream",
        "description": "One socket, up to 20 subscriptions.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"ws": {"method": "GET"}},
    }


def _operation(action: str, description: str, names: list[str]) -> Document:
    return {
        "action": action,
        "description": description,
        "channel": {"$ref": "#/channels/stream"},
        "messages": [{"$ref": f"#/channels/stream/messages/{name}"} for name in names],
    }


def _message(name: str, payload: Document) -> Document:
    return {
        "name": name,
        "title": name.replace("_", " "),
        "summary": MEANINGS[name],
        "payload": payload,
    }


class _Whole(yaml.SafeDumper):
    """Schemas are shared in the code; in the document each stands in full."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def rendered() -> str:
    return yaml.dump(document(), Dumper=_Whole, sort_keys=False, allow_unicode=True, width=100)
