"""What a token may be limited to. A right is always scope and role and rule, never one alone."""

from enum import StrEnum


class Scope(StrEnum):
    ACTIONS_READ = "actions:read"
    ACTIONS_WRITE = "actions:write"
    ACTIONS_TRANSITION = "actions:transition"
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


EVERY_SCOPE = frozenset(scope.value for scope in Scope)


def only_read(scope: str) -> bool:
    return scope.endswith(":read")
