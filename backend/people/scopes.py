"""What a token may be limited to. A right is always scope and role and rule, never one alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    ACTIONS_READ = "actions:read"
    ACTIONS_WRITE = "actions:write"
    ACTIONS_TRANSITION = "actions:transition"
    # To write through one's own source: all that its items bring about, moves too.
    ACTIONS_BULK = "actions:bulk"
    DEALS_READ = "deals:read"
    DEALS_WRITE = "deals:write"
    DEALS_TRANSITION = "deals:transition"
    FORUMS_READ = "forums:read"
    FORUMS_WRITE = "forums:write"
    FORUMS_TRANSITION = "forums:transition"
    ESCALATIONS_READ = "escalations:read"
    ESCALATIONS_WRITE = "escalations:write"
    ESCALATIONS_TRANSITION = "escalations:transition"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    AUDIT_READ = "audit:read"
    CHANGES_READ = "changes:read"
    SYNC_READ = "sync:read"
    SYNC_WRITE = "sync:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_MANAGE = "webhooks:manage"


# As a person is asked whether a program may: "It will be able to …".
MEANINGS: Final[Mapping[str, str]] = {
    Scope.ACTIONS_READ: "read plans, actions and what is reported on them",
    Scope.ACTIONS_WRITE: "propose and change plans and actions, and report on them",
    Scope.ACTIONS_TRANSITION: "start, complete and otherwise move actions",
    Scope.ACTIONS_BULK: "send actions as a partner's system has them, many at once",
    Scope.DEALS_READ: "read deals, commitments, funds and grants",
    Scope.DEALS_WRITE: "draft and change deals, commitments, funds and grants",
    Scope.DEALS_TRANSITION: "open, sign, end and otherwise move deals, commitments and grants",
    Scope.FORUMS_READ: "read forums, meetings, decisions and minutes",
    Scope.FORUMS_WRITE: "prepare meetings, agendas, decisions and minutes",
    Scope.FORUMS_TRANSITION: "open and close meetings, and record decisions",
    Scope.ESCALATIONS_READ: "read escalations and assurances",
    Scope.ESCALATIONS_WRITE: "raise escalations and submit assurances",
    Scope.ESCALATIONS_TRANSITION: "answer, refer and otherwise move escalations",
    Scope.PEOPLE_READ: "read organisations, people and who holds which role",
    Scope.PEOPLE_WRITE: "add and change organisations, people and roles",
    Scope.AUDIT_READ: "read the log of what was done",
    Scope.CHANGES_READ: "follow changes as they happen",
    Scope.SYNC_READ: "read what partner systems exchange",
    Scope.SYNC_WRITE: "write what partner systems exchange",
    Scope.WEBHOOKS_READ: "read where changes are sent",
    Scope.WEBHOOKS_MANAGE: "say where changes are sent",
}

EVERY_SCOPE = frozenset(scope.value for scope in Scope)


def only_read(scope: str) -> bool:
    return scope.endswith(":read")
