"""The made-up people of the demo: one for each role, and one next door to show the wall between."""

from dataclasses import dataclass
from typing import Final

from backend.actions.models import Priority
from backend.actions.roles import RoleName as ActionsRole
from backend.deals.models import Fund
from backend.deals.roles import RoleName as DealsRole
from backend.forums.models import Forum
from backend.forums.roles import RoleName as ForumsRole
from backend.people.models import ActorKind, Documented, Organisation
from backend.people.roles import RoleName as PeopleRole
from backend.people.scopes import EVERY_SCOPE, Scope

BETTER_TOGETHER: Final = "knowsley-better-together"
NEXT_DOOR: Final = "knowsley-partnership"
COUNCIL: Final = "knowsley-council"
HOUSING: Final = "livv-housing-group"
PRIORITY: Final = "pri-cp-3-fairness"
FUND: Final = "fund-better-together-grants"
BOARD: Final = "knowsley-better-together-board"
EXAMPLE_FORUM: Final = "example-forum"

READING: Final = frozenset(
    {
        Scope.ACTIONS_READ,
        Scope.DEALS_READ,
        Scope.FORUMS_READ,
        Scope.ESCALATIONS_READ,
        Scope.PEOPLE_READ,
        Scope.CHANGES_READ,
    }
)
DEALING: Final = frozenset({Scope.DEALS_WRITE, Scope.DEALS_TRANSITION})
ESCALATING: Final = frozenset({Scope.ESCALATIONS_WRITE, Scope.ESCALATIONS_TRANSITION})
MEETING: Final = READING | ESCALATING | {Scope.FORUMS_WRITE, Scope.FORUMS_TRANSITION}
MOVING: Final = READING | DEALING | {Scope.ACTIONS_WRITE, Scope.ACTIONS_TRANSITION}


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    role: str
    scopes: frozenset[str]
    # The reference of what the role is held on; none: on the partnership itself.
    on: tuple[type[Documented], str] | None = None
    organisation: str | None = None
    partnership: str = BETTER_TOGETHER
    kind: str = ActorKind.PERSON

    @property
    def name(self) -> str:
        return f"Demo {self.key.replace('_', ' ')}"

    @property
    def email(self) -> str:
        """Of a domain kept for examples; a partner system signs in nowhere and has none."""
        return "" if self.kind == ActorKind.SYSTEM else f"{self.key}@demo.example"


CAST: Final = (
    Part(
        "sponsor",
        "Executive Sponsor of a Council Plan priority",
        ActionsRole.SPONSOR,
        MOVING | MEETING | {Scope.PEOPLE_WRITE},
        on=(Priority, PRIORITY),
        organisation=COUNCIL,
    ),
    Part(
        "representative",
        "Representative of Knowsley Council",
        PeopleRole.REPRESENTATIVE,
        MOVING,
        on=(Organisation, COUNCIL),
        organisation=COUNCIL,
    ),
    Part(
        "housing_representative",
        "Representative of LIVV Housing Group",
        PeopleRole.REPRESENTATIVE,
        MOVING,
        on=(Organisation, HOUSING),
        organisation=HOUSING,
    ),
    Part(
        "secretary",
        "Secretary of the Knowsley Better Together Board",
        ForumsRole.SECRETARY,
        MEETING,
        on=(Forum, BOARD),
    ),
    Part(
        "board_chair",
        "Chair of the Knowsley Better Together Board",
        ForumsRole.CHAIR,
        MEETING,
        on=(Forum, BOARD),
        organisation=COUNCIL,
    ),
    Part(
        "board_member",
        "Member of the Knowsley Better Together Board",
        ForumsRole.MEMBER,
        MEETING,
        on=(Forum, BOARD),
        organisation=COUNCIL,
    ),
    Part(
        "other_board_member",
        "Member of the Knowsley Better Together Board",
        ForumsRole.MEMBER,
        MEETING,
        on=(Forum, BOARD),
        organisation=HOUSING,
    ),
    Part(
        "forum_secretary",
        "Secretary of the made-up forum below the Board",
        ForumsRole.SECRETARY,
        MEETING,
        on=(Forum, EXAMPLE_FORUM),
    ),
    Part(
        "forum_chair",
        "Chair of the made-up forum below the Board",
        ForumsRole.CHAIR,
        MEETING,
        on=(Forum, EXAMPLE_FORUM),
        organisation=COUNCIL,
    ),
    Part(
        "forum_member",
        "Member of the made-up forum below the Board",
        ForumsRole.MEMBER,
        MEETING,
        on=(Forum, EXAMPLE_FORUM),
        organisation=COUNCIL,
    ),
    Part(
        "other_forum_member",
        "Member of the made-up forum below the Board",
        ForumsRole.MEMBER,
        MEETING,
        on=(Forum, EXAMPLE_FORUM),
        organisation=HOUSING,
    ),
    Part(
        "fund_holder",
        "Holder of the Better Together small grants fund",
        DealsRole.FUND_HOLDER,
        READING | {Scope.DEALS_TRANSITION},
        on=(Fund, FUND),
        organisation=COUNCIL,
    ),
    Part("auditor", "Auditor", PeopleRole.AUDITOR, READING | {Scope.AUDIT_READ}),
    Part("administrator", "Administrator", PeopleRole.ADMINISTRATOR, EVERY_SCOPE),
    Part(
        "partner_system",
        "Partner system of LIVV Housing Group",
        PeopleRole.SYSTEM,
        MOVING,
        on=(Organisation, HOUSING),
        organisation=HOUSING,
        kind=ActorKind.SYSTEM,
    ),
    Part(
        "neighbour",
        "Administrator of the other partnership, who sees nothing of this one",
        PeopleRole.ADMINISTRATOR,
        EVERY_SCOPE,
        partnership=NEXT_DOOR,
    ),
)


def part_of(key: str) -> Part:
    return next(part for part in CAST if part.key == key)
