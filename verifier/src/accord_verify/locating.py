"""Which entries are not those that were signed, when the root that they give is another.

The signed root vouches for the tiles at the right edge of the tree if they give it, and each
hash of a tile vouches for the tile below it if that one gives it. So one goes down from the root
to where what is vouched for and what the entries give part ways: to one leaf, when its hash tile
was left as it was; to all leaves below a hash, when the tiles below it were changed as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from accord_verify.merkle import WIDTH, root_of_edge, root_of_perfect
from accord_verify.walk import Deviation

Levels = Sequence[list[bytes]]
Deviations = Mapping[tuple[int, int], Deviation]
Span = tuple[int, int]
MOST_SPANS = 1_000


@dataclass
class Located:
    spans: list[Span] = field(default_factory=list)
    # Deviating tiles that the signed root vouches for: there the entries are wrong.
    vouched: set[tuple[int, int]] = field(default_factory=set)


def locate(computed: Levels, deviations: Deviations, size: int, root: bytes) -> Located | None:
    """None when the root vouches for none of what is left: nothing can be told from it."""
    edge = _vouched_edge(computed, deviations, size, root)
    if edge is None:
        return None
    found = Located()
    # The higher a level, the further left what it covers.
    for level in reversed(range(len(computed))):
        number = size // WIDTH ** (level + 1)
        if edge[level] is not computed[level]:
            found.vouched.add((level, number))
        for place, (vouched, own) in enumerate(zip(edge[level], computed[level], strict=True)):
            if vouched != own:
                found.spans += _descend(
                    level, number * WIDTH + place, vouched, deviations, found.vouched
                )
    del found.spans[MOST_SPANS:]
    return found


def _vouched_edge(
    computed: Levels, deviations: Deviations, size: int, root: bytes
) -> Sequence[list[bytes]] | None:
    """Of each level what the entries give or what was served, so that together they are signed."""
    choices = []
    for level, hashes in enumerate(computed):
        served = deviations.get((level, size // WIDTH ** (level + 1)))
        choices.append([hashes] if served is None else [hashes, served.served])
    # At most two of each of eight levels; without a deviation there is one choice.
    return next((edge for edge in product(*choices) if root_of_edge(edge) == root), None)


def _descend(
    level: int, position: int, hash_: bytes, deviations: Deviations, vouched: set[tuple[int, int]]
) -> Iterator[Span]:
    """The entries below a hash that is vouched for and is not what they give."""
    under = WIDTH**level
    below = deviations.get((level - 1, position)) if level else None
    if below is None or root_of_perfect(below.served) != hash_:
        yield position * under, (position + 1) * under
        return
    vouched.add((level - 1, position))
    for place in below.places:
        yield from _descend(
            level - 1, position * WIDTH + place, below.served[place], deviations, vouched
        )
