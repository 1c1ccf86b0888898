import re
from collections.abc import Sequence
from typing import ClassVar, Final, cast

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.cursors import position_cursor
from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults
from backend.api.schema.components import Json
from backend.api.schema.operations import ApiSchema
from backend.audit.access import entries_were_read
from backend.audit.feed import Types, told_of
from backend.errors import Fault, InputRefused
from backend.people.identity import Identity
from backend.sync.following import LATEST, Asked, Followed, follow, follow_within
from backend.sync.lookout import LOOKOUT, Lookout
from backend.sync.naming import with_refs
from backend.sync.preferences import LONGEST_WAIT, seconds_to_wait
from backend.sync.serializers.changes import (
    DEFAULT_LIMIT,
    HIGHEST_LIMIT,
    LONGEST_CURSOR,
    TYPE,
    WHICH_TYPES,
    ChangesOut,
    is_type,
)

MOST_TYPES: Final = 50
PARAMETERS: Final = ("cursor", "limit", "types")


class ChangesSchema(ApiSchema):
    def _success_headers(self) -> dict[str, str]:
        return {"Preference-Applied": "PreferenceApplied"}


def _query(name: str, schema: Json, description: str, **beside: object) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema, **beside}


class ListChanges(ApiView):
    operation_id = "list_changes"
    summary = "Follow the changes, in the order of the log"
    description = (
        "Every change you may see after a cursor, each once and in the order of the log. Begin "
        f"with `{LATEST}`, or with the `changes_cursor` of a list; go on with `next_cursor`. A "
        "change seen here and on the stream has the same `id` and `index`. Take one if its "
        "`version` is greater than the one you have, and drop what is `removed`. Here alone "
        "`resource` says by which ids sources know it, in `refs`.\n\n"
        "A cursor remembers what you could see when it was given to you. When you may see more or "
        "less by now, the answer is 410 `audiences_changed`, as the stream then says `resync`: an "
        "appointment of yours was made, began, ended or ran out, or the organisation you act for "
        "joined or left a deal that is not open to all. So it is, too, when that happens while "
        "you wait; but who asks for `latest` begins with what they may see by then. What becomes "
        "of things, and of others' appointments, changes no cursor.\n\n"
        f"With `Prefer: wait=N`, up to {LONGEST_WAIT} seconds, an answer without changes is held "
        "back until there is one or the time is over. Where the answer does not say "
        "`Preference-Applied`, too many wait already: pause before you ask again."
    )
    tag = "sync"
    scope = "changes:read"
    answers = ChangesOut
    refusals = (410,)
    schema = ChangesSchema()
    parameters = (
        _query(
            "cursor",
            {
                "type": "string",
                "pattern": rf"^({LATEST}|([0-9a-f]{{16}}-)?[0-9a-z]+\.[0-9A-Za-z_-]{{43}})$",
                "maxLength": LONGEST_CURSOR,
            },
            f"Where to begin: `{LATEST}`, or a cursor from a list, from here or from the stream.",
            required=True,
            example=LATEST,
        ),
        _query(
            "limit",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": HIGHEST_LIMIT,
                "default": DEFAULT_LIMIT,
            },
            "How many at most.",
        ),
        _query(
            "types",
            {
                "type": "array",
                "items": {"type": "string", "pattern": f"^{TYPE}$", "maxLength": 80},
                "minItems": 1,
                "maxItems": MOST_TYPES,
            },
            "Kinds of things (`action`) or verbs (`action.completed`); any verb of a kind asks for "
            "its removals.",
            style="form",
            explode=False,
        ),
        {
            "name": "Prefer",
            "in": "header",
            "description": f"`wait=N`, from 0 to {LONGEST_WAIT} seconds (RFC 7240). What is "
            "written otherwise is passed over.",
            "schema": {"type": "string"},
        },
    )
    lookout: ClassVar[Lookout] = LOOKOUT

    def get(self, request: Request, **_: object) -> HttpResponse:
        asked = self._asked()
        wait = seconds_to_wait(request.headers.get("Prefer", ""))
        if wait is None:
            return self._answer(follow(self._reader, asked))
        with self.lookout.place(settings.CHANGES_WAITERS) as is_free:
            if not is_free:
                return self._answer(follow(self._reader, asked))
            followed = follow_within(wait, self._reader, asked, self.lookout)
        return self._answer(followed, {"Preference-Applied": f"wait={wait}"})

    @property
    def _reader(self) -> Identity:
        return cast("Identity", self.request.user)

    def _answer(self, followed: Followed, headers: dict[str, str] | None = None) -> HttpResponse:
        reader, stretch = followed.reader, followed.stretch
        entries_were_read(reader, stretch.entries)
        sight = reader.audiences.fingerprint
        body = {
            "results": with_refs(told_of(stretch.entries, reader.audiences), reader),
            "next_cursor": position_cursor(reader.partnership_id, stretch.position, sight),
            "has_more": stretch.has_more,
        }
        return JsonAnswer(body, headers=headers)

    def _asked(self) -> Asked:
        """Raises InputRefused with every fault of the query."""
        query = self.request.GET
        limit, types = query.get("limit") or str(DEFAULT_LIMIT), query.get("types") or ""
        named = types.split(",") if types else []
        faults = [*query_faults(query, PARAMETERS), *_limit_faults(limit), *_types_faults(named)]
        if "cursor" not in query:
            faults.append(
                Fault(
                    "required",
                    f"Send cursor={LATEST} to begin now, or the changes_cursor of a list to begin "
                    "where that was read",
                    parameter="cursor",
                )
            )
        if faults:
            raise InputRefused(faults)
        return Asked(query["cursor"], int(limit), _types_of(named))


def _limit_faults(limit: str) -> list[Fault]:
    if re.fullmatch("[1-9][0-9]{0,3}", limit, re.ASCII) and int(limit) <= HIGHEST_LIMIT:
        return []
    sentence = f"limit must be a whole number from 1 to {HIGHEST_LIMIT}"
    return [Fault("format", sentence, parameter="limit")]


def _types_faults(named: Sequence[str]) -> list[Fault]:
    if len(named) > MOST_TYPES:
        sentence = f"types must have {MOST_TYPES} items or fewer"
        return [Fault("max_length", sentence, parameter="types")]
    if all(is_type(one) for one in named):
        return []
    sentence = f"types {WHICH_TYPES}, with commas between them"
    return [Fault("invalid_choice", sentence, parameter="types")]


def _types_of(named: Sequence[str]) -> Types:
    verbs = frozenset(one for one in named if "." in one)
    return Types(frozenset(named) - verbs, verbs)
