from enum import StrEnum
from typing import Final

from backend.people.roles import Role


class RoleName(StrEnum):
    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBER = "member"


ROLES: Final = (
    Role(
        RoleName.SECRETARY,
        "Secretary",
        "act_as_secretary",
        "forums.Forum",
        audience="forum:{}",
    ),
    Role(RoleName.CHAIR, "Chair", "act_as_chair", "forums.Forum", audience="forum:{}", single=True),
    Role(RoleName.MEMBER, "Member", "act_as_member", "forums.Forum", audience="forum:{}"),
)
