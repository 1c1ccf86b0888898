"""Meetings to reckon about: those that chance makes, and those that it may leave out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.forums.reckoning import LAST, Rules

# Members from the start, and those who may become one.
FIRST: Final = ("Mel", "Nia", "Olu", "Pia")
NAMES: Final = (*FIRST, "Amy", "Ben", "Cas")
# Who may sit for whom; Pia is a member herself.
STAND_IN: Final = {"Sue": "Mel", "Sid": "Nia", "Pia": "Olu"}


@dataclass(frozen=True)
class Step:
    """What is tried in a minute; where the forum refuses it, it did not happen."""

    minute: int
    kind: str
    name: str
    # Minutes ago, for what is recorded late; the item, for what is declared.
    number: int = 0
    flag: bool = True


@dataclass(frozen=True)
class Ballot:
    item: int
    minute: int
    # By name: in_favour, against or abstained. Whoever does not count is not asked.
    votes: dict[str, str]


@dataclass(frozen=True)
class Scene:
    rules: Rules
    steps: tuple[Step, ...]
    ballots: tuple[Ballot, ...]


RULES: Final = st.builds(
    Rules,
    quorum=st.integers(1, 5),
    percent=st.sampled_from([0, 1, 25, 33, 34, 40, 50, 51, 60, 66, 67, 75, 80, 100]),
    majority=st.sampled_from(["simple", "two_thirds", "consensus"]),
    minus=st.integers(0, 2),
)
WHEN: Final = st.integers(0, LAST)
WHO: Final = st.sampled_from(NAMES)
IN_PLACE: Final = st.sampled_from(sorted(STAND_IN))
A_WHILE: Final = st.sampled_from([0, 0, 0, 1, 2, 5])
STEP: Final = st.one_of(
    st.builds(Step, WHEN, st.sampled_from(["comes", "goes"]), WHO, A_WHILE),
    st.builds(Step, WHEN, st.sampled_from(["comes", "goes"]), st.sampled_from(FIRST), A_WHILE),
    st.builds(Step, WHEN, st.just("stands_in"), IN_PLACE, A_WHILE),
    st.builds(Step, WHEN, st.just("was_there"), WHO, WHEN),
    st.builds(Step, WHEN, st.just("stays_away"), WHO, st.just(0), st.booleans()),
    st.builds(Step, WHEN, st.sampled_from(["joins", "ends"]), WHO),
    st.builds(
        Step,
        WHEN,
        st.sampled_from(["declares", "is_declared"]),
        WHO,
        st.integers(0, 1),
        st.booleans(),
    ),
    st.builds(
        Step, WHEN, st.just("declares_for_another"), IN_PLACE, st.integers(0, 1), st.booleans()
    ),
)
BALLOT: Final = st.builds(
    Ballot,
    item=st.integers(0, 1),
    minute=WHEN,
    votes=st.fixed_dictionaries(
        {
            name: st.sampled_from(["in_favour", "in_favour", "against", "abstained", "silent"])
            for name in NAMES
        }
    ),
)
# Enough are there at the beginning for the rest to matter.
AT_FIRST: Final = st.sets(st.sampled_from(FIRST), min_size=1).map(
    lambda names: tuple(Step(0, "comes", name) for name in sorted(names))
)
SCENE: Final = st.builds(
    Scene,
    RULES,
    st.builds(tuple.__add__, AT_FIRST, st.lists(STEP, min_size=4, max_size=12).map(tuple)),
    st.lists(BALLOT, min_size=1, max_size=3).map(tuple),
)


def scene(
    rules: Rules, *steps: Step, minute: int = LAST, votes: Mapping[str, str] | None = None
) -> Scene:
    """Of one ballot on the first item; whoever is not named is in favour."""
    said = dict.fromkeys(NAMES, "in_favour") | dict(votes or {})
    return Scene(rules, steps, (Ballot(0, minute, said),))


ALL_COME: Final = tuple(Step(0, "comes", name) for name in FIRST)
# What chance may leave out.
EXCLUDED: Final = scene(
    Rules(4, 0, "simple", 0),
    *ALL_COME,
    Step(3, "declares", "Mel"),
    Step(3, "is_declared", "Nia", 0, flag=False),
)
KEPT_OUT: Final = scene(Rules(1, 100, "simple", 0), *ALL_COME, Step(3, "declares", "Mel"), minute=3)
SUBSTITUTED: Final = scene(
    Rules(4, 0, "simple", 0),
    *ALL_COME[1:],
    Step(2, "stands_in", "Sue"),
    Step(3, "declares_for_another", "Sue", 1),
    minute=2,
)
RETOLD: Final = scene(
    Rules(1, 26, "simple", 0),
    Step(6, "was_there", "Olu", 2),
    Step(6, "stays_away", "Pia"),
    minute=5,
)
# Olu came, and left, while Pia sat there.
GIVEN_UP: Final = scene(
    Rules(2, 0, "simple", 0),
    *ALL_COME[:2],
    Step(1, "stands_in", "Pia"),
    Step(5, "was_there", "Olu", 3),
)
SHARED: Final = scene(Rules(1, 51, "simple", 0), *ALL_COME[:2])
JOINED: Final = scene(Rules(1, 100, "two_thirds", 0), *ALL_COME, Step(4, "joins", "Amy"), minute=4)
LEFT: Final = scene(
    Rules(3, 75, "two_thirds", 0),
    *ALL_COME,
    Step(4, "ends", "Mel"),
    minute=4,
    votes={"Nia": "against"},
)
SPLIT: Final = scene(
    Rules(1, 0, "simple", 0), *ALL_COME, votes={"Mel": "against", "Nia": "against"}
)
TWO_OF_FOUR: Final = scene(
    Rules(1, 0, "two_thirds", 0), *ALL_COME, votes={"Mel": "against", "Nia": "against"}
)
THREE_OF_FIVE: Final = scene(
    Rules(1, 0, "two_thirds", 0),
    *ALL_COME,
    Step(1, "joins", "Amy"),
    Step(2, "comes", "Amy"),
    votes={"Mel": "against", "Nia": "against"},
)
SILENT: Final = dict.fromkeys(NAMES, "silent")
NOBODY_BY_TWO_THIRDS: Final = scene(Rules(1, 0, "two_thirds", 0), *ALL_COME, votes=SILENT)
NOBODY_BY_CONSENSUS: Final = scene(Rules(1, 0, "consensus", 2), *ALL_COME, votes=SILENT)
ONE_AGAINST: Final = scene(Rules(1, 0, "consensus", 1), *ALL_COME, votes={"Mel": "against"})
TWO_AGAINST: Final = scene(
    Rules(1, 0, "consensus", 1), *ALL_COME, votes={"Mel": "against", "Nia": "against"}
)
GONE: Final = scene(Rules(4, 0, "simple", 0), *ALL_COME, Step(5, "goes", "Mel"), minute=5)

WRITTEN: Final = (
    EXCLUDED,
    KEPT_OUT,
    SUBSTITUTED,
    RETOLD,
    GIVEN_UP,
    SHARED,
    JOINED,
    LEFT,
    SPLIT,
    TWO_OF_FOUR,
    THREE_OF_FIVE,
    NOBODY_BY_TWO_THIRDS,
    NOBODY_BY_CONSENSUS,
    ONE_AGAINST,
    TWO_AGAINST,
    GONE,
)
