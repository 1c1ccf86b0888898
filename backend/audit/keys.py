"""Which keys sign which trees of a log. The log itself says: each tree is signed by the keys that
its own entries introduced and did not retire, so that no clock and no setting is needed to tell.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import Max, Min, Q

from backend.audit.models import Checkpoint, Entry, Log, SigningKey
from backend.audit.signing import Signer, Verifier, signers_for
from backend.errors import Refused


class SigningKeyMissing(Refused):
    """A key that the log says signs its checkpoints is not on this machine."""

    code = "signing_key_missing"
    status: ClassVar[int] = 503
    title = "A key of the log is missing"
    remedy = "Try again later. If it stays, tell whoever runs the service."

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(
            f"The log is signed by {', '.join(keys)}, of which the secret is not here. "
            "Whoever runs the service puts it back, or ends the key with rotate_log_key."
        )


@dataclass(frozen=True)
class Term:
    """A key, and the indexes of the entries that introduced and retired it."""

    verifier: Verifier
    introduced: int | None = None
    retired: int | None = None

    def signs(self, size: int) -> bool:
        began = self.introduced is None or self.introduced < size
        return began and (self.retired is None or size <= self.retired)


def terms_of(log: Log) -> list[Term]:
    """Of every key, in the order of their signatures below a checkpoint."""
    spoken = Entry.objects.filter(log=log, subject_type=SigningKey.subject_type).order_by("index")
    leaves = spoken.values_list("index", "leaf")
    terms = _terms_in((index, bytes(leaf)) for index, leaf in leaves)
    return terms or [Term(one) for one in _keys_nobody_retired(log.origin)[:1]]


def signers_at(log: Log, size: int) -> list[Signer]:
    """Raises SigningKeyMissing: a line that fails to appear would look like a key retired."""
    wanted = [one.verifier for one in terms_of(log) if one.signs(size)]
    known = {one.verifier: one for one in signers_for(log.origin)}
    missing = [str(one) for one in wanted if one not in known]
    if missing or not wanted:
        raise SigningKeyMissing(missing or ["a key that no log has retired"])
    return [known[one] for one in wanted]


def keys_of(log: Log) -> list[dict[str, object]]:
    """Every key there ever was, with the range of sizes of which it signed a checkpoint."""
    terms = terms_of(log)
    extremes = {
        f"{end}_{place}": extreme("size", filter=_signed_in(term))
        for place, term in enumerate(terms)
        for end, extreme in (("first", Min), ("last", Max))
    }
    sizes = Checkpoint.objects.filter(log=log).aggregate(**extremes)
    return [
        {
            "key": str(term.verifier),
            "introduced_index": term.introduced,
            "retired_index": term.retired,
            "first_size": sizes[f"first_{place}"],
            "last_size": sizes[f"last_{place}"],
        }
        for place, term in enumerate(terms)
    ]


def _signed_in(term: Term) -> Q:
    """`Term.signs`, asked of the database."""
    since = Q() if term.introduced is None else Q(size__gt=term.introduced)
    return since if term.retired is None else since & Q(size__lte=term.retired)


def _terms_in(leaves: Iterable[tuple[int, bytes]]) -> list[Term]:
    terms: dict[str, Term] = {}
    for index, content in leaves:
        # A leaf that somebody spoiled is left to `verify_log` to name.
        with suppress(ValueError, KeyError, TypeError):
            leaf = json.loads(content)
            subject, fields = leaf["obj"]["id"], leaf["after"]
            if fields["retired_at"] is not None:
                terms[subject] = replace(terms[subject], retired=index)
            else:
                began = None if fields["introduced_at"] is None else index
                terms[subject] = Term(Verifier.from_text(fields["key"]), began)
    return list(terms.values())


def _keys_nobody_retired(origin: str) -> list[Verifier]:
    """Oldest first. The first is that of a log whose keys never changed: what is retired in one
    log signs for no other.
    """
    ended = SigningKey.objects.filter(retired_at__isnull=False).values_list("key", flat=True)
    retired = {Verifier.from_text(one).key for one in ended.order_by().distinct()}
    own = [one.verifier for one in signers_for(origin)]
    return [one for one in own if one.key not in retired]
