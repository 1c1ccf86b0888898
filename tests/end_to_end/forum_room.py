"""Who meets and who escalates in the walk of the forums.

Gus is secretary of the Growth forum, Gail chairs it; Ivy, Jon and Kay are its members, and Lou sits
there when Kay cannot. Above it is the Board, with Sara, Tom and Mel. Priya sponsors what is
escalated, Rhea represents its lead. Things are named by their paths.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final  # Any: bodies are JSON

from backend.audit.days import day_of
from tests.borough import Borough
from tests.end_to_end.walking import Walk
from tests.forums.chamber import newcomer

AT_GROWTH: Final = {
    "Gus": "secretary",
    "Gail": "chair",
    "Ivy": "member",
    "Jon": "member",
    "Kay": "member",
}
NEWCOMERS: Final = (*AT_GROWTH, "Lou")
OF_OLD: Final = ("Ada", "Priya", "Rhea", "Sara", "Tom", "Mel")

ANSWER: Final = "The council pays until March; from April both share the cost."
RISK: Final = {
    "cause": "funding",
    "explanation": "Nobody pays for the caretaker from January.",
    "mitigation": "Volunteers open the doors.",
}
BARRIER: Final = {
    "kind": "barrier",
    "summary": "Two partners cannot agree who pays for the caretaker.",
    "tried": "Three meetings between the two.",
    "ask": "decide",
}
DECIDED: Final = {"title": "Who pays for the caretaker", "text": ANSWER}
TWO_HOURS: Final = timedelta(hours=2)


def with_newcomers(borough: Borough) -> Borough:
    """People of the council who hold nothing yet."""
    for name in NEWCOMERS:
        newcomer(borough, name, borough.council.id)
    return borough


def id_in(path: str) -> str:
    return path.rpartition("/")[2]


@dataclass
class ForumWalk(Walk):
    growth: str = ""

    @property
    def board(self) -> str:
        return f"/forums/{self.borough.board.id}"

    @property
    def today(self) -> date:
        """By the server's clock."""
        return day_of(self.clock.now())

    def day(self, days: int) -> str:
        """So many days from now."""
        return (self.today + timedelta(days=days)).isoformat()

    def days_past(self, limit: str) -> int:
        """In so many days it has passed, and the clock's round is due: with a day to spare for the
        hour that one may lack.
        """
        return (date.fromisoformat(limit) - self.today).days + 2

    def past_limit(self, escalation: str) -> int:
        """The time to acknowledge it passes; by how many days the clock was put forward."""
        days = self.days_past(self.read("Priya", escalation)["acknowledge_by"])
        self.clock.put_forward(days)
        return days

    def id_of(self, name: str) -> str:
        return str(self.borough.actor_id(name))

    def found_growth(self, **given: Any) -> None:
        """By the administrator, who appoints whoever sits there."""
        terms = {
            "name": "Growth forum",
            "kind": "forum",
            "code": "GRO",
            "parent": id_in(self.board),
        }
        self.growth = f"/forums/{self.made('Ada', '/forums', **terms, **given)}"
        for name, role in AT_GROWTH.items():
            self._appoint("Ada", name, role)

    def appoint_substitute(self, name: str, member: str) -> None:
        """By the secretary of the Growth forum, for a month."""
        why = {"reason": f"{member} cannot always come.", "ends_on": self.day(30)}
        self._appoint("Gus", name, "substitute", deputy_for=self.id_of(member), **why)

    def _appoint(self, by: str, name: str, role: str, **given: Any) -> None:
        body = {"actor": self.id_of(name), "role": role, "on": id_in(self.growth)}
        self.made(by, "/appointments", **body, **given)

    def at_risk(self) -> str:
        """An action under way, which its sponsor flags."""
        action = f"/actions/{self.made('Priya', '/actions', **self._open_action())}"
        self.done("Priya", f"{action}/start")
        risk = {**RISK, "recovery_expected_on": self.day(120)}
        assert self.done("Priya", f"{action}/flag-at-risk", **risk)["state"] == "at_risk"
        return action

    def _open_action(self) -> dict[str, str]:
        return {
            "title": "Open five youth centres",
            "plan": str(self.borough.plan.id),
            "priority": str(self.borough.youth.id),
            "lead": str(self.borough.council.id),
            "due_on": self.day(200),
        }

    def escalated(self, action: str) -> str:
        """To the Growth forum."""
        on = {"action": id_in(action), "forum": id_in(self.growth), "needed_by": self.day(100)}
        return f"/escalations/{self.made('Priya', '/escalations', **BARRIER, **on)}"

    def scheduled(self, by: str, forum: str, days: int) -> str:
        starts_at = self.clock.now() + timedelta(days=days)
        ends_at = starts_at + TWO_HOURS
        times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        return f"/meetings/{self.made(by, f'{forum}/meetings', **times)}"

    def attends(self, by: str, meeting: str, member: str, **given: Any) -> None:
        given = {"presence": "present", **given}
        self.made(by, f"{meeting}/attendances", member=self.id_of(member), **given)

    def drafted(self, by: str, forum: str, item: str, **effects: Any) -> str:
        body = {**DECIDED, "item": item, "effects": effects}
        return f"/decisions/{self.made(by, f'{forum}/decisions', **body)}"

    def follow_up(self) -> dict[str, str]:
        """What a decision is to propose."""
        return {**self._open_action(), "title": "Share the cost of the caretaker"}

    def brought_about(self, decision: str, kind: str) -> str:
        """The one thing of that kind."""
        effects = self.listed("Rhea", f"{decision}/effects")
        (found,) = [one for one in effects if one["kind"] == kind]
        return f"/{found['on_type']}s/{found['on_id']}"

    def told(self, who: str, about: str) -> list[str]:
        """What their notices say of it, oldest first."""
        notices = self.listed(who, "/me/notices")
        return [one["verb"] for one in reversed(notices) if one["subject"]["id"] == id_in(about)]
