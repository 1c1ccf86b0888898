"""Files of the council's tracker: sent, worked through, and what is told of their lines."""

import json
from threading import Event
from typing import Any, Final  # bodies are JSON
from uuid import UUID

from backend.sync.importing import import_once
from backend.sync.models import Import
from tests.actions.questions import Asked, answered
from tests.borough import Answer, Borough
from tests.sync.sending import TRACKER, named, whole

PLACE: Final = f"/sources/{TRACKER}/imports"

Row = dict[str, Any]


def file_of(*lines: Row | bytes) -> bytes:
    """What is bytes already stands as it is."""
    return b"".join(
        (one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines
    )


def many(borough: Borough, count: int, **said: Any) -> list[Row]:
    return [
        named(f"YTH-{one}", whole(borough, title=f"Open {one} parks", **said))
        for one in range(count)
    ]


def submit(borough: Borough, content: bytes, who: str = "Tracker", **headers: str) -> Asked:
    caller = borough.as_(who)
    return answered(borough, lambda: caller.send_lines(PLACE, content, **headers))


def submitted(borough: Borough, *lines: Row | bytes, who: str = "Tracker") -> UUID:
    """Its id; nothing of it is heard yet."""
    sent = submit(borough, file_of(*lines), who)
    assert sent.status == 202, sent.body
    return UUID(sent.body["id"])


def worked() -> int:
    """What is due is heard, to its end. How many lines."""
    return import_once(Event())


def heard(borough: Borough, *lines: Row | bytes) -> list[Row]:
    """What became of each."""
    import_id = submitted(borough, *lines)
    worked()
    return results(borough, import_id)


def results(borough: Borough, import_id: UUID, who: str = "Tracker") -> list[Row]:
    """Without the line that ends them."""
    return lines_of(download(borough, import_id, who))[:-1]


def download(borough: Borough, import_id: UUID, who: str = "Tracker") -> Answer:
    return borough.as_(who).get(f"/imports/{import_id}/results")


def lines_of(answer: Answer) -> list[Row]:
    return [json.loads(line) for line in answer.content.splitlines()]


def told(rows: list[Row]) -> list[tuple[int, str, str | None]]:
    return [(row["line"], row["outcome"], (row["problem"] or {}).get("code")) for row in rows]


def the_import() -> Import:
    return Import.objects.select_related("progress", "source").get()
