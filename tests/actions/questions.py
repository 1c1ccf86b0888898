"""What every operation is asked: what it answered, what it wrote, and that a refusal wrote nothing.

A `Deed` is one operation as a request that succeeds. A test changes one fact of it: who asks, on
what, with which version or with which input. So no refusal can pass for the wrong reason.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final  # bodies are JSON

from django.apps import apps
from django.db import connection
from django.db.models import Model

from backend.audit.fold import resolve
from backend.audit.leaf import digests_in
from backend.audit.models import Disclosure, Entry, Recorded
from backend.people.models import ActorKind
from tests.borough import Answer, Borough, tag

Body = dict[str, Any]

THE_CLOCK: Final = "the clock"
OURS: Final = ("actions", "audit", "clock", "deals", "forums", "people", "sync")

HIDDEN: Final = (404, "not_found", 0)
FORBIDDEN: Final = (403, "permission_denied", 0)
MALFORMED: Final = (400, "validation_error", 0)
UNCONDITIONAL: Final = (428, "precondition_required", 0)
STALE: Final = (412, "precondition_failed", 0)
WRONG_STATE: Final = (409, "transition_not_allowed", 0)
GUARDED: Final = (409, "transition_guard_failed", 0)


@dataclass(frozen=True)
class Written:
    """One entry of the log, its people by name; the clock is "the clock"."""

    verb: str
    version: int
    by: str
    on_behalf_of: str | None = None
    told: tuple[str, ...] = ()
    # What the operation was given beside the fields of its subject.
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    status: int
    body: Body
    headers: Mapping[str, str]
    written: tuple[Written, ...]
    # How many rows of any table were added, changed or taken away.
    trace: int

    @property
    def refusal(self) -> tuple[int, str, int]:
        return self.status, self.body["code"], self.trace

    @property
    def pointers(self) -> list[str]:
        return sorted(error["pointer"] for error in self.body["errors"])

    @property
    def unmet(self) -> list[str]:
        return sorted(one["code"] for one in self.body["unmet"])


@dataclass(frozen=True)
class Deed:
    """`on` makes what the address names: an action, a milestone, or nothing for a collection."""

    operation: str
    address: str
    by: str
    on: Callable[[Borough], Any]
    given: Callable[[Borough], Body]
    method: str = "post"
    if_match: bool = True

    def ask(
        self,
        borough: Borough,
        who: str | None = None,
        *,
        on: Any = None,
        version: int | None = None,
        body: object = None,
        **changed: object,
    ) -> Asked:
        """By default what succeeds. `body` replaces the input, `changed` some members of it."""
        subject = self.on(borough) if on is None else on
        sent = {**self.given(borough), **changed} if body is None else body
        headers = {"if_match": tag(version or subject.version)} if self.if_match else {}
        return request(borough, who or self.by, self.method, self.path(subject), sent, **headers)

    def path(self, subject: Any) -> str:
        return self.address.format(id=getattr(subject, "id", None))


def request(
    borough: Borough, who: str, method: str, path: str, body: object, **headers: str
) -> Asked:
    send = getattr(borough.as_(who), method)
    return answered(borough, lambda: send(path, body, **headers))


def answered(borough: Borough, ask: Callable[[], Answer]) -> Asked:
    before, known = rows(), set(Entry.objects.values_list("id", flat=True))
    answer = ask()
    written = [one for one in Entry.objects.order_by("index") if one.id not in known]
    return Asked(
        answer.status_code,
        json.loads(answer.content),
        answer.headers,
        tuple(as_written(borough, entry) for entry in written),
        len(before ^ rows()),
    )


def read(borough: Borough, who: str, path: str) -> Any:
    """What they are shown there."""
    return json.loads(borough.as_(who).get(path).content)


def as_written(borough: Borough, entry: Entry) -> Written:
    name_of = {str(profile.actor_id): name for name, profile in borough.profiles.items()}
    leaf = json.loads(bytes(entry.leaf))
    if leaf["actor"]["kind"] == ActorKind.CLOCK:
        name_of[leaf["actor"]["id"]] = THE_CLOCK
    sponsor = leaf["actor"].get("for")
    return Written(
        leaf["act"],
        leaf["obj"]["ver"],
        name_of[leaf["actor"]["id"]],
        name_of[sponsor] if sponsor else None,
        tuple(sorted(name_of[one] for one in leaf["told"])),
        _given(entry, leaf),
    )


def _given(entry: Entry, leaf: Body) -> Body:
    digests = digests_in(bytes(entry.leaf))
    held = Disclosure.objects.filter(digest__in=digests).values_list("digest", "value")
    return resolve(leaf["in"], dict(held))


def rows() -> set[tuple[str, str, int | None]]:
    """Every row there is, with its version if it has one."""
    with connection.cursor() as cursor:
        cursor.execute(_every_row())
        return set(cursor.fetchall())


@cache
def _every_row() -> str:
    """One statement for all tables, since every test asks it twice."""
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return " UNION ALL ".join(map(_rows_of, models))


def _rows_of(model: type[Model]) -> str:
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    columns = [field.column for field in model._meta.pk_fields if field.column]
    parts = [f"CAST({quoted(column)} AS text)" for column in columns]
    key = " || '/' || ".join(parts)
    version = "version" if issubclass(model, Recorded) else "CAST(NULL AS integer)"
    return f"SELECT '{model._meta.label}', {key}, {version} FROM {table}"  # noqa: S608  # names of ours
