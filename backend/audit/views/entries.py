import re
from dataclasses import asdict
from typing import Final

from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults
from backend.api.frame import request_id_of
from backend.api.paging import DEFAULT_LIMIT, HIGHEST_LIMIT, asked
from backend.audit.access import log_was_read
from backend.audit.reading import read_after
from backend.audit.serializers import EntriesOut
from backend.audit.source import now
from backend.audit.views.base import LogView
from backend.errors import Fault, InputRefused

# 2^53 - 1 has sixteen digits: fifteen are as many entries as any log will have.
INDEX: Final = "-1|0|[1-9][0-9]{0,14}"


class ListEntries(LogView):
    operation_id = "list_entries"
    summary = "Read the log, entry by entry"
    description = "The leaves as they were hashed, and what of them is disclosed to you."
    scope = "audit:read"
    answers = EntriesOut
    parameters = (
        {
            "name": "after",
            "in": "query",
            "description": "The index after which to read; from the first entry without it.",
            "schema": {"type": "integer", "minimum": -1, "maximum": 10**15 - 1, "default": -1},
        },
        {
            "name": "limit",
            "in": "query",
            "description": "How many at most.",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": HIGHEST_LIMIT,
                "default": DEFAULT_LIMIT,
            },
        },
    )

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        after, limit = self._asked()
        log_was_read(self.actor, request_id_of(request._request), now())
        stretch = read_after(log.id, self.actor.audiences, after=after, limit=limit)
        results = [asdict(entry) for entry in stretch.entries]
        return JsonAnswer({"results": results, "after": stretch.after, "size": stretch.size})

    def _asked(self) -> tuple[int, int]:
        query = self.request.GET
        faults = query_faults(query, ("after", "limit"))
        what, wrong = asked(query, ("index",))
        after = query.get("after") or "-1"
        if not re.fullmatch(INDEX, after, re.ASCII):
            sentence = "after must be the index of an entry, or -1"
            wrong.append(Fault("format", sentence, parameter="after"))
        if faults + wrong:
            raise InputRefused(faults + wrong)
        return int(after), what.limit
