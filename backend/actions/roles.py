from enum import StrEnum
from typing import Final

from backend.people.roles import Role
from backend.people.roles import RoleName as PeopleRole


class RoleName(StrEnum):
    SPONSOR = "sponsor"
    DEPUTY = "deputy"
    # What a sponsor delegates to a partner system, one move at a time.
    START_DELEGATE = "start_delegate"
    RECOVER_DELEGATE = "recover_delegate"
    COMPLETE_DELEGATE = "complete_delegate"


PRIORITY: Final = "actions.Priority"
FROM_THE_SPONSOR: Final = (PeopleRole.ADMINISTRATOR.value, RoleName.SPONSOR.value)

ROLES: Final = (
    Role(RoleName.SPONSOR, "Executive Sponsor", "act_as_sponsor", PRIORITY, single=True),
    Role(
        RoleName.DEPUTY,
        "Deputy of the Executive Sponsor",
        "act_as_deputy",
        PRIORITY,
        given_by=FROM_THE_SPONSOR,
        deputises=RoleName.SPONSOR,
    ),
    *(
        Role(
            name,
            f"Delegated by the Executive Sponsor: {deed}",
            f"may_{deed}",
            PRIORITY,
            held_by="system",
            given_by=(RoleName.SPONSOR,),
            part_of=RoleName.SPONSOR,
        )
        for name, deed in (
            (RoleName.START_DELEGATE, "start"),
            (RoleName.RECOVER_DELEGATE, "recover"),
            (RoleName.COMPLETE_DELEGATE, "complete"),
        )
    ),
)
