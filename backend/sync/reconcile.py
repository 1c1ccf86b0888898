"""What one item of a source asks of what is on record, field by field: decided from values alone.

A field is a register of its own: what a source said last, by its own order, is what it says. Beside
that stands what each side had when the two last agreed, so that a change of one side is told from a
change of both. So the outcome of a history does not depend on the order in which it arrives.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self  # Any: values are JSON
from uuid import UUID

from backend.api.encoding import canonical
from backend.sync.models import Authority, Field, Meaning

CLAIMED: Final = "claimed"
# The state a word asks for, and what counts as having come to it.
REACHED: Final[Mapping[str, frozenset[str]]] = {
    Meaning.IN_PROGRESS: frozenset({"in_progress"}),
    Meaning.AT_RISK: frozenset({"at_risk"}),
    Meaning.DONE: frozenset({CLAIMED, "done"}),
}


@dataclass(frozen=True)
class Item:
    """One action as its source has it: what is absent stays as it is.

    `order` sorts as the source orders its items; `said` has a JSON value for each field.
    """

    external_id: str
    order: str
    said: Mapping[Field, Any]
    # What was changed there and why, in the source's words.
    note: str = ""
    # The action it is, where that stands here already and the source sends it first.
    adopts: UUID | None = None
    # The version of the action that the source has read, if it says so: the one that is here, or
    # the item is refused before it is judged.
    version: int | None = None


@dataclass(frozen=True)
class Said:
    order: str
    value: Any

    def key(self, name: Field) -> str:
        """Two values are the same if their keys are. Of a status only the word counts."""
        return key_of(self.value["word"] if name == Field.STATUS else self.value)

    def place(self, name: Field) -> tuple[str, str]:
        """Of two values for one instant the same is always the later one, in any order."""
        return self.order, self.key(name)


def key_of(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()[:32]


@dataclass(frozen=True)
class Seen:
    """Of one field: what the source said last, and where the two sides stood when they agreed."""

    said: Said | None = None
    # Blank: never; no value has that key.
    source_base: str = ""
    accord_base: str = ""
    agreed_order: str = ""

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        said = Said(kept["order"], kept["value"]) if kept["order"] else None
        return cls(said, kept["source_base"], kept["accord_base"], kept["agreed_order"])

    def as_json(self) -> dict[str, Any]:
        return {
            "order": self.said.order if self.said else "",
            "value": self.said.value if self.said else None,
            "source_base": self.source_base,
            "accord_base": self.accord_base,
            "agreed_order": self.agreed_order,
        }

    def hearing(self, said: Said) -> "Seen":
        return replace(self, said=said)

    def agreeing(self, source_key: str, accord_key: str, order: str) -> "Seen":
        return replace(self, source_base=source_key, accord_base=accord_key, agreed_order=order)

    def knowing(self, accord_key: str, order: str) -> "Seen":
        """The source had read what Accord has. It agreed to nothing, so none of its values is old
        from then on.
        """
        return self.agreeing("", accord_key, order)


class Verdict(StrEnum):
    # A word that means nothing here: the source has said nothing of it.
    SILENT = "silent"
    # Older than what the source said already.
    STALE = "stale"
    # The source says what it said when the two last agreed: if they differ, Accord has moved on.
    KEPT = "kept"
    AGREED = "agreed"
    TAKEN = "taken"
    CONTESTED = "contested"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Judged:
    """`said` is the value that counts now and `seen` what is remembered, once it is done."""

    name: Field
    verdict: Verdict
    said: Said
    # What Accord has of it.
    held: Any
    # As it was before this item.
    before: Seen
    seen: Seen

    def done(self, accord_key: str) -> Seen:
        """What is remembered when Accord has come to hold what the source said."""
        return self.seen.agreeing(self.said.key(self.name), accord_key, self.said.order)


@dataclass(frozen=True)
class Rules:
    """Of one source: who has the last word on each field, and what its words mean."""

    authority: Mapping[Field, Authority]
    means: Mapping[str, str] = field(default_factory=dict)


def agrees(name: Field, said: Said, held: Any, rules: Rules) -> bool:
    """Whether what the source says would change nothing. A report is always one more."""
    if name == Field.STATUS:
        return is_reached(held, rules.means.get(said.value["word"], ""))
    return name != Field.REPORT and said.value == held


def is_reached(status: str, meaning: str) -> bool:
    return status in REACHED.get(meaning, frozenset())


def judge(name: Field, said: Said, held: Any, seen: Seen, rules: Rules) -> Judged:
    if name == Field.STATUS and rules.means.get(said.value["word"]) == Meaning.NOTHING:
        return Judged(name, Verdict.SILENT, said, held, seen, seen)
    if seen.said is not None and said.place(name) < seen.said.place(name):
        return _late(name, said, held, seen, rules)
    verdict = _verdict(name, said, held, seen, rules)
    judged = Judged(name, verdict, said, held, seen, seen.hearing(said))
    if verdict != Verdict.AGREED:
        return judged
    return replace(judged, seen=judged.done(key_of(held)))


def judge_informed(name: Field, said: Said, held: Any, seen: Seen, rules: Rules) -> Judged:
    """What the source says once it has read what Accord has now. Of a shared field that is no
    conflict, nor is what it said since, should that have come first.
    """
    is_shared = rules.authority[name] == Authority.SHARED
    # A report overrules nothing, so there is nothing of Accord's to know.
    if not is_shared or name == Field.REPORT or said.order <= seen.agreed_order:
        return judge(name, said, held, seen, rules)
    if name == Field.STATUS and rules.means.get(said.value["word"]) == Meaning.NOTHING:
        return judge(name, said, held, seen, rules)
    is_late = seen.said is not None and said.place(name) < seen.said.place(name)
    latest = seen.said if is_late and seen.said is not None else said
    since = seen.knowing(key_of(held), said.order)
    return replace(judge(name, latest, held, since, rules), before=seen)


def _verdict(name: Field, said: Said, held: Any, seen: Seen, rules: Rules) -> Verdict:
    authority = rules.authority[name]
    is_news = seen.said is None or said.place(name) != seen.said.place(name)
    # A report overrules nothing: said again, it is the one that is here.
    overrules = authority == Authority.SOURCE and is_news and name != Field.REPORT
    if agrees(name, said, held, rules):
        return Verdict.AGREED
    if said.key(name) == seen.source_base and not overrules:
        return Verdict.AGREED if name == Field.REPORT else Verdict.KEPT
    if authority == Authority.ACCORD:
        return Verdict.FORBIDDEN
    if authority == Authority.SHARED and key_of(held) != seen.accord_base:
        return Verdict.CONTESTED
    return Verdict.TAKEN


def _late(name: Field, said: Said, held: Any, seen: Seen, rules: Rules) -> Judged:
    """It changes nothing; but one that says what Accord has shows that the source knew of it when
    it said what it said since. That is no conflict then, whichever of the two came first.
    """
    assert seen.said is not None
    is_shared = rules.authority[name] == Authority.SHARED
    knew = is_shared and said.order > seen.agreed_order and agrees(name, said, held, rules)
    if not knew:
        return Judged(name, Verdict.STALE, said, held, seen, seen)
    since = seen.agreeing(said.key(name), key_of(held), said.order)
    return replace(judge(name, seen.said, held, since, rules), before=seen)


def reconcile(
    item: Item, held: Mapping[Field, Any], seen: Mapping[Field, Seen], rules: Rules
) -> list[Judged]:
    """In the order of `Field`, which is the order in which it is done."""
    judged = judge if item.version is None else judge_informed
    return [
        judged(
            name,
            Said(item.order, item.said[name]),
            held[name],
            seen.get(name, Seen()),
            rules,
        )
        for name in Field
        if name in item.said
    ]


def steps_to(meaning: str, state: str, *, is_claimed: bool) -> tuple[str, ...]:
    """The operations that bring an action there from where it stands; where none leads there, one
    that refuses and says so.
    """
    first = ("start_action",) if state == "proposed" else ()
    if meaning == Meaning.DONE:
        return (*first, "claim_action_complete")
    # What its source goes on with is not done after all.
    first = ("retract_action_claim",) if is_claimed else first
    if meaning == Meaning.AT_RISK:
        return first if is_claimed and state == "at_risk" else (*first, "flag_action_at_risk")
    return first if first and state != "at_risk" else (*first, "recover_action")
