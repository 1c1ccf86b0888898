"""A verification from beginning to end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from accord_verify.checkpoints import Checkpoint, NotSigned, read_checkpoint, signers
from accord_verify.faults import CannotCheck, Fault, Faults
from accord_verify.locating import locate
from accord_verify.notes import Key, Malformed, cosigned_at
from accord_verify.places import Place
from accord_verify.walk import Deviation, Edge, Seen, Walk

TRIES = 5


@dataclass(frozen=True)
class Earlier:
    """A checkpoint from before. What is only remembered was verified when it was seen."""

    name: str
    checkpoint: Checkpoint
    is_remembered: bool = False


@dataclass(frozen=True)
class Policy:
    keys: Sequence[Key]
    earlier: Sequence[Earlier] = ()
    witnesses: Sequence[Key] = ()
    quorum: int = 0
    # What was last seen of the log of that origin.
    remembered: Callable[[str], Earlier | None] = lambda _: None


@dataclass
class Verdict:
    checkpoint: Checkpoint | None = None
    faults: Faults = field(default_factory=Faults)
    keys: list[Key] = field(default_factory=list)
    witnesses: dict[Key, datetime | None] = field(default_factory=dict)
    # Whether the log still begins as it was then; None when that could not be found out.
    earlier: dict[Earlier, bool | None] = field(default_factory=dict)
    disclosed: int = 0
    withheld: int = 0

    @property
    def is_verified(self) -> bool:
        return self.checkpoint is not None and not self.faults


def verify(place: Place, policy: Policy, seen: Seen, begun: Seen = lambda _: None) -> Verdict:
    verdict = Verdict()
    try:
        checkpoint, edge = _look(place, policy.keys)
    except Malformed as error:
        verdict.faults.add(Fault("checkpoint_malformed", f"the checkpoint: {error}"))
        return verdict
    except NotSigned as error:
        verdict.faults.add(Fault(error.code, f"the checkpoint: {error}"))
        return verdict
    verdict.checkpoint, verdict.keys = checkpoint, signers(checkpoint, policy.keys)
    _ask_witnesses(verdict, checkpoint, policy)
    earlier = list(_of_this_log(verdict, checkpoint, policy))
    begun(checkpoint.size)
    marks = [one.checkpoint.size for one in earlier if one.checkpoint.size <= checkpoint.size]
    disclosures = place.disclosures()
    walk = Walk(edge, checkpoint, disclosures, marks)
    walk.run(seen)
    # What hashing tells stands before what reading tells of the same entry.
    verdict.faults.extend(_faults_of_root(walk, checkpoint, earlier))
    _compare(verdict, walk, checkpoint, earlier)
    verdict.faults.join(walk.faults)
    verdict.disclosed, verdict.withheld = disclosures.kept, disclosures.withheld
    return verdict


def _look(place: Place, keys: Sequence[Key]) -> tuple[Checkpoint, Edge]:
    """The checkpoint with its partial tiles. If the log grew in between, both once more."""
    for _ in range(TRIES):
        content = place.checkpoint()
        checkpoint = read_checkpoint(content)
        signers(checkpoint, keys)
        edge = Edge(place, checkpoint.size)
        if edge.is_whole or place.checkpoint() == content:
            return checkpoint, edge
    raise CannotCheck("The log grows faster than it can be read.")


def _ask_witnesses(verdict: Verdict, checkpoint: Checkpoint, policy: Policy) -> None:
    for key in policy.witnesses:
        verdict.witnesses[key] = None
        try:
            at = cosigned_at(checkpoint.note, key)
        except Malformed as error:
            verdict.faults.add(Fault("cosignature_wrong", f"the checkpoint: {error}"))
        else:
            verdict.witnesses[key] = None if at is None else _instant(at)
    # One that signs under two names is one.
    cosigned = len({key.public for key, at in verdict.witnesses.items() if at is not None})
    if cosigned < policy.quorum:
        why = f"{cosigned} of the witnesses given have cosigned it; {policy.quorum} must have"
        verdict.faults.add(Fault("quorum_missed", f"the checkpoint: {why}"))


def _instant(seconds: int) -> datetime:
    """The last there is, for one too late to have a name."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def _of_this_log(verdict: Verdict, checkpoint: Checkpoint, policy: Policy) -> Iterator[Earlier]:
    """The earlier checkpoints that say something about this log; those that do not are faults."""
    remembered = policy.remembered(checkpoint.origin)
    for one in [*policy.earlier, *([remembered] if remembered else [])]:
        verdict.earlier[one] = None
        if one.checkpoint.origin != checkpoint.origin:
            theirs, ours = one.checkpoint.origin, checkpoint.origin
            why = f"{one.name} is of the log {theirs!r}; this one calls itself {ours!r}"
            verdict.faults.add(Fault("origin_differs", why))
            continue
        try:
            if not one.is_remembered:
                signers(one.checkpoint, policy.keys)
        except NotSigned as error:
            verdict.faults.add(Fault(f"old_{error.code}", f"{one.name}: {error}"))
        else:
            yield one


def _faults_of_root(
    walk: Walk, checkpoint: Checkpoint, earlier: Sequence[Earlier]
) -> Iterator[Fault]:
    if not walk.is_complete:
        yield from (_doubtful(one) for one in walk.deviations.values())
        return
    found = locate(walk.levels, walk.deviations, checkpoint.size, checkpoint.root)
    start, end = _bracket(walk, checkpoint, earlier)
    if found is None:
        why = "the entries do not give the root that was signed"
        yield Fault("root_differs", why, start, end)
        yield from (_doubtful(one) for one in walk.deviations.values())
        return
    for place, span in enumerate(found.spans):
        # The bracket is that of the first.
        first, last = span if place else (max(span[0], start), min(span[1], end))
        yield _unlike(first, last) if first < last else _unlike(*span)
    for key, deviation in walk.deviations.items():
        if key not in found.vouched:
            yield _lying(deviation)


def _bracket(walk: Walk, checkpoint: Checkpoint, earlier: Sequence[Earlier]) -> tuple[int, int]:
    """Where the first bad entry lies, as far as the sizes tell for which a root is known."""
    signed = {(one.checkpoint.size, one.checkpoint.root) for one in earlier}
    held = [size for size, root in signed if walk.roots.get(size) == root]
    start = max(held, default=0)
    later = [size for size, _ in signed if start < size < checkpoint.size]
    return start, min(later, default=checkpoint.size)


def _unlike(first: int, end: int) -> Fault:
    if end == first + 1:
        return Fault("leaf_differs", "its leaf is not the one that was signed", first)
    why = (
        "one at least is not what was signed; which cannot be told, "
        "for the hash tiles below agree with what is there now"
    )
    return Fault("leaf_differs", why, first, end)


def _lying(deviation: Deviation) -> Fault:
    tile = deviation.tile
    why = f"{tile.path} says something else than was signed; the entries below it are right"
    return Fault("tile_differs", why, *_below(deviation))


def _doubtful(deviation: Deviation) -> Fault:
    tile = deviation.tile
    why = f"{tile.path} says something else than the entries give, and no root tells which is right"
    return Fault("tile_differs", why, *_below(deviation))


def _below(deviation: Deviation) -> tuple[int, int]:
    """The entries under the first hash that differs."""
    start, end = deviation.tile.span
    under = (end - start) // deviation.tile.width
    first = start + deviation.places[0] * under
    return first, first + under


def _compare(
    verdict: Verdict, walk: Walk, checkpoint: Checkpoint, earlier: Sequence[Earlier]
) -> None:
    """With what was signed before: the log must begin as it was then."""
    for one in sorted(earlier, key=lambda one: one.checkpoint.size):
        size, root = one.checkpoint.size, one.checkpoint.root
        if size > checkpoint.size:
            verdict.earlier[one] = False
            why = f"they are gone: by {one.name} the log had {size} entries, now {checkpoint.size}"
            verdict.faults.add(Fault("rollback", why, checkpoint.size, size))
        elif size in walk.roots:
            verdict.earlier[one] = walk.roots[size] == root
            # Otherwise the entries are not even those of the present root.
            is_signed = walk.roots.get(checkpoint.size) == checkpoint.root
            if is_signed and not verdict.earlier[one]:
                verdict.faults.add(_fork(one, verdict))


def _fork(one: Earlier, verdict: Verdict) -> Fault:
    held = [other.checkpoint.size for other, holds in verdict.earlier.items() if holds]
    size = one.checkpoint.size
    start = max((other for other in held if other < size), default=0)
    why = (
        f"the log was rewritten and signed anew: it has another root at {size} than in {one.name}; "
        "one entry at least is not what it was"
    )
    return Fault("fork", why, start, size)
