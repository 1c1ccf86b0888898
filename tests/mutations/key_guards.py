"""What keeps a request that is sent twice from being done twice, and the edits that end it."""

from typing import Final

from tests.mutations.guards import Mutation

PEOPLE: Final = "people"
API: Final = "backend/api/{}.py"
KEPT: Final = "backend/people/operations/answers.py"

MUTATIONS: Final = (
    Mutation(
        "key: the same request",
        API.format("idempotency"),
        "if kept.fingerprint != attempt.fingerprint:",
        "if False:",
        "idempotency",
        PEOPLE,
    ),
    Mutation(
        "key: after what one may",
        API.format("writes"),
        "        self.permit(subject)\n        kept = self.replay()\n",
        "        kept = self.replay()\n        self.permit(subject)\n",
        "idempotency_keys",
        PEOPLE,
    ),
    Mutation(
        "key: not of a rehearsal",
        API.format("writes"),
        "not self.is_keyed() or self.is_rehearsal()",
        "not self.is_keyed()",
        "idempotency",
        PEOPLE,
    ),
    Mutation(
        "key: one's own",
        KEPT,
        "        partnership_id=attempt.partnership_id, actor_id=attempt.actor_id, place=",
        "        partnership_id=attempt.partnership_id, place=",
        "idempotency",
        PEOPLE,
    ),
    Mutation(
        "key: two days",
        KEPT,
        "_rows_of(attempt).filter(expires_at__gt=at).first()",
        "_rows_of(attempt).first()",
        "idempotency_expiry",
        PEOPLE,
    ),
    Mutation(
        "key: gone when it has expired",
        KEPT,
        "_rows_of(attempt).filter(expires_at__lte=unit.at).delete()",
        "pass",
        "idempotency_expiry",
        PEOPLE,
    ),
    Mutation(
        "key: no secret",
        API.format("idempotency"),
        "None if shown_once else response.content",
        "response.content",
        "idempotency_secrets",
        PEOPLE,
    ),
    Mutation(
        "key: no name that was erased",
        "backend/people/operations/erasure.py",
        "    forget_answers(unit)\n",
        "",
        "idempotency_secrets",
        PEOPLE,
    ),
    Mutation(
        "key: claimed before anything is done",
        API.format("writes"),
        "answered = self.claim(unit)",
        "answered = None",
        "idempotency_races",
        PEOPLE,
    ),
)
