from enum import StrEnum
from typing import Final

from backend.people.roles import Role
from backend.people.roles import RoleName as PeopleRole


class RoleName(StrEnum):
    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBER = "member"
    SUBSTITUTE = "substitute"


FORUM: Final = "forums.Forum"
# What whoever holds a role at a forum reads beside what is open to all.
ITS_OWN: Final = "forum:{}"

ROLES: Final = (
    Role(RoleName.SECRETARY, "Secretary", "act_as_secretary", FORUM, audience=ITS_OWN),
    Role(RoleName.CHAIR, "Chair", "act_as_chair", FORUM, audience=ITS_OWN, single=True),
    Role(RoleName.MEMBER, "Member", "act_as_member", FORUM, audience=ITS_OWN),
    Role(
        RoleName.SUBSTITUTE,
        "Substitute of a member",
        "act_as_substitute",
        FORUM,
        given_by=(PeopleRole.ADMINISTRATOR.value, RoleName.SECRETARY.value),
        deputises=RoleName.MEMBER,
        audience=ITS_OWN,
    ),
)
