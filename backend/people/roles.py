"""The roles there are: each app declares its own, on its own objects, when it starts.

A role is a guardian permission on one object. Which roles may perform which operation is the
table of the app that owns the operation; who may give a role, and what it lets its holder read,
stands here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string


class RoleName(StrEnum):
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    REPRESENTATIVE = "representative"
    SYSTEM = "system"


@dataclass(frozen=True)
class Role:
    name: str
    title: str
    # The codename of the permission, declared in the Meta of `on`.
    permission: str
    on: str  # a model's label: "people.Partnership"
    held_by: str = "person"
    # Roles that may give and end this one, each held on the object itself or its partnership.
    given_by: tuple[str, ...] = (RoleName.ADMINISTRATOR,)
    # At most one holder at a time on one object.
    single: bool = False
    # Somebody must hold it while the object lives: the last one cannot be let go.
    indispensable: bool = False
    # Must say from when until when, why and for whom: a deputy.
    deputises: str | None = None
    # The role of which it is handed a part: a move delegated to a partner system.
    part_of: str | None = None
    # The audience the role opens, with the object's id in place of {}.
    audience: str | None = None
    reads_everything: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.on)

    @property
    def on_type(self) -> str:
        return self.on.rpartition(".")[2].lower()

    @property
    def stems_from(self) -> str | None:
        """The role whose powers it hands on: it begins and ends within an appointment to that."""
        return self.deputises or self.part_of

    @property
    def scope(self) -> frozenset[str]:
        """The operations a deputy can be given one by one: both theirs and their sponsor's."""
        if self.deputises is None:
            return frozenset()
        return _operations_of(self.name) & _operations_of(self.deputises)


_roles: Final[dict[str, Role]] = {}
_tables: Final[list[str]] = []


def register(*roles: Role) -> None:
    for role in roles:
        _roles[role.name] = role


def register_table(table: str) -> None:
    """`table` is the dotted path of an app's role table: it cannot be imported yet when apps
    register.
    """
    if table not in _tables:
        _tables.append(table)


def _operations_of(role: str) -> frozenset[str]:
    tables: list[dict[str, tuple[str, ...]]] = [import_string(path) for path in _tables]
    return frozenset(name for table in tables for name, roles in table.items() if role in roles)


def role_named(name: str) -> Role:
    return _roles[name]


def all_roles() -> list[Role]:
    return list(_roles.values())


def role_of_permission(codename: str) -> Role | None:
    return next((role for role in _roles.values() if role.permission == codename), None)


register(
    Role(
        RoleName.ADMINISTRATOR,
        "Administrator",
        "act_as_administrator",
        "people.Partnership",
        held_by="any",
    ),
    Role(
        RoleName.AUDITOR,
        "Auditor",
        "act_as_auditor",
        "people.Partnership",
        reads_everything=True,
    ),
    Role(
        RoleName.REPRESENTATIVE,
        "Representative",
        "act_as_representative",
        "people.Organisation",
    ),
    Role(
        RoleName.SYSTEM,
        "Partner system",
        "act_as_system",
        "people.Organisation",
        held_by="system",
    ),
)
