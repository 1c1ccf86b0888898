"""Who meets and who escalates in the forums' walk.

Gus is secretary of the Growth forum, Gail chairs it; Ivy, Jon and Kay are its members, and Lou sits
there when Kay cannot. Above it is the Board, with Sara, Tom and Mel. Priya sponsors what is
escalated, Rhea leads it for the council.
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

STUCK: Final = "Two partners cannot agree who pays for the caretaker."
ANSWER: Final = "The council pays until March; from April both share the cost."
RISK: Final = {
    "cause": "funding",
    "explanation": "Nobody pays for the caretaker from January.",
    "mitigation": "The doors are opened by volunteers.",
}
DECIDED: Final = {"title": "Who pays for the caretaker", "text": ANSWER}
TWO_HOURS: Final = timedelta(hours=2)


def with_newcomers(borough: Borough) -> Borough:
    """People of the council who hold nothing yet."""
    for name in NEWCOMERS:
        newcomer(borough, name, borough.council.id)
    return borough


@dataclass
class ForumWalk(Walk):
    growth: str = ""

    @property
    def board(self) -> str:
        return str(self.borough.board.id)

    def id_of(self, name: str) -> str:
        return str(self.borough.actor_id(name))

    @property
    def today(self) -> date:
        """By the server's clock."""
        return day_of(self.clock.now())

    def day(self, days: int) -> str:
        """So many days from now."""
        return (self.today + timedelta(days=days)).isoformat()

    def days_past(self, limit: str) -> int:
        """So many days from now it has passed, and the clock's round is due: with a day to spare
        for the hour that one may lack.
        """
        return (date.fromisoformat(limit) - self.today).days + 2

    def appointed(self, by: str, name: str, role: str, on: str, **given: Any) -> str:
        return self.made(by, "/appointments", actor=self.id_of(name), role=role, on=on, **given)

    def found_growth(self, **given: Any) -> None:
        terms = {"name": "Growth forum", "kind": "forum", "code": "GRO", "parent": self.board}
        self.growth = self.made("Ada", "/forums", **terms, **given)
        for name, role in AT_GROWTH.items():
            self.appointed("Ada", name, role, self.growth)

    def at_risk(self) -> str:
        """An action under way that is flagged."""
        given = {
            "title": "Open five youth centres",
            "plan": str(self.borough.plan.id),
            "priority": str(self.borough.youth.id),
            "lead": str(self.borough.council.id),
            "due_on": self.day(200),
        }
        action = self.made("Priya", "/actions", **given)
        self.done("Priya", f"/actions/{action}/start")
        self.done(
            "Priya", f"/actions/{action}/flag-at-risk", **RISK, recovery_expected_on=self.day(120)
        )
        return action

    def escalated(self, action: str) -> str:
        """To the Growth forum."""
        return self.made(
            "Priya",
            "/escalations",
            action=action,
            forum=self.growth,
            kind="barrier",
            summary=STUCK,
            tried="Three meetings between the two.",
            ask="decide",
            needed_by=self.day(100),
        )

    def schedule(self, by: str, forum: str, days: int) -> str:
        starts_at = self.clock.now() + timedelta(days=days)
        ends_at = starts_at + TWO_HOURS
        times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        return self.made(by, f"/forums/{forum}/meetings", **times)

    def attends(self, by: str, meeting: str, member: str, **given: Any) -> None:
        given = {"presence": "present", **given}
        self.made(by, f"/meetings/{meeting}/attendances", member=self.id_of(member), **given)

    def told(self, who: str, about: str) -> list[str]:
        """What their notices say of it, oldest first."""
        notices = self.listed(who, "/me/notices")
        return [one["verb"] for one in reversed(notices) if one["subject"]["id"] == about]
