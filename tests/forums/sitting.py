"""The Board in session, with an open item and a restricted one; nobody is there yet.

Sue may sit for Mel, and for nobody else.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import time_machine

from backend.forums.models import AgendaItem, Meeting
from tests.actions.questions import Asked, request
from tests.borough import Borough, tag
from tests.forums.chamber import (
    fresh,
    in_session,
    item_on,
    newcomer,
    restricted_item_on,
    seated,
    standing_in,
)

SUE: Final = "Sue"


@dataclass(frozen=True)
class Sitting:
    borough: Borough
    meeting: Meeting
    item: AgendaItem
    hidden: AgendaItem

    def at(self, meeting: Meeting) -> "Sitting":
        """Another meeting of the same Board."""
        return replace(self, meeting=meeting)

    def after(self, minutes: float) -> datetime:
        """So long after it was opened."""
        assert self.meeting.opened_at is not None
        return self.meeting.opened_at + timedelta(minutes=minutes)

    def travel(self, minutes: float) -> time_machine.travel:
        """To that time, which stands still."""
        return time_machine.travel(self.after(minutes), tick=False)

    def id_of(self, name: str) -> str:
        return str(self.borough.actor_id(name))

    def ask(self, who: str, path: str, body: Any, method: str = "post") -> Asked:
        return request(self.borough, who, method, path, body)

    def move(self, who: str, deed: str, body: Any = None, meeting: Meeting | None = None) -> Asked:
        """One move over HTTP, of the version on record."""
        held = fresh(meeting or self.meeting)
        path = f"/meetings/{held.id}/{deed}"
        return request(self.borough, who, "post", path, body or {}, if_match=tag(held.version))

    def record(
        self, name: str, presence: str = "present", *, who: str = "Sara", **given: Any
    ) -> Asked:
        times = {key: value.isoformat() for key, value in given.items() if key.endswith("_at")}
        body = {"member": self.id_of(name), "presence": presence, **given, **times}
        return self.ask(who, f"/meetings/{self.meeting.id}/attendances", body)


def sitting(borough: Borough) -> Sitting:
    seated(borough)
    newcomer(borough, SUE, borough.housing.id)
    standing_in(borough, SUE, "Mel")
    meeting = in_session(borough)
    made = Sitting(
        borough, meeting, item_on(borough, meeting), restricted_item_on(borough, meeting)
    )
    for name in ("Sara", "Mel", "Pat"):
        # Whoever asks most has a token before the tests begin.
        borough.as_(name)
    return replace(made, meeting=fresh(meeting))


def untouched(known: Sitting) -> Sitting:
    borough = known.borough
    kept = replace(borough, tokens=dict(borough.tokens), profiles=dict(borough.profiles))
    return replace(known, borough=kept)
