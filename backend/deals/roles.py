from enum import StrEnum
from typing import Final

from backend.people.roles import Role
from backend.people.roles import RoleName as PeopleRole


class RoleName(StrEnum):
    FACILITATOR = "facilitator"
    FUND_HOLDER = "fund_holder"


ROLES: Final = (
    Role(
        RoleName.FACILITATOR,
        "Facilitator",
        "act_as_facilitator",
        "deals.Deal",
        # Whoever runs a deal may share the work, or hand it over.
        given_by=(PeopleRole.ADMINISTRATOR, RoleName.FACILITATOR),
        audience="deal:{}",
        indispensable=True,
    ),
    Role(RoleName.FUND_HOLDER, "Fund holder", "act_as_fund_holder", "deals.Fund"),
)
